import type { Random } from '../../market/seeded-random.ts'
import { normal, seededRandom } from '../../market/seeded-random.ts'

/** A stream of its own for each purpose of a run, so that one may be drawn again without the others. */
export function streamOf(seed: number, purpose: string, ...parts: readonly number[]): Random {
  let hash = 0x811c9dc5
  const mix = (value: number) => {
    hash = Math.imul(hash ^ value, 0x01000193)
    hash ^= hash >>> 15
  }
  mix(seed)
  for (let i = 0; i < purpose.length; i++) mix(purpose.charCodeAt(i))
  for (const part of parts) mix(part + 1)
  return seededRandom(hash)
}

/** Exponential with mean 1. */
export const exponential = (random: Random): number => -Math.log(1 - random())

/** Poisson by Knuth's product; by its normal limit above a mean of 30. */
export function poisson(random: Random, mean: number): number {
  if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)))
  const limit = Math.exp(-mean)
  let count = 0
  for (let product = random(); product > limit; product *= random()) count++
  return count
}

/** Gamma of shape 4 with mean 1: the sum of four exponentials over 4. */
export function gammaOfFour(random: Random): number {
  const product = (1 - random()) * (1 - random()) * (1 - random()) * (1 - random())
  return -Math.log(product) / 4
}

/** Index drawn from ascending cumulative chances, the last of which is 1. */
export function drawIndex(random: Random, cumulative: readonly number[]): number {
  const at = random()
  let index = 0
  while (index < cumulative.length - 1 && at > cumulative[index]!) index++
  return index
}
