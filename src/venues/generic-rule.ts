import type { MarginRule } from '../market/margin-rule.ts'

/** The commonest rule: maintenance margin at one flat rate on the mark price, without a fee. */
const GENERIC = {
  contracts: ['linear', 'inverse'],
  marginModes: ['isolated', 'cross'],
  trigger: 'mark',
  maintenanceOn: 'mark',
  maintenanceRate: 'tier',
  deduction: false,
  fee: { treatment: 'none', rate: 0 },
  isolatedMargin: 'wallet',
  crossMargin: { kind: 'all', othersPayFee: false },
  rounding: { kind: 'none' },
} as const satisfies Partial<MarginRule>

/** A margin rule from what is its own; in everything else it is the generic rule. */
export const marginRule = (
  own: Pick<MarginRule, 'id' | 'venue' | 'name' | 'sources' | 'unconfirmed'> & Partial<MarginRule>,
): MarginRule => ({ ...GENERIC, ...own })

/** A rule's fee on the value at the liquidation price, which other cross positions pay as well. */
export const feeAtLiquidation = (rate: number): Pick<MarginRule, 'fee' | 'crossMargin'> => ({
  fee: { treatment: 'at-liquidation', rate },
  crossMargin: { kind: 'all', othersPayFee: true },
})
