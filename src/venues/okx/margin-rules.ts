import type { MarginRule } from '../../market/margin-rule.ts'
import { feeAtLiquidation, marginRule } from '../generic-rule.ts'
import { venueId } from '../venue.ts'

export const marginRules: readonly MarginRule[] = [
  marginRule({
    id: 'okx',
    venue: venueId('okx'),
    name: 'maintenance margin at one flat rate and taker fee, both on the mark price',
    sources: [
      'https://www.okx.com/docs-v5/en/ (positions channel; margin ratio)',
      'position rows: ETH-USD-210430 of the API documentation, ETH-USDT-SWAP of 2025-11-29',
    ],
    ...feeAtLiquidation(0.0005),
    rounding: { kind: 'plus-tick' },
    unconfirmed: [
      'The price shown for a long is one tick above the formula; that it is one tick below for a short is presumed.',
      'In cross margin the venue compares the whole account; the formula is for one currency.',
    ],
  }),
]
