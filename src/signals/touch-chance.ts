import { normalBelow } from '../market/normal-distribution.ts'

/**
 * Chance that price touches a level at a distance within a time, were it a random walk without
 * drift: 2Φ(−|x|/σ), by the reflection principle.
 * @param distance x, difference of the logarithms of price
 * @param sigma standard deviation of the logarithm of price over that time, above 0
 */
export const touchChance = (distance: number, sigma: number): number =>
  2 * normalBelow(-Math.abs(distance) / sigma)
