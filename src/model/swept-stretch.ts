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
  readonly #widest: [long: number, short: number] = [0, 0]

  push({ open, high, low, close }: Pick<Bar, 'open' | 'high' | 'low' | 'close'>): void {
    const path = close >= open ? [open, low, high, close] : [open, high, low, close]
    for (const price of path) {
      this.#low = Math.min(this.#low, price)
      this.#high = Math.max(this.#high, price)
      this.#widest[LONG] = Math.max(this.#widest[LONG], Math.log(this.#high / price))
      this.#widest[SHORT] = Math.max(this.#widest[SHORT], Math.log(price / this.#low))
    }
  }

  of(side: SideIndex): number {
    return this.#widest[side]
  }

  restart(): void {
    this.#low = Number.POSITIVE_INFINITY
    this.#high = 0
    this.#widest.fill(0)
  }
}
