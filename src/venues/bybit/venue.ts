import { day, instrumentsOf, riskTierTable, venueId } from '../venue.ts'
import type { Venue } from '../venue.ts'
import { marginRules } from './margin-rules.ts'

const id = venueId('bybit')
const linear = { quote: 'USDT', contract: 'linear', contractSize: 1 } as const

const btcusdt = riskTierTable(
  {
    unit: 'quote',
    asOf: day('2026-11-22'),
    source:
      'https://api.bybit.com/v5/market/risk-limit?category=linear, capture of 2026 in a public test fixture, as known on 2026-11-22; first three tiers, deductions by continuity',
  },
  'cumulative',
  [
    [300_000, 0.33, 150],
    [800_000, 0.5, 100],
    [2_000_000, 1, 50],
  ],
)

/** Bybit. Linear contracts count coins, inverse ones USD. Ticks: steps of recorded hourly prices, 2025-03 to 2026-03. */
export const bybit: Venue = {
  id,
  name: 'Bybit',
  marginRules,
  instruments: instrumentsOf(id, [
    { ...linear, symbol: 'BTCUSDT', base: 'BTC', tickSize: 0.1, riskTiers: [btcusdt] },
    { ...linear, symbol: 'ETHUSDT', base: 'ETH', tickSize: 0.01, riskTiers: [] },
    { ...linear, symbol: 'SOLUSDT', base: 'SOL', tickSize: 0.01, riskTiers: [] },
    {
      symbol: 'BTCUSD',
      base: 'BTC',
      quote: 'USD',
      contract: 'inverse',
      contractSize: 1,
      tickSize: undefined,
      riskTiers: [],
    },
  ]),
}
