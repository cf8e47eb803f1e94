import type { MarginRule } from '../../market/margin-rule.ts'
import { marginRule } from '../generic-rule.ts'
import type { Venue } from '../venue.ts'
import { day, instrumentsOf, riskTierTable } from '../venue.ts'
import { LIGHTER } from './instruments.ts'

const marginRules: readonly MarginRule[] = [
  marginRule({
    id: 'lighter',
    venue: LIGHTER,
    name: 'one maintenance margin fraction per market, on the mark price; no fee',
    sources: [
      'https://apidocs.lighter.xyz/reference/orderbookdetails, margin fractions of each market',
    ],
    contracts: ['linear'],
    unconfirmed: [
      'That the generic rule holds is inferred from the market parameters; no worked example of the venue was found.',
      'Whether the liquidation fee (1 %) is part of the price is not stated.',
    ],
  }),
]

const eth = riskTierTable(
  {
    unit: 'quote',
    asOf: day('2026-01-08'),
    source:
      'maintenance_margin_fraction 120 and min_initial_margin_fraction 200 of https://mainnet.zklighter.elliot.ai/api/v1/orderBookDetails as answered on 2026-01-08',
  },
  'none',
  [[Number.POSITIVE_INFINITY, 1.2, 50]],
)

const usdc = { quote: 'USDC', contract: 'linear', contractSize: 1 } as const

/** Lighter. Ticks are 10^-price_decimals of its list of markets of 2026-01-08. */
export const lighter: Venue = {
  id: LIGHTER,
  name: 'Lighter',
  marginRules,
  instruments: instrumentsOf(LIGHTER, [
    { ...usdc, symbol: 'ETH', base: 'ETH', tickSize: 0.01, riskTiers: [eth] },
    { ...usdc, symbol: 'BTC', base: 'BTC', tickSize: 0.1, riskTiers: [] },
    { ...usdc, symbol: 'SOL', base: 'SOL', tickSize: 0.0001, riskTiers: [] },
  ]),
}
