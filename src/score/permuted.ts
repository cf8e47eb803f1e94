import type { Random } from '../market/seeded-random.ts'

/**
 * A series in an order drawn at random, without replacement (Fisher–Yates). Of a map's predictions:
 * what these keep of its score comes from its level and its habits, not from knowing the moment.
 */
export function permuted<T>(series: ArrayLike<T>, random: Random): T[] {
  const drawn = Array.from(series)
  for (let i = drawn.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    ;[drawn[i], drawn[j]] = [drawn[j]!, drawn[i]!]
  }
  return drawn
}
