/**
 * Levels as price meets them: longs on the way down, shorts on the way up. Levels are ascending in price
 * and longs lie below it, shorts above, so going outward is going down for longs and up for shorts.
 */

/** USD of both sides. */
interface Sides {
  readonly longUsd: number
  readonly shortUsd: number
}

/**
 * What would be liquidated by the time price has gone through each level: of longs the sum of this
 * level and all above it, of shorts of this one and all below. Ends at the totals.
 */
export function outwardSums(levels: readonly Sides[]): Sides[] {
  const longs = new Float64Array(levels.length)
  let [longUsd, shortUsd] = [0, 0]
  for (let i = levels.length - 1; i >= 0; i--) longs[i] = longUsd += levels[i]!.longUsd
  return levels.map((level, i) => ({
    longUsd: longs[i]!,
    shortUsd: (shortUsd += level.shortUsd),
  }))
}

/**
 * Max pain: on either side the level at which the most would be liquidated; of equal ones that which
 * price meets first. Undefined where a side holds nothing.
 */
export function maxPain<Level extends Sides>(
  levels: readonly Level[],
): { readonly long: Level | undefined; readonly short: Level | undefined } {
  const most = (side: keyof Sides, inOrder: readonly Level[]): Level | undefined =>
    inOrder.reduce<Level | undefined>(
      (best, level) => (level[side] > (best?.[side] ?? 0) ? level : best),
      undefined,
    )
  return { long: most('longUsd', levels.toReversed()), short: most('shortUsd', levels) }
}
