import type { FitRows } from './fit-rows.ts'

/** Where a fit starts from and how far it may go. */
export interface WeightPrior {
  /** Weights of all components and, last, of the background. */
  readonly weights: Readonly<Float64Array>
  /** Exposure in USD that the prior counts for, by component. */
  readonly strengthUsd: number
  /**
   * Expected USD of a row from which on its influence no longer grows: cascades come in clusters, and
   * count less than their notional (the weight of a negative binomial). Infinity: a plain Poisson fit.
   */
  readonly tamedFromUsd: number
}

/**
 * Weights by expectation–maximisation of a Poisson mixture with a Gamma prior: each realised dollar
 * is attributed to the components in proportion to what they were expected to give, and a weight is
 * what was attributed to it over what was exposed of it,
 *
 *     f ← (b₀ f₀ + Σ w R f X / λ) / (b₀ + Σ w X),  λ = Σ f X,  w = 1 / (1 + λ / ν).
 *
 * Every step increases the penalised likelihood (for ν = ∞). `weights` is changed in place.
 * @param first index of the first row that is learnt from
 * @param steps how many; 25 from a prior, a handful from yesterday's weights
 */
export function fitWeights(
  rows: FitRows,
  first: number,
  prior: WeightPrior,
  weights: Float64Array,
  steps: number,
): void {
  const { realisedUsd, begin, component, usd } = rows
  // Per USD of the weight, Σ w R X / λ; and Σ w X.
  const attributed = new Float64Array(weights.length)
  const exposed = new Float64Array(weights.length)
  for (let step = 0; step < steps; step++) {
    attributed.fill(0)
    exposed.fill(0)
    for (let row = first; row < rows.end; row++) {
      const [from, end] = [begin[row]!, begin[row + 1]!]
      // Written out, not asked of the rows: this loop is what a calibration costs.
      let expected = 0
      for (let i = from; i < end; i++) expected += weights[component[i]!]! * usd[i]!
      if (!(expected > 0)) continue
      const counts = 1 / (1 + expected / prior.tamedFromUsd)
      const share = (counts * realisedUsd[row]!) / expected
      for (let i = from; i < end; i++) {
        const swept = usd[i]!
        const one = component[i]!
        attributed[one]! += share * swept
        exposed[one]! += counts * swept
      }
    }
    for (let i = 0; i < weights.length; i++)
      weights[i] =
        (prior.strengthUsd * prior.weights[i]! + weights[i]! * attributed[i]!) /
        (prior.strengthUsd + exposed[i]!)
  }
}

/** What a fit increases for ν = ∞: the penalised Poisson log-likelihood, up to a constant, in USD. */
export function penalisedLikelihood(
  rows: FitRows,
  { weights: prior, strengthUsd }: WeightPrior,
  weights: Readonly<Float64Array>,
): number {
  let sum = 0
  for (let row = 0; row < rows.end; row++) {
    const expected = rows.expectedUsd(row, weights)
    if (expected > 0) sum += rows.realisedUsd[row]! * Math.log(expected) - expected
  }
  for (let i = 0; i < weights.length; i++)
    sum += strengthUsd * (prior[i]! * Math.log(weights[i]!) - weights[i]!)
  return sum
}
