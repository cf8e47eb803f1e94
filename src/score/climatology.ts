import type { Millis } from '../market/units.ts'
import { DAY } from '../market/units.ts'

/** Bins of distance per side, each a fifth of σ wide; the last one takes all beyond. */
const BINS = 24
const BINS_PER_SIGMA = 5

/** Time after which what came weighs 1/e of what comes. */
const MEMORY = 25 * DAY

/** Share of the mean over all bins that each bin has at least: nothing seen yet is not never. */
const LEAST = 1e-3

const sum = (values: Float64Array): number => values.reduce((a, b) => a + b, 0)

/**
 * What comes at a distance from the price whoever stands there: the mean per bucket and hour by side
 * and distance in σ, over the past alone and forgetting slowly. The control that a map must beat.
 * An amount is a count of events or USD, as it is taught.
 */
export class Climatology {
  readonly #bins: Int32Array
  readonly #amount = new Float64Array(2 * BINS)
  readonly #bucketHours = new Float64Array(2 * BINS)
  readonly #distances: Float64Array

  /** @param distances signed logarithmic distance of each bucket from the price */
  constructor(distances: Float64Array) {
    this.#distances = distances
    this.#bins = new Int32Array(distances.length)
  }

  /**
   * Adds what came in an hour.
   * @param sigma standard deviation of the logarithm of price over the hour, known when it began
   * @param amounts per bucket
   * @param elapsed time since what was taught before
   */
  learn(sigma: number, amounts: Float64Array, elapsed: Millis): void {
    const kept = Math.exp(-elapsed / MEMORY)
    for (let bin = 0; bin < 2 * BINS; bin++) {
      this.#amount[bin]! *= kept
      this.#bucketHours[bin]! *= kept
    }
    this.#place(sigma)
    amounts.forEach((amount, i) => {
      this.#amount[this.#bins[i]!]! += amount
      this.#bucketHours[this.#bins[i]!]!++
    })
  }

  /** The amount to expect in each bucket, or undefined while nothing has ever come. */
  rates(sigma: number): Float64Array | undefined {
    const mean = sum(this.#amount) / sum(this.#bucketHours)
    if (!(mean > 0)) return undefined
    this.#place(sigma)
    return Float64Array.from(this.#bins, (bin) => {
      const hours = this.#bucketHours[bin]!
      return (hours > 0 ? this.#amount[bin]! / hours : 0) + LEAST * mean
    })
  }

  #place(sigma: number): void {
    this.#distances.forEach((distance, i) => {
      const bin = Math.min(BINS - 1, Math.floor((Math.abs(distance) / sigma) * BINS_PER_SIGMA))
      this.#bins[i] = distance < 0 ? bin : BINS + bin
    })
  }
}
