import type { MarginRule } from '../../market/margin-rule.ts'
import { marginRule } from '../generic-rule.ts'
import type { Venue } from '../venue.ts'
import { day, instrumentsOf, riskTierTable, venueId } from '../venue.ts'

const id = venueId('dydx')

const marginRules: readonly MarginRule[] = [
  marginRule({
    id: 'dydx-v4',
    venue: id,
    name: 'one maintenance margin fraction per market, on the oracle price; no fee',
    sources: [
      'https://docs.dydx.xyz/concepts/trading/liquidations',
      'github.com/dydxprotocol/v4-abacus at b0cf219, SubaccountCalculator.kt',
    ],
    contracts: ['linear'],
    trigger: 'oracle',
    unconfirmed: ['How front ends round the price is not recorded.'],
  }),
]

const btc = riskTierTable(
  {
    unit: 'quote',
    asOf: day('2026-11-22'),
    source:
      'maintenanceMarginFraction of https://indexer.dydx.trade/v4/perpetualMarkets as used in a comparison of venues (unconfirmed), as known on 2026-11-22; the initial fraction moves with open interest',
  },
  'none',
  [[Number.POSITIVE_INFINITY, 1.2, undefined]],
)

const usd = { quote: 'USD', contract: 'linear', contractSize: 1 } as const

/** dYdX v4. Ticks: frames of its markets channel; SOL: step of recorded hourly prices of 2026. */
export const dydx: Venue = {
  id,
  name: 'dYdX',
  marginRules,
  instruments: instrumentsOf(id, [
    { ...usd, symbol: 'BTC-USD', base: 'BTC', tickSize: 1, riskTiers: [btc] },
    { ...usd, symbol: 'ETH-USD', base: 'ETH', tickSize: 0.1, riskTiers: [] },
    { ...usd, symbol: 'SOL-USD', base: 'SOL', tickSize: 0.01, riskTiers: [] },
  ]),
}
