import { leastSquares } from './least-squares.ts'

/**
 * Ranks from 1; equal values share the mean of their ranks.
 * @param values finite numbers
 */
export function averageRanks(values: ArrayLike<number>): Float64Array {
  const order = Array.from(values, (_, i) => i).sort((a, b) => values[a]! - values[b]!)
  const ranks = new Float64Array(values.length)
  for (let from = 0; from < order.length; ) {
    let to = from + 1
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++
    for (let i = from; i < to; i++) ranks[order[i]!] = (from + 1 + to) / 2
    from = to
  }
  return ranks
}

/** Variance below this share of the variance before is rounding, not a residual. */
const NOTHING_LEFT = 1e-12

const mean = (values: ArrayLike<number>): number => {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]!
  return sum / values.length
}

/** Asked of the values themselves: rounding may give a constant column a variance. */
function isConstant(values: ArrayLike<number>): boolean {
  for (let i = 1; i < values.length; i++) if (values[i] !== values[0]) return false
  return true
}

/** Sum of squares about the mean. */
function squares(values: ArrayLike<number>): number {
  const centre = mean(values)
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += (values[i]! - centre) ** 2
  return sum
}

/**
 * Pearson correlation, −1 to 1; undefined where either column is constant or there are fewer than
 * two rows. Throws a RangeError on columns of different lengths.
 */
export function pearson(a: ArrayLike<number>, b: ArrayLike<number>): number | undefined {
  if (a.length !== b.length) throw new RangeError(`columns of ${a.length} and ${b.length} rows`)
  if (isConstant(a) || isConstant(b)) return undefined
  const spread = Math.sqrt(squares(a)) * Math.sqrt(squares(b))
  const [centreA, centreB] = [mean(a), mean(b)]
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i]! - centreA) * (b[i]! - centreB)
  return Math.max(-1, Math.min(1, sum / spread))
}

/** Spearman's rank correlation: Pearson's of the average ranks. */
export const spearman = (a: ArrayLike<number>, b: ArrayLike<number>): number | undefined =>
  pearson(averageRanks(a), averageRanks(b))

/** What the controls leave of a column; undefined where they leave nothing. */
function residualOf(column: Float64Array, controls: readonly Float64Array[]) {
  const { residuals } = leastSquares(column, controls)
  return squares(residuals) > NOTHING_LEFT * squares(column) ? residuals : undefined
}

/**
 * Partial rank correlation of a and b given controls: all columns are ranked, a and b are freed of
 * the controls by least squares with an intercept, and what is left is correlated (Pearson).
 * Undefined where the controls leave nothing of a or of b, and on no rows.
 */
export function partialSpearman(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  controls: readonly ArrayLike<number>[],
): number | undefined {
  if (a.length === 0) return undefined
  const ranked = controls.map(averageRanks)
  const left = residualOf(averageRanks(a), ranked)
  const right = residualOf(averageRanks(b), ranked)
  return left && right && pearson(left, right)
}
