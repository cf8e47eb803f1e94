import type { Random } from '../../market/seeded-random.ts'
import { normal } from '../../market/seeded-random.ts'

/** Per minute: the basis returns by half in 5 minutes, the mark price takes it over in about 30. */
const RETURN = Math.LN2 / 5
const SMOOTHING = 1 / 30

/**
 * How a venue's prices stand to the market's. The last price wanders about it; the mark price has
 * the mean of that, so that a print of one venue liquidates nobody.
 */
export class Basis {
  /** Last price over the market's price. */
  last = 1
  /** Mark price over the market's price. */
  mark = 1
  readonly #spread: number
  readonly #random: Random
  #now = 0
  #mean = 0

  /** @param spread standard deviation of ln(last price / market price) */
  constructor(spread: number, random: Random) {
    this.#spread = spread
    this.#random = random
  }

  beginMinute(): void {
    const kept = 1 - RETURN
    const noise = this.#spread * Math.sqrt(1 - kept * kept)
    this.#now = kept * this.#now + noise * normal(this.#random)
    this.#mean += (this.#now - this.#mean) * SMOOTHING
    this.last = Math.exp(this.#now)
    this.mark = Math.exp(this.#mean)
  }
}
