/** Rows that the reliability curve puts at one height. */
export interface ReliabilityStep {
  /** Lowest and highest prediction among them. */
  readonly from: number
  readonly to: number
  /** Mean of the predictions. */
  readonly predicted: number
  /** Mean of what came: what a prediction in [from, to] turned out to mean. */
  readonly realised: number
  readonly rows: number
}

/**
 * The CORP reliability diagram and decomposition (Dimitriadis, Gneiting & Jordan 2021) of the mean
 * squared error: score = miscalibration − discrimination + uncertainty, none of them negative.
 */
export interface Reliability {
  /** Realised against predicted, rising; on the diagonal where predictions mean what they say. */
  readonly curve: readonly ReliabilityStep[]
  /** Mean of (R − P)². */
  readonly score: number
  /** What would be won by reading predictions off the curve. */
  readonly miscalibration: number
  /** What the predictions, so read, win over their mean. */
  readonly discrimination: number
  /** Mean squared error of the mean of R. */
  readonly uncertainty: number
}

interface Pool {
  from: number
  to: number
  predicted: number
  sum: number
  rows: number
}

/** Mean realised amount as a rising function of the prediction: pools adjacent violators. */
function isotonicCurve(predicted: ArrayLike<number>, realised: ArrayLike<number>) {
  const order = Array.from(predicted, (_, i) => i).sort((a, b) => predicted[a]! - predicted[b]!)
  const pools: Pool[] = []
  for (const i of order) {
    const last = pools.at(-1)
    if (last && last.to === predicted[i]) {
      last.predicted += predicted[i]!
      last.sum += realised[i]!
      last.rows++
    } else {
      mergeFalling(pools)
      const at = predicted[i]!
      pools.push({ from: at, to: at, predicted: at, sum: realised[i]!, rows: 1 })
    }
  }
  mergeFalling(pools)
  return pools.map(({ from, to, predicted: all, sum, rows }) => ({
    from,
    to,
    predicted: all / rows,
    realised: sum / rows,
    rows,
  }))
}

/** Joins the last pool with those before it while it does not lie above them. */
function mergeFalling(pools: Pool[]): void {
  for (;;) {
    const [before, last] = [pools.at(-2), pools.at(-1)]
    if (!before || !last || before.sum / before.rows < last.sum / last.rows) return
    before.to = last.to
    before.predicted += last.predicted
    before.sum += last.sum
    before.rows += last.rows
    pools.pop()
  }
}

/**
 * Reads predictions against what came. Undefined on no rows; throws a RangeError on columns of
 * different lengths.
 * @param predicted finite, in any unit of which a mean squared error makes sense
 * @param realised finite, in the same unit
 */
export function reliability(
  predicted: ArrayLike<number>,
  realised: ArrayLike<number>,
): Reliability | undefined {
  const rows = predicted.length
  if (realised.length !== rows) throw new RangeError('columns of different lengths')
  if (rows === 0) return undefined
  const curve = isotonicCurve(predicted, realised)
  const mean = curve.reduce((sum, step) => sum + step.realised * step.rows, 0) / rows
  let [score, uncertainty] = [0, 0]
  for (let i = 0; i < rows; i++) {
    score += (realised[i]! - predicted[i]!) ** 2 / rows
    uncertainty += (realised[i]! - mean) ** 2 / rows
  }
  // Within a step the curve is the mean, so the squares about it add up by steps.
  const discrimination =
    curve.reduce((sum, step) => sum + step.rows * (step.realised - mean) ** 2, 0) / rows
  const recalibrated = uncertainty - discrimination
  return { curve, score, miscalibration: score - recalibrated, discrimination, uncertainty }
}

/** How often what came lay inside a band, and on which side it lay outside. */
export interface BandCoverage {
  /** Share inside, bounds included: 0.8 is right for a band from 10 to 90 %. */
  readonly inside: number
  readonly below: number
  readonly above: number
  readonly rows: number
}

/** Coverage of a band over the rows on which all three are known (not NaN); undefined on none. */
export function bandCoverage(
  realised: ArrayLike<number>,
  low: ArrayLike<number>,
  high: ArrayLike<number>,
): BandCoverage | undefined {
  let [rows, below, above] = [0, 0, 0]
  for (let i = 0; i < realised.length; i++) {
    if ([realised[i]!, low[i]!, high[i]!].some(Number.isNaN)) continue
    rows++
    if (realised[i]! < low[i]!) below++
    else if (realised[i]! > high[i]!) above++
  }
  if (rows === 0) return undefined
  return { inside: (rows - below - above) / rows, below: below / rows, above: above / rows, rows }
}
