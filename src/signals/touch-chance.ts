/** Error function, Abramowitz & Stegun 7.1.26: right within 1.5e-7. */
function erf(x: number): number {
  const t = 1 / (1 + 0.3275911 * Math.abs(x))
  const series =
    t *
    (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
  return Math.sign(x) * (1 - series * Math.exp(-x * x))
}

/** Chance that a standard normal value is below z. */
export const normalBelow = (z: number): number => (1 + erf(z / Math.SQRT2)) / 2

/**
 * Chance that price touches a level at a distance within a time, were it a random walk without
 * drift: 2Φ(−|x|/σ), by the reflection principle.
 * @param distance x, difference of the logarithms of price
 * @param sigma standard deviation of the logarithm of price over that time, above 0
 */
export const touchChance = (distance: number, sigma: number): number =>
  1 - erf(Math.abs(distance) / (sigma * Math.SQRT2))
