import type { MarginRule } from '../../market/margin-rule.ts'
import { marginRule } from '../generic-rule.ts'
import type { TierRow, Venue } from '../venue.ts'
import { day, instrumentsOf, riskTierTable, venueId } from '../venue.ts'

const id = venueId('hyperliquid')

const marginRules: readonly MarginRule[] = [
  marginRule({
    id: 'hyperliquid',
    venue: id,
    name: 'maintenance margin of half the initial margin at the highest leverage, on the mark price, less the tier deduction; no fee',
    sources: [
      'https://hyperliquid.gitbook.io/hyperliquid-docs/trading/liquidations',
      'https://hyperliquid.gitbook.io/hyperliquid-docs/trading/margin-tiers',
    ],
    contracts: ['linear'],
    deduction: true,
    rounding: { kind: 'decimals', decimals: 8 },
    unconfirmed: [
      'Eight decimals are what position rows show (2023); whether they are rounded or cut is not stated.',
    ],
  }),
]

/** Maintenance rate of a tier in percent: half of 1 / its highest leverage. */
const row = (cap: number, maxLeverage: number): TierRow => [cap, 50 / maxLeverage, maxLeverage]

const tiers = (edge: number, below: number, above: number) => [
  riskTierTable(
    {
      unit: 'quote',
      asOf: day('2026-11-22'),
      source:
        'https://hyperliquid.gitbook.io/hyperliquid-docs/trading/margin-tiers as known on 2026-11-22; live values in meta.marginTables',
    },
    'cumulative',
    [row(edge, below), row(Number.POSITIVE_INFINITY, above)],
  ),
]

const usdc = {
  quote: 'USDC',
  contract: 'linear',
  contractSize: 1,
  tickSize: undefined,
} as const

/** Hyperliquid perpetuals. Prices have five significant digits rather than a tick. */
export const hyperliquid: Venue = {
  id,
  name: 'Hyperliquid',
  marginRules,
  instruments: instrumentsOf(id, [
    { ...usdc, symbol: 'BTC', base: 'BTC', riskTiers: tiers(150_000_000, 40, 20) },
    { ...usdc, symbol: 'ETH', base: 'ETH', riskTiers: tiers(100_000_000, 25, 15) },
    { ...usdc, symbol: 'SOL', base: 'SOL', riskTiers: tiers(70_000_000, 20, 10) },
    { ...usdc, symbol: 'XRP', base: 'XRP', riskTiers: tiers(40_000_000, 20, 10) },
    ...['DOGE', 'SUI', 'HYPE'].map((base) => ({
      ...usdc,
      symbol: base,
      base,
      riskTiers: tiers(20_000_000, 10, 5),
    })),
    ...['OP', 'ARB'].map((base) => ({
      ...usdc,
      symbol: base,
      base,
      riskTiers: tiers(3_000_000, 10, 5),
    })),
  ]),
}
