import type { ExposureRow } from './exposure.ts'
import { weighted } from './exposure.ts'

/** An hour of one side with what was really liquidated in it. */
export interface RealisedRow {
  readonly row: ExposureRow
  readonly realisedUsd: number
}

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
 * @param steps how many; 25 from a prior, a handful from yesterday's weights
 */
export function fitWeights(
  rows: readonly RealisedRow[],
  prior: WeightPrior,
  weights: Float64Array,
  steps: number,
): void {
  const attributed = new Float64Array(weights.length)
  const exposed = new Float64Array(weights.length)
  for (let step = 0; step < steps; step++) {
    attributed.fill(0)
    exposed.fill(0)
    for (const { row, realisedUsd } of rows) {
      const { components, usd } = row
      const expected = weighted(row, weights)
      if (!(expected > 0)) continue
      const counts = 1 / (1 + expected / prior.tamedFromUsd)
      const share = (counts * realisedUsd) / expected
      for (let i = 0; i < components.length; i++) {
        const component = components[i]!
        attributed[component]! += share * weights[component]! * usd[i]!
        exposed[component]! += counts * usd[i]!
      }
    }
    for (let i = 0; i < weights.length; i++)
      weights[i] =
        (prior.strengthUsd * prior.weights[i]! + attributed[i]!) / (prior.strengthUsd + exposed[i]!)
  }
}

/** What a fit increases for ν = ∞: the penalised Poisson log-likelihood, up to a constant, in USD. */
export function penalisedLikelihood(
  rows: readonly RealisedRow[],
  { weights: prior, strengthUsd }: WeightPrior,
  weights: Readonly<Float64Array>,
): number {
  let sum = 0
  for (const { row, realisedUsd } of rows) {
    const expected = weighted(row, weights)
    if (expected > 0) sum += realisedUsd * Math.log(expected) - expected
  }
  for (let i = 0; i < weights.length; i++)
    sum += strengthUsd * (prior[i]! * Math.log(weights[i]!) - weights[i]!)
  return sum
}
