import { normalBelow } from '../../market/normal-distribution.ts'

/** A trend through points, without regard to how far single ones lie off. */
export interface Trend {
  /** Median of the slopes between all pairs of points (Theil–Sen), per unit of x. */
  readonly slope: number
  /** Chance of a trend as strong as this, up or down, in values without one (Mann–Kendall). */
  readonly chance: number
}

/**
 * The trend of values over ascending x; undefined of fewer than three points. The test is the normal
 * one with correction for continuity, and for values that tie
 * (https://vsp.pnnl.gov/help/vsample/design_trend_mann_kendall.htm).
 */
export function trendOf(points: readonly (readonly [x: number, y: number])[]): Trend | undefined {
  const n = points.length
  if (n < 3) return undefined
  const slopes: number[] = []
  let score = 0
  for (let i = 0; i < n; i++)
    for (let j = i + 1; j < n; j++) {
      const [[x, y], [u, v]] = [points[i]!, points[j]!]
      slopes.push((v - y) / (u - x))
      score += Math.sign(v - y)
    }
  const ties = new Map<number, number>()
  for (const [, y] of points) ties.set(y, (ties.get(y) ?? 0) + 1)
  const tied = [...ties.values()].reduce((sum, count) => sum + term(count), 0)
  const deviation = Math.sqrt((term(n) - tied) / 18)
  const away = Math.max(0, Math.abs(score) - 1)
  return {
    slope: median(slopes),
    chance: deviation === 0 ? 1 : Math.min(1, 2 * normalBelow(-away / deviation)),
  }
}

/** 18 times the variance that so many values, all different, add. */
const term = (count: number): number => count * (count - 1) * (2 * count + 5)

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const half = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
}
