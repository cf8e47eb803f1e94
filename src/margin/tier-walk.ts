import type { RiskTier } from '../market/risk-tier.ts'
import type { Curve, Measure, Stake } from './requirement.ts'
import { equityOf, feeOf, maintenanceOf, notionalAt, valueAt } from './requirement.ts'

/** Where equity meets the requirement, and in which tier; or why it never does. */
export type Meeting =
  | { readonly kind: 'met'; readonly at: number; readonly tier: number; readonly alive: boolean }
  | { readonly kind: 'never' }
  | { readonly kind: 'beyond-tiers'; readonly cap: number }

/** Equity less requirement along the axis in one tier; at 0 the position is liquidated. */
function surplusOf(stake: Stake, tier: RiskTier, measure: Measure): Curve {
  const equity = equityOf(stake)
  const maintenance = maintenanceOf(stake, tier, measure)
  const fee = feeOf(stake)
  return {
    a: -maintenance.a,
    b: equity.b - maintenance.b - fee.b,
    c: equity.c - maintenance.c - fee.c,
  }
}

function rootsOf({ a, b, c }: Curve): number[] {
  if (a === 0) return b === 0 ? [] : [-c / b]
  const square = b * b - 4 * a * c
  if (square < 0) return []
  // The form without cancellation: add numbers of one sign, get the other root by division.
  const sum = -(b + (b < 0 ? -1 : 1) * Math.sqrt(square)) / 2
  return sum === 0 ? [0] : [sum / a, c / sum]
}

/** Sign of a curve at a place, also at the end of the axis. */
function signAt(curve: Curve, x: number): number {
  if (Number.isFinite(x)) return Math.sign(valueAt(curve, x))
  return Math.sign(curve.a) || Math.sign(curve.b) || Math.sign(curve.c)
}

/** Index of the tier that a notional falls in; −1 beyond the last known one. */
export const tierIndexOf = (tiers: readonly RiskTier[], notional: number): number =>
  tiers.findIndex(({ floor, cap }) => notional >= floor && notional < (cap ?? Infinity))

/**
 * Finds the liquidation on the axis, with the tier chosen by the notional there.
 *
 * Starting in the tier of the entry, it walks the axis in the direction in which the position loses
 * (or recovers, where it could already be liquidated at its entry), one tier after the other, until
 * equity less requirement changes sign. It ends: the notional is monotone along the axis, so each
 * step enters the neighbouring tier and none is entered twice. What it finds is a fixed point: the
 * place lies in the tier whose rate gave it. With deductions the requirement is continuous and the
 * fixed point is the only one; without them (flat tiers) the requirement jumps at a tier's edge,
 * and where the jump is what liquidates, the edge is the answer.
 */
export function meet(stake: Stake, tiers: readonly RiskTier[], measure: Measure): Meeting {
  const lastCap = tiers.at(-1)?.cap ?? Infinity
  let index = tierIndexOf(tiers, notionalAt(measure, stake.entryAt))
  if (index < 0) return { kind: 'beyond-tiers', cap: lastCap }

  const start = surplusOf(stake, tiers[index]!, measure)
  const alive = signAt(start, stake.entryAt) >= 0
  const rising = stake.slope < 0 === alive
  const turned = (sign: number): boolean => (alive ? sign < 0 : sign >= 0)
  let from = stake.entryAt
  let surplus = start
  for (;;) {
    const end = edgeOf(tiers[index]!, measure, rising)
    const at = firstBetween(rootsOf(surplus), from, end, turned(signAt(surplus, end)))
    if (at !== undefined) return { kind: 'met', at, tier: index, alive }
    if (end === 0 || end === Infinity) return { kind: 'never' }
    from = end
    index += rising ? 1 : -1
    const next = tiers[index]
    if (next === undefined) return { kind: 'beyond-tiers', cap: lastCap }
    surplus = surplusOf(stake, next, measure)
    if (turned(signAt(surplus, from))) return { kind: 'met', at: from, tier: index, alive }
  }
}

/** End of a tier on the axis in the direction of the walk. */
function edgeOf(tier: RiskTier, { perX }: Measure, rising: boolean): number {
  if (perX === 0) return rising ? Infinity : 0
  return rising ? (tier.cap ?? Infinity) / perX : tier.floor / perX
}

/** The root met first on the way, if any; where the sign turned, rounding must not lose it. */
function firstBetween(
  roots: readonly number[],
  from: number,
  end: number,
  turned: boolean,
): number | undefined {
  const low = Math.min(from, end)
  const high = Math.max(from, end)
  const met = roots
    .filter((root) => root > 0 && root >= low && root <= high)
    .sort((a, b) => Math.abs(a - from) - Math.abs(b - from))
  return met[0] ?? (turned && end > 0 && end < Infinity ? end : undefined)
}
