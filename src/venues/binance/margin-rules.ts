import type { MarginRule } from '../../market/margin-rule.ts'
import { marginRule } from '../generic-rule.ts'
import { venueId } from '../venue.ts'

/**
 * USD-M and COIN-M: the generic form with the bracket's `cum` and without a fee. An isolated
 * position's margin is its `isolatedWallet`, not `isolatedMargin`, which holds the profit too.
 */
export const marginRules: readonly MarginRule[] = [
  marginRule({
    id: 'binance',
    venue: venueId('binance'),
    name: 'maintenance margin on the mark price, less the bracket amount (cum); no fee',
    sources: [
      'https://www.binance.com/en/support/faq/b3c689c1f50a44cabb3a84e663b81d93',
      'https://www.binance.com/en/support/faq/ceccfcfb4e3a45e3b48b0b1bb1a8ae46',
    ],
    deduction: true,
    rounding: { kind: 'tick', direction: 'down' },
    unconfirmed: [
      'In hedge mode the long and the short of a symbol share one cross liquidation price; that is not computed here.',
    ],
  }),
]
