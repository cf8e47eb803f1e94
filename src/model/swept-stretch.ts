import type { Bar } from './bar.ts'
import type { SideIndex } from './side.ts'
import { LONG, SHORT } from './side.ts'

/**
 * How wide a stretch of price was gone through: the farthest fall for longs, the farthest rise for
 * shorts, in the logarithm of price. In a rising bar the low comes first, in a falling one the high.
 */
export class SweptStretch {
  #low = Number.POSITIVE_INFINITY
  #high = 0
  /** The higher over the lower price: a logarithm a row is enough. */
  readonly #widest: [long: number, short: number] = [1, 1]

  push({ open, high, low, close }: Pick<Bar, 'open' | 'high' | 'low' | 'close'>): void {
    const rises = close >= open
    this.#go(open)
    this.#go(rises ? low : high)
    this.#go(rises ? high : low)
    this.#go(close)
  }

  #go(price: number): void {
    this.#low = Math.min(this.#low, price)
    this.#high = Math.max(this.#high, price)
    this.#widest[LONG] = Math.max(this.#widest[LONG], this.#high / price)
    this.#widest[SHORT] = Math.max(this.#widest[SHORT], price / this.#low)
  }

  of(side: SideIndex): number {
    return Math.log(this.#widest[side])
  }

  restart(): void {
    this.#low = Number.POSITIVE_INFINITY
    this.#high = 0
    this.#widest.fill(1)
  }
}
