/**
 * Logarithmic levels of USD for display. Level n stands for STEP^(n−1) USD, level 0 for less than
 * the first half step. Levels are absolute, so equal amounts have equal levels in every tile.
 */

/** Ratio between neighbouring levels; √STEP − 1 = 1.98 % is the largest relative error. */
export const STEP = 1.04
const LN_STEP = Math.log(STEP)

/** Largest relative error of a value that has a level above 0. */
export const MAX_RELATIVE_ERROR = Math.sqrt(STEP) - 1

/** Number of levels kept in tables: up to 2.5 × 10^13 USD. */
const LEVELS = 788

const edges = Float64Array.from({ length: LEVELS + 1 }, (_, n) =>
  n === 0 ? 0 : Math.exp((n - 1.5) * LN_STEP),
)
const values = Float64Array.from({ length: LEVELS + 1 }, (_, n) =>
  n === 0 ? 0 : Math.exp((n - 1) * LN_STEP),
)

/** Smallest value of each level, by level; values[n] lies in [edge[n], edge[n + 1]). */
export const LEVEL_EDGES: Readonly<Float64Array> = edges

/** The level of an amount of USD ≥ 0. Amounts beyond the table saturate. */
export function levelOf(usd: number): number {
  if (!(usd >= edges[1]!)) return 0
  let level = Math.floor(Math.log(usd) / LN_STEP + 1.5)
  // Math.log may round across an edge; the table decides, so that every path gives the same level.
  if (level > LEVELS - 1) return LEVELS - 1
  if (usd < edges[level]!) level--
  else if (usd >= edges[level + 1]!) level++
  return level
}

/** The amount of USD that a level stands for. */
export const valueOfLevel = (level: number): number => values[level] ?? 0

/** Levels that the larger of two grows by where the other lies so many below it. */
const GROWTH = Uint8Array.from({ length: LEVELS }, (_, below) => {
  const larger = LEVELS - 50
  return levelOf(valueOfLevel(larger) + valueOfLevel(larger - below)) - larger
})

/** The level of what two levels stand for together: `levelOf` of their sum, without a logarithm. */
export function levelOfSum(a: number, b: number): number {
  if (a === 0) return b
  if (b === 0) return a
  const larger = Math.max(a, b)
  return Math.min(LEVELS - 1, larger + GROWTH[Math.abs(a - b)]!)
}
