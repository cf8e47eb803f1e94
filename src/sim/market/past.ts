import type { Random } from '../../market/seeded-random.ts'
import { normal } from '../../market/seeded-random.ts'
import { START_PRICE } from './price-path.ts'
import { DAY_MINUTES } from './regime.ts'

const STEP_MINUTES = 5
const DAYS = 120

/** A price, and the extremes from then until now. */
export interface PriceSince {
  readonly price: number
  readonly high: number
  readonly low: number
}

/**
 * How the market came to the price at the start, so that the run can begin with positions that
 * stand where earlier prices were, and without those that earlier prices have liquidated.
 */
export class Past {
  /** By age in steps: the price then, and its extremes from then until the start. */
  readonly #price: Float64Array
  readonly #high: Float64Array
  readonly #low: Float64Array

  /** @param dailyVolatility standard deviation of ln(price) over a day */
  constructor(dailyVolatility: number, random: Random) {
    const length = (DAYS * DAY_MINUTES) / STEP_MINUTES
    const deviation = dailyVolatility * Math.sqrt(STEP_MINUTES / DAY_MINUTES)
    this.#price = new Float64Array(length).fill(START_PRICE)
    this.#high = new Float64Array(length).fill(START_PRICE)
    this.#low = new Float64Array(length).fill(START_PRICE)
    for (let age = 1; age < length; age++) {
      const price = this.#price[age - 1]! * Math.exp(deviation * normal(random))
      this.#price[age] = price
      this.#high[age] = Math.max(this.#high[age - 1]!, price)
      this.#low[age] = Math.min(this.#low[age - 1]!, price)
    }
  }

  /** Price so many minutes ago, with its extremes since; the earliest known beyond that. */
  at(minutesAgo: number): PriceSince {
    const age = Math.min(this.#price.length - 1, Math.floor(minutesAgo / STEP_MINUTES))
    return { price: this.#price[age]!, high: this.#high[age]!, low: this.#low[age]! }
  }
}
