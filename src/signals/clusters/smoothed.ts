/** Bins on either side that a Gaussian of a standard deviation of one bin still reaches. */
const REACH = 4

/**
 * A density smoothed by a Gaussian. What would fall beyond an end stays within, so that the sum is kept.
 * @param deviation of the Gaussian, in bins
 */
export function smoothed(density: Readonly<Float64Array>, deviation: number): Float64Array {
  const reach = Math.ceil(REACH * deviation)
  const kernel = Float64Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-0.5 * ((i - reach) / deviation) ** 2),
  )
  const result = new Float64Array(density.length)
  for (let from = 0; from < density.length; from++) {
    const usd = density[from]!
    if (usd === 0) continue
    const first = Math.max(0, from - reach)
    const end = Math.min(density.length, from + reach + 1)
    let within = 0
    for (let to = first; to < end; to++) within += kernel[to - from + reach]!
    for (let to = first; to < end; to++) result[to]! += (usd * kernel[to - from + reach]!) / within
  }
  return result
}
