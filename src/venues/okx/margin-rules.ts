import type { MarginRule } from '../../market/margin-rule.ts'
import { venueId } from '../venue.ts'

export const marginRules: readonly MarginRule[] = [
  {
    id: 'okx',
    venue: venueId('okx'),
    name: 'maintenance margin at one flat rate and taker fee, both on the mark price',
    sources: [
      'https://www.okx.com/docs-v5/en/ (positions channel; margin ratio)',
      'position rows: ETH-USD-210430 of the API documentation, ETH-USDT-SWAP of 2025-11-29',
    ],
    contracts: ['linear', 'inverse'],
    marginModes: ['isolated', 'cross'],
    trigger: 'mark',
    maintenanceOn: 'mark',
    maintenanceRate: 'tier',
    deduction: false,
    fee: { treatment: 'at-liquidation', rate: 0.0005 },
    isolatedMargin: 'wallet',
    crossMargin: { kind: 'all', othersPayFee: true },
    rounding: { kind: 'plus-tick' },
    unconfirmed: [
      'The price shown for a long is one tick above the formula; that it is one tick below for a short is presumed.',
      'In cross margin the venue compares the whole account; the formula is for one currency.',
    ],
  },
]
