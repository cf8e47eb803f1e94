import type { Venue } from '../venue.ts'
import { day, instrumentsOf, riskTierTable, venueId } from '../venue.ts'
import { marginRules } from './margin-rules.ts'

const id = venueId('gate')
const linear = { quote: 'USDT', contract: 'linear', tickSize: undefined } as const

/** The venue's deductions 0, 250 and 750 are those of continuity. Tier 4 was not captured. */
const btc = riskTierTable(
  {
    unit: 'quote',
    asOf: day('2026-08-09'),
    source:
      'https://api.gateio.ws/api/v4/futures/usdt/risk_limit_tiers, live capture of 2026-08-09; first three tiers',
  },
  'cumulative',
  [
    [500_000, 0.3, 200],
    [1_000_000, 0.35, 150],
    [1_500_000, 0.4, 125],
  ],
)

const eth = riskTierTable(
  {
    unit: 'quote',
    asOf: day('2026-08-09'),
    source:
      'https://api.gateio.ws/api/v4/futures/usdt/risk_limit_tiers: rate of the first tier; where it ends is not known',
  },
  'cumulative',
  [[undefined, 0.3, undefined]],
)

/** Gate perpetuals. */
export const gate: Venue = {
  id,
  name: 'Gate',
  marginRules,
  instruments: instrumentsOf(id, [
    { ...linear, symbol: 'BTC_USDT', base: 'BTC', contractSize: 0.0001, riskTiers: [btc] },
    { ...linear, symbol: 'ETH_USDT', base: 'ETH', contractSize: undefined, riskTiers: [eth] },
  ]),
}
