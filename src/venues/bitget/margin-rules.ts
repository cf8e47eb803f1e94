import type { MarginRule } from '../../market/margin-rule.ts'
import { feeAtLiquidation, marginRule } from '../generic-rule.ts'
import { day, venueId } from '../venue.ts'

const common = {
  venue: venueId('bitget'),
  ...feeAtLiquidation(0.0006),
  sources: [
    'https://www.bitget.com/support/articles/12560603808759',
    'https://www.bitget.com/support/articles/12560603841952 (2025-11-10)',
  ],
} as const satisfies Partial<MarginRule>

const unconfirmed = [
  'Coin-M has an index price factor that is not modelled.',
  'Cross: hedge and one-way mode differ at the venue, and the price it shows is an estimate.',
]

export const marginRules: readonly MarginRule[] = [
  marginRule({
    ...common,
    id: 'bitget-2025-11',
    name: 'maintenance margin in steps by tier (offset) and taker fee, both on the mark price',
    since: day('2025-11-10'),
    deduction: true,
    unconfirmed: [
      'Positions opened before 2025-11-10 keep the flat rate: ask with the date of their opening.',
      'The offset is not published; it is derived by continuity.',
      ...unconfirmed,
    ],
  }),
  marginRule({
    ...common,
    id: 'bitget-flat',
    name: 'before 2025-11-10: maintenance margin at one flat rate and taker fee, both on the mark price',
    until: day('2025-11-10'),
    unconfirmed,
  }),
]
