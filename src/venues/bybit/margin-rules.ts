import type { MarginRule } from '../../market/margin-rule.ts'
import { feeAtLiquidation, marginRule } from '../generic-rule.ts'
import { day, venueId } from '../venue.ts'

const common = {
  venue: venueId('bybit'),
  deduction: true,
} as const satisfies Partial<MarginRule>

const takerFee = 0.00055
const takerFeeUnconfirmed =
  'The standard taker rate of 0.055 % is not in the sources read; give the fee of the account.'

export const marginRules: readonly MarginRule[] = [
  marginRule({
    ...common,
    id: 'bybit-2025-09',
    name: 'isolated since 2025-09-02: maintenance margin on the mark price, fee in both margins',
    since: day('2025-09-02'),
    sources: [
      'https://www.bybit.com/en/help-center/article/Liquidation-Price-Calculation-under-Isolated-Mode-Unified-Trading-Account (2026-05-27)',
      'https://www.bybit.com/en/help-center/article/The-New-Margin-Calculation (2025-09-02)',
    ],
    marginModes: ['isolated'],
    fee: { treatment: 'cancels', rate: takerFee },
    isolatedMargin: 'initial',
    rounding: { kind: 'tick', direction: 'against-trader' },
    unconfirmed: [
      'The term of extra margin of linear contracts is derived by analogy with the inverse one.',
      'Rounding up was seen on longs only; that a short is rounded down is taken from "against the trader".',
      takerFeeUnconfirmed,
    ],
  }),
  marginRule({
    ...common,
    id: 'bybit-pre-2025-09',
    name: 'isolated before 2025-09-02: maintenance margin on the entry price, no fee',
    until: day('2025-09-02'),
    sources: [
      'https://www.bybit.com/en/help-center/article/Liquidation-Price-USDT-Contract (2022)',
      'https://www.bybit.com/en/help-center/article/Liquidation-Price-Calculation-under-Isolated-Mode-Unified-Trading-Account (2024)',
    ],
    marginModes: ['isolated'],
    maintenanceOn: 'entry',
    isolatedMargin: 'initial',
    rounding: { kind: 'tick', direction: 'up' },
    unconfirmed: ['Rounding up was seen on longs only.'],
  }),
  marginRule({
    ...common,
    id: 'bybit-inverse-cross-2019',
    name: 'inverse cross in 2019: maintenance margin on the entry price, fee at the bankruptcy price',
    since: day('2019-01-01'),
    until: day('2020-01-01'),
    sources: ['Bybit help article 360039261334 (2019)'],
    contracts: ['inverse'],
    marginModes: ['cross'],
    deduction: false,
    maintenanceOn: 'entry',
    fee: { treatment: 'at-bankruptcy', rate: 0.00075 },
    rounding: { kind: 'tick', direction: 'up' },
    unconfirmed: [
      'When the rule began and ended is not recorded; it is used for 2019 alone.',
      'The taker rate of 0.075 % of that year is not in the sources read.',
      'The formula is stated for a long; a short is its mirror image.',
    ],
  }),
  marginRule({
    ...common,
    id: 'bybit-cross',
    name: 'cross (unified account): maintenance margin and closing fees of all positions on the mark price',
    sources: ['https://bybit-exchange.github.io/docs/v5/position'],
    marginModes: ['cross'],
    ...feeAtLiquidation(takerFee),
    rounding: { kind: 'tick', direction: 'against-trader' },
    unconfirmed: [
      'The venue liquidates the account when maintenance margin reaches the margin balance; the price it shows for one position is an estimate.',
      'When the rule began is not recorded.',
      takerFeeUnconfirmed,
    ],
  }),
]
