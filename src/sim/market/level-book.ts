import { binOf } from '../../market/price-bin.ts'
import { START_PRICE } from './price-path.ts'

/** Bins of zoom 0 to each side of the price at the start: up and down to e⁵ times. */
const HALF = 10_000
const FIRST = binOf(START_PRICE) - HALF
/** Bins to each side of the price in a slice: 32 % of the price. */
export const SLICE_HALF = 640

/** USD that would be liquidated at each price, by side, in bins of zoom 0. */
export class LevelBook {
  readonly #long = new Float64Array(2 * HALF)
  readonly #short = new Float64Array(2 * HALF)

  /** Adds an amount, or takes it away, at a price above 0; one beyond all bins counts in the last. */
  add(sign: number, price: number, usd: number): void {
    const bin = Math.min(2 * HALF - 1, Math.max(0, binOf(price) - FIRST))
    const side = sign > 0 ? this.#long : this.#short
    side[bin] = side[bin]! + usd
  }

  clear(): void {
    this.#long.fill(0)
    this.#short.fill(0)
  }

  /** Sum of all bins of both sides. */
  total(): number {
    let sum = 0
    for (const side of [this.#long, this.#short]) for (const usd of side) sum += usd
    return sum
  }

  /** The bins about a price. */
  slice(price: number): { firstBin: number; long: Float32Array; short: Float32Array } {
    const firstBin = binOf(price) - SLICE_HALF
    const from = firstBin - FIRST
    return { firstBin, long: cut(this.#long, from), short: cut(this.#short, from) }
  }
}

/** Rounding may leave a trace where all was taken away: it is 0. */
function cut(side: Float64Array, from: number): Float32Array {
  const part = new Float32Array(2 * SLICE_HALF)
  for (let i = 0; i < part.length; i++) {
    const usd = side[from + i]!
    if (usd > 0.01) part[i] = usd
  }
  return part
}
