import type { MarginRule } from '../../market/margin-rule.ts'
import { feeAtLiquidation, marginRule } from '../generic-rule.ts'
import { venueId } from '../venue.ts'

export const marginRules: readonly MarginRule[] = [
  marginRule({
    id: 'gate',
    venue: venueId('gate'),
    name: 'maintenance margin less the tier deduction and taker fee, both on the mark price',
    sources: [
      'Gate help article 27724 (by way of freqtrade) and an answer of its support',
      'https://api.gateio.ws/api/v4/futures/usdt/risk_limit_tiers (deduction)',
    ],
    deduction: true,
    ...feeAtLiquidation(0.00075),
    unconfirmed: [
      'How the venue rounds the price is not recorded.',
      'Cross: the isolated form with the balance of the account; not stated by the venue.',
    ],
  }),
]
