import type { MarginRule } from '../../market/margin-rule.ts'
import { marginRule } from '../generic-rule.ts'
import type { Venue } from '../venue.ts'
import { instrumentsOf, venueId } from '../venue.ts'

const id = venueId('htx')

const marginRules: readonly MarginRule[] = [
  marginRule({
    id: 'htx',
    venue: id,
    name: 'margin ratio 0: equity = used margin at the mark price × adjust factor, so the maintenance rate is adjust factor / leverage',
    sources: [
      'real position sample of linear swaps (ccxt 4.5.84, js/src/htx.js)',
      'https://api.hbdm.com/linear-swap-api/v1/swap_adjustfactor',
    ],
    maintenanceRate: 'adjust-factor',
    unconfirmed: [
      "Entry is the venue's cost_hold and the margin its margin_static.",
      'The adjust factors of the instruments are not shipped: they change with size and leverage.',
      'How the venue rounds the price is not recorded, nor is the inverse form.',
    ],
  }),
]

/** HTX linear swaps. */
export const htx: Venue = {
  id,
  name: 'HTX',
  marginRules,
  instruments: instrumentsOf(id, [
    {
      symbol: 'BTC-USDT',
      base: 'BTC',
      quote: 'USDT',
      contract: 'linear',
      contractSize: 0.001,
      tickSize: undefined,
      riskTiers: [],
    },
  ]),
}
