/**
 * The fit of λ = Σ a·x + c to realised amounts R: the a, c ≥ 0 of least QLIKE loss Σ R/λ + ln λ.
 * Multiplicative updates for the Itakura–Saito divergence (Févotte, Bertin & Durrieu 2009, with the
 * square root that makes each step lower the loss):
 *
 *     a ← a · √( Σ x·R/λ² ÷ Σ x/λ )
 *
 * A coefficient at 0 would stay there, so each fit starts all of them at least a little above.
 */

/** Coefficients of a link: one per feature, in USD per unit of it, and the constant in USD a row. */
export interface Link {
  readonly slopes: readonly number[]
  readonly constant: number
}

/** Rows to fit on: features row by row, each row as many as there are slopes. */
export interface LinkRows {
  readonly features: Float64Array
  readonly realisedUsd: Float64Array
}

/**
 * Least share of the mean realised amount that the constant may be. A forecast of nothing for an
 * hour in which nothing came would else gain without bound.
 */
const LEAST_CONSTANT = 1e-3

/** Least share of the mean realised amount that a coefficient stands for when a fit starts. */
const LEAST_START = 1e-3

/**
 * A fit is over when no part of λ moves by more than this share of the mean in an update. On
 * recorded hours it changes gains by less than 1e-4 nats and saves about half of the updates.
 */
const SETTLED = 1e-5

/** The expectation of a row in USD. */
export const linkedUsd = (link: Link, features: ArrayLike<number>): number =>
  link.slopes.reduce((sum, slope, k) => sum + slope * features[k]!, link.constant)

/**
 * Fits from a link, or from equal parts for every feature and the constant where there is none.
 * A feature that is 0 in all rows keeps its coefficient. Undefined where nothing was realised in
 * any row: then no scale can be learnt.
 * @param iterations most updates
 */
export function fitLink(
  { features, realisedUsd }: LinkRows,
  featureCount: number,
  start: Link | undefined,
  iterations: number,
): Link | undefined {
  const rows = realisedUsd.length
  const meanRealised = realisedUsd.reduce((a, b) => a + b, 0) / rows
  if (!(meanRealised > 0)) return undefined

  // In units of the means, so that a coefficient is the part of λ that its feature makes.
  const means = new Float64Array(featureCount)
  for (let at = 0; at < features.length; at++) means[at % featureCount]! += features[at]! / rows
  const unit = means.map((mean) => (mean > 0 ? meanRealised / mean : 0))
  const parts = Float64Array.from(means, (mean, k) => {
    if (!(mean > 0)) return 0
    if (!start) return 1 / (featureCount + 1)
    return Math.max(start.slopes[k]! / unit[k]!, LEAST_START)
  })
  let constant = start ? start.constant / meanRealised : 1 / (featureCount + 1)
  constant = Math.max(constant, LEAST_START)

  const scaled = features.map((x, at) => {
    const mean = means[at % featureCount]!
    return mean > 0 ? x / mean : 0
  })
  const target = realisedUsd.map((realised) => realised / meanRealised)
  const pull = new Float64Array(featureCount)
  const push = new Float64Array(featureCount)
  for (let round = 0; round < iterations; round++) {
    pull.fill(0)
    push.fill(0)
    let [constantPull, constantPush] = [0, 0]
    for (let row = 0, at = 0; row < rows; row++, at += featureCount) {
      let expected = constant
      for (let k = 0; k < featureCount; k++) expected += parts[k]! * scaled[at + k]!
      const one = 1 / expected
      const weight = target[row]! * one * one
      for (let k = 0; k < featureCount; k++) {
        pull[k]! += scaled[at + k]! * weight
        push[k]! += scaled[at + k]! * one
      }
      constantPull += weight
      constantPush += one
    }
    let moved = 0
    for (let k = 0; k < featureCount; k++) {
      if (!(push[k]! > 0)) continue
      const part = parts[k]! * Math.sqrt(pull[k]! / push[k]!)
      moved = Math.max(moved, Math.abs(part - parts[k]!))
      parts[k] = part
    }
    const next = Math.max(constant * Math.sqrt(constantPull / constantPush), LEAST_CONSTANT)
    moved = Math.max(moved, Math.abs(next - constant))
    constant = next
    if (moved < SETTLED) break
  }
  return {
    slopes: Array.from(parts, (part, k) =>
      means[k]! > 0 ? part * unit[k]! : (start?.slopes[k] ?? 0),
    ),
    constant: constant * meanRealised,
  }
}
