import type { Random } from '../market/seeded-random.ts'

/**
 * Controls made of a map itself: its predictions of another time. What they keep of its score comes
 * from its level and its habits, not from knowing the moment.
 */

/**
 * Each time gets what was predicted `steps` earlier, such as yesterday's map; the first ones, before
 * which nothing was predicted, get undefined.
 * @param series predictions in equal steps of time: amounts, or densities relative to the price
 */
export const shifted = <T>(series: ArrayLike<T>, steps: number): (T | undefined)[] =>
  Array.from(series, (_, i) => (i < steps ? undefined : series[i - steps]))

/** Each time gets the prediction of a time drawn without replacement (Fisher–Yates). */
export function permuted<T>(series: ArrayLike<T>, random: Random): T[] {
  const drawn = Array.from(series)
  for (let i = drawn.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    ;[drawn[i], drawn[j]] = [drawn[j]!, drawn[i]!]
  }
  return drawn
}
