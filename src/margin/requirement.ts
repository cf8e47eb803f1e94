import type { MarginRule } from '../market/margin-rule.ts'
import type { RiskTier, RiskTierTable } from '../market/risk-tier.ts'

/**
 * A position as the solver sees it: everything on the axis of axis.ts, money in the margin
 * currency (quote for a linear contract, coin for an inverse one).
 */
export interface Stake {
  readonly rule: MarginRule
  /** Base coins (linear) or quote USD (inverse), above 0. */
  readonly size: number
  readonly slope: 1 | -1
  /** The entry price on the axis. */
  readonly entryAt: number
  /** What stands behind the position at its entry price. */
  readonly margin: number
  readonly feeRate: number
  /** Replaces the rate of every tier (adjust factor / leverage). */
  readonly rate?: number
  /** Replaces maintenance margin and fee by an amount the venue states. */
  readonly stated?: number
}

/** c + b·x + a·x²: an amount along the axis. */
export interface Curve {
  readonly a: number
  readonly b: number
  readonly c: number
}

export const valueAt = ({ a, b, c }: Curve, x: number): number =>
  (x === 0 ? 0 : x * (a === 0 ? b : b + a * x)) + c

/** Equity of the position along the axis: margin + slope × size × (x − entry). */
export const equityOf = ({ margin, slope, size, entryAt }: Stake): Curve => ({
  a: 0,
  b: slope * size,
  c: margin - slope * size * entryAt,
})

/** Place on the axis where equity is 0, or where it pays no more than the fee for closing there. */
export function bankruptcyAt({ margin, slope, size, entryAt }: Stake, feeRate = 0): number {
  return (slope * entryAt - margin / size) / (slope - feeRate)
}

/** How the notional that chooses the tier follows from the axis: `perX` × x, or `fixed`. */
export interface Measure {
  readonly perX: number
  readonly fixed: number
}

/** Notional in the unit of the risk tiers. An amount of base coin of a linear contract is fixed. */
export function measureOf(
  { size, entryAt, rule }: Pick<Stake, 'size' | 'entryAt' | 'rule'>,
  contract: 'linear' | 'inverse',
  unit: RiskTierTable['unit'],
  contractSize: number,
): Measure {
  if (unit === 'contracts') return { perX: 0, fixed: size / contractSize }
  // On the axis size × x is quote for a linear contract and coin for an inverse one.
  const moves = unit === (contract === 'linear' ? 'quote' : 'base')
  if (!moves) return { perX: 0, fixed: size }
  return rule.maintenanceOn === 'entry'
    ? { perX: 0, fixed: size * entryAt }
    : { perX: size, fixed: 0 }
}

/** Notional in the unit of the tiers at a place on the axis. */
export const notionalAt = ({ perX, fixed }: Measure, x: number): number =>
  perX === 0 ? fixed : perX * x

/** Maintenance margin along the axis in one tier. */
export function maintenanceOf(stake: Stake, tier: RiskTier, measure: Measure): Curve {
  if (stake.stated !== undefined) return { a: 0, b: 0, c: stake.stated }
  const { rule, size, entryAt } = stake
  const growth = stake.rate === undefined ? (tier.rateSlope ?? 0) : 0
  const rate = (stake.rate ?? tier.maintenanceRate) + growth * (measure.fixed - tier.floor)
  const deduction = rule.deduction ? tier.deduction : 0
  return rule.maintenanceOn === 'mark'
    ? { a: size * growth * measure.perX, b: size * rate, c: -deduction }
    : { a: 0, b: 0, c: size * entryAt * rate - deduction }
}

/** The fee that must be held along the axis. */
export function feeOf(stake: Stake): Curve {
  const none: Curve = { a: 0, b: 0, c: 0 }
  if (stake.stated !== undefined) return none
  const { feeRate, size, rule } = stake
  if (rule.fee.treatment === 'at-liquidation') return { a: 0, b: size * feeRate, c: 0 }
  if (rule.fee.treatment !== 'at-bankruptcy') return none
  // Beyond the reach of the axis there is no bankruptcy and so no order to pay for.
  return { a: 0, b: 0, c: size * feeRate * Math.max(0, bankruptcyAt(stake, feeRate)) }
}
