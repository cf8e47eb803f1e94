import type { MarginRule } from '../../market/margin-rule.ts'
import { marginRule } from '../generic-rule.ts'
import type { Venue } from '../venue.ts'
import { instrumentsOf, venueId } from '../venue.ts'

const id = venueId('mexc')

const marginRules: readonly MarginRule[] = [
  marginRule({
    id: 'mexc',
    venue: id,
    name: 'maintenance margin on the entry price; fee left out',
    sources: ['https://blog.mexc.com/liquidation-in-futures-2'],
    maintenanceOn: 'entry',
    unconfirmed: [
      'Stated for linear isolated positions; inverse and cross are the same equation.',
      'How the venue rounds the price is not recorded.',
    ],
  }),
]

/** MEXC futures. */
export const mexc: Venue = {
  id,
  name: 'MEXC',
  marginRules,
  instruments: instrumentsOf(id, [
    {
      symbol: 'BTC_USDT',
      base: 'BTC',
      quote: 'USDT',
      contract: 'linear',
      contractSize: 0.0001,
      tickSize: undefined,
      riskTiers: [],
    },
  ]),
}
