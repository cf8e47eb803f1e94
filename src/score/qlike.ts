/**
 * QLIKE, the quasi-likelihood score of a forecast of a mean (Patton 2011). It is consistent for the
 * mean and weighs errors in proportion to it, so one crash does not decide it.
 */

/**
 * Loss R/λ + ln λ, lower is better; only differences of losses have a meaning, because ln λ depends
 * on the currency. Throws a RangeError where λ is not above 0.
 * @param realisedUsd R ≥ 0, what was liquidated
 * @param expectedUsd λ > 0, its expectation
 */
export function qlikeLoss(realisedUsd: number, expectedUsd: number): number {
  if (!(expectedUsd > 0)) throw new RangeError(`QLIKE needs an expectation above 0: ${expectedUsd}`)
  return realisedUsd / expectedUsd + Math.log(expectedUsd)
}

/**
 * Per row the loss of the baseline less that of the forecast, in nats: positive where the forecast
 * is better. NaN where the realised amount or either expectation is unknown (NaN).
 */
export const qlikeGains = (
  realisedUsd: Float64Array,
  forecast: Float64Array,
  baseline: Float64Array,
): Float64Array =>
  realisedUsd.map((realised, i) => {
    const [model, other] = [forecast[i]!, baseline[i]!]
    if (Number.isNaN(realised) || Number.isNaN(model) || Number.isNaN(other)) return Number.NaN
    return qlikeLoss(realised, other) - qlikeLoss(realised, model)
  })
