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

interface Pool {
  from: number
  to: number
  predicted: number
  sum: number
  rows: number
}

/**
 * Realised against predicted, rising (isotonic regression: pools adjacent violators), as a CORP
 * reliability diagram has it (Dimitriadis, Gneiting & Jordan 2021); on the diagonal where predictions
 * mean what they say. Throws a RangeError on columns of different lengths.
 * @param predicted finite
 * @param realised finite, in the same unit
 */
export function reliabilityCurve(
  predicted: ArrayLike<number>,
  realised: ArrayLike<number>,
): readonly ReliabilityStep[] {
  if (realised.length !== predicted.length) throw new RangeError('columns of different lengths')
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
