/** A linear fit y = intercept + Σ slopes·x. */
export interface LinearFit {
  readonly intercept: number
  readonly slopes: readonly number[]
  readonly residuals: Float64Array
}

/** A column whose part that earlier columns do not explain is smaller than this is no new column. */
const DEPENDENT = 1e-10

const dot = (a: Float64Array, b: Float64Array): number =>
  a.reduce((sum, x, i) => sum + x * b[i]!, 0)

const centred = (column: ArrayLike<number>) => {
  const values = Float64Array.from(column)
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length
  return { mean, values: values.map((x) => x - mean) }
}

/**
 * Ordinary least squares with an intercept, by Gram–Schmidt on centred columns. A column that is a
 * linear function of earlier ones, or constant, gets the slope 0. Throws a RangeError on columns of
 * different lengths and on no rows.
 */
export function leastSquares(
  y: ArrayLike<number>,
  columns: readonly ArrayLike<number>[],
): LinearFit {
  if (y.length === 0) throw new RangeError('a fit needs a row')
  if (columns.some((column) => column.length !== y.length)) {
    throw new RangeError('columns of different lengths')
  }
  const target = centred(y)
  const inputs = columns.map(centred)
  const residuals = target.values
  // Each direction is a combination of the centred columns; `parts` says which.
  const directions: { values: Float64Array; parts: number[]; square: number }[] = []
  const slopes = columns.map(() => 0)
  inputs.forEach(({ values }, k) => {
    const direction = { values: Float64Array.from(values), parts: columns.map(() => 0), square: 0 }
    direction.parts[k] = 1
    for (const earlier of directions) {
      const share = dot(direction.values, earlier.values) / earlier.square
      earlier.values.forEach((x, i) => (direction.values[i]! -= share * x))
      earlier.parts.forEach((x, i) => (direction.parts[i]! -= share * x))
    }
    direction.square = dot(direction.values, direction.values)
    if (!(direction.square > DEPENDENT * dot(values, values))) return
    directions.push(direction)
    const slope = dot(residuals, direction.values) / direction.square
    direction.values.forEach((x, i) => (residuals[i]! -= slope * x))
    direction.parts.forEach((x, i) => (slopes[i]! += slope * x))
  })
  const intercept = slopes.reduce((rest, slope, k) => rest - slope * inputs[k]!.mean, target.mean)
  return { intercept, slopes, residuals }
}
