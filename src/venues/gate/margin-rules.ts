import type { MarginRule } from '../../market/margin-rule.ts'
import { venueId } from '../venue.ts'

export const marginRules: readonly MarginRule[] = [
  {
    id: 'gate',
    venue: venueId('gate'),
    name: 'maintenance margin less the tier deduction and taker fee, both on the mark price',
    sources: [
      'Gate help article 27724 (by way of freqtrade) and an answer of its support',
      'https://api.gateio.ws/api/v4/futures/usdt/risk_limit_tiers (deduction)',
    ],
    contracts: ['linear', 'inverse'],
    marginModes: ['isolated', 'cross'],
    trigger: 'mark',
    maintenanceOn: 'mark',
    maintenanceRate: 'tier',
    deduction: true,
    fee: { treatment: 'at-liquidation', rate: 0.00075 },
    isolatedMargin: 'wallet',
    crossMargin: { kind: 'all', othersPayFee: true },
    rounding: { kind: 'none' },
    unconfirmed: [
      'How the venue rounds the price is not recorded.',
      'Cross: the isolated form with the balance of the account; not stated by the venue.',
    ],
  },
]
