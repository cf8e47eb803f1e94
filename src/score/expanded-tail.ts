import { normalBelow } from '../market/normal-distribution.ts'

/** Steps from 0 to π/2 in which the integral below is summed. */
const STEPS = 4_000

/**
 * The value that a t-distributed one exceeds with a chance. With t = √ν tan θ the density is cos^(ν−1) θ
 * but for a factor, which this sums by Simpson's rule: right within 1e-4 for ν from 1 to 1,000.
 * @param tail in (0, 0.5)
 * @param freedom ν ≥ 1, whole or not
 */
export function studentAbove(tail: number, freedom: number): number {
  const step = Math.PI / 2 / STEPS
  const density = (at: number): number => Math.cos(at * step) ** (freedom - 1)
  const below = new Float64Array(STEPS + 1)
  for (let i = 1; i <= STEPS; i++)
    below[i] = below[i - 1]! + density(i - 1) + 4 * density(i - 0.5) + density(i)
  const wanted = (1 - 2 * tail) * below[STEPS]!
  const i = below.findIndex((sum) => sum >= wanted)
  const part = (wanted - below[i - 1]!) / (below[i]! - below[i - 1]!)
  return Math.sqrt(freedom) * Math.tan((i - 1 + part) * step)
}

/**
 * How many blocks of equal weight say as much as these: (Σw)² ÷ Σw² (Kish 1965), which few heavy ones
 * make small.
 */
export function effectiveCount(weights: readonly number[]): number {
  let [sum, squares] = [0, 0]
  for (const weight of weights) {
    sum += weight
    squares += weight * weight
  }
  return squares > 0 ? (sum * sum) / squares : 0
}

/**
 * The share of the bootstrap's draws that an interval leaves out on each side. Draws from n blocks
 * spread too little by √((n−1)/n), and a normal tail forgets that the spread itself is drawn: the
 * expanded percentile interval mends both, Φ(−√(n/(n−1)) · t) for Student's t of n−1 degrees of freedom
 * (Hesterberg 2015, What Teachers Should Know about the Bootstrap). Of 2 blocks and fewer nothing is
 * left out.
 * @param level rate at which the interval should hold the true figure
 * @param count n, the effective count of blocks
 */
export function expandedTail(level: number, count: number): number {
  if (count <= 2) return 0
  const t = studentAbove((1 - level) / 2, count - 1)
  return normalBelow(-Math.sqrt(count / (count - 1)) * t)
}
