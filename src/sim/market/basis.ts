import type { Random } from '../../market/seeded-random.ts'
import { normal } from '../../market/seeded-random.ts'
import type { PricePath } from './price-path.ts'

/** Per minute: the basis returns by half in 5 minutes, the mark price takes it over in about 30. */
const RETURN = Math.LN2 / 5
const SMOOTHING = 1 / 30

/** A price that follows the market's at a ratio. */
export class Quote {
  readonly #path: PricePath
  #ratio = 1
  #logRatio = 0

  constructor(path: PricePath) {
    this.#path = path
  }

  get price(): number {
    return this.#path.price * this.#ratio
  }

  /** ln(price / START_PRICE). */
  get logPrice(): number {
    return this.#path.logPrice + this.#logRatio
  }

  /** This price where the market's is the given one. */
  of(marketPrice: number): number {
    return marketPrice * this.#ratio
  }

  setLogRatio(logRatio: number): void {
    this.#logRatio = logRatio
    this.#ratio = Math.exp(logRatio)
  }
}

/**
 * How a venue's prices stand to the market's. The last price wanders about it; the mark price has
 * the mean of that, so that a print of one venue liquidates nobody.
 */
export class Basis {
  readonly last: Quote
  readonly mark: Quote
  readonly #spread: number
  readonly #random: Random
  #now = 0
  #mean = 0

  /** @param spread standard deviation of ln(last price / market price) */
  constructor(path: PricePath, spread: number, random: Random) {
    this.last = new Quote(path)
    this.mark = new Quote(path)
    this.#spread = spread
    this.#random = random
  }

  beginMinute(): void {
    const kept = 1 - RETURN
    const noise = this.#spread * Math.sqrt(1 - kept * kept)
    this.#now = kept * this.#now + noise * normal(this.#random)
    this.#mean += (this.#now - this.#mean) * SMOOTHING
    this.last.setLogRatio(this.#now)
    this.mark.setLogRatio(this.#mean)
  }
}
