import type { MarginRule } from '../../market/margin-rule.ts'
import { marginRule } from '../generic-rule.ts'
import type { Venue } from '../venue.ts'
import { day, instrumentsOf, venueId } from '../venue.ts'

const id = venueId('bitmex')

const marginRules: readonly MarginRule[] = [
  marginRule({
    id: 'bitmex',
    venue: id,
    name: 'inverse until the venue closed on 2026-09-23: maintenance margin on the entry value, contracts valued in whole satoshis',
    until: day('2026-09-23'),
    sources: ['github.com/narodnik/predikate at 2738107, liquidation_price.py'],
    contracts: ['inverse'],
    marginModes: ['isolated'],
    maintenanceOn: 'entry',
    fee: { treatment: 'cancels', rate: 0.00075 },
    isolatedMargin: 'initial',
    coinStep: 1e-8,
    rounding: { kind: 'tick', direction: 'against-trader' },
    unconfirmed: [
      'How margin added later counts is not recorded; the fee is taken off it as at Bybit.',
      "From a third party's calculator, for a long; funding that raises the maintenance margin is not counted.",
      'Which way the price is rounded to its tick of 0.5 is not recorded.',
    ],
  }),
]

/** BitMEX, for history: it closed on 2026-09-23. */
export const bitmex: Venue = {
  id,
  name: 'BitMEX (closed)',
  marginRules,
  instruments: instrumentsOf(id, [
    {
      symbol: 'XBTUSD',
      base: 'BTC',
      quote: 'USD',
      contract: 'inverse',
      contractSize: 1,
      tickSize: 0.5,
      riskTiers: [],
    },
  ]),
}
