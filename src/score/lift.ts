/** How a map's order of buckets did on those that price went through. */
export interface Lift {
  /** What came in the map's best fifth of the touched buckets. */
  readonly captured: number
  /** What came in all touched buckets. */
  readonly total: number
  /** Share of the touched buckets that the best fifth is: about 0.2, as they come whole. */
  readonly share: number
}

/** Fewer touched buckets than this have no fifth worth the name. */
const FEWEST_TOUCHED = 8

/**
 * Captures of the best fifth among the touched buckets alone: an order of all buckets would only be
 * rewarded for putting those near the price first. Of equal predictions the lower price goes first.
 * Undefined where fewer than eight were touched or nothing came.
 * @param predicted USD per bucket
 * @param realised USD per bucket
 * @param touched 1 where price went through
 */
export function conditionalLift(
  predicted: ArrayLike<number>,
  realised: ArrayLike<number>,
  touched: ArrayLike<number>,
): Lift | undefined {
  const buckets = Array.from(predicted, (_, i) => i).filter((i) => touched[i] === 1)
  const amount = (of: readonly number[]) => of.reduce((sum, i) => sum + realised[i]!, 0)
  const total = amount(buckets)
  if (buckets.length < FEWEST_TOUCHED || !(total > 0)) return undefined
  const count = Math.round(buckets.length / 5)
  const best = [...buckets].sort((a, b) => predicted[b]! - predicted[a]!).slice(0, count)
  return { captured: amount(best), total, share: count / buckets.length }
}

/** Lifts of several forecasts as one. */
export interface MeanLift {
  /** Mean of captured ÷ total ÷ share: 1 is no better than chance. */
  readonly mean: number
  /** Captured ÷ what chance would have captured, of all together: large ones count more. */
  readonly pooled: number
}

/** Undefined on no lift. */
export function meanLift(lifts: readonly Lift[]): MeanLift | undefined {
  if (lifts.length === 0) return undefined
  let [mean, captured, byChance] = [0, 0, 0]
  for (const lift of lifts) {
    mean += lift.captured / lift.total / lift.share / lifts.length
    captured += lift.captured
    byChance += lift.total * lift.share
  }
  return { mean, pooled: captured / byChance }
}
