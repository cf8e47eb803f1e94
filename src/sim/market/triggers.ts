import { doubled } from '../../market/doubled.ts'
import type { Quote } from './basis.ts'
import { START_PRICE } from './price-path.ts'

/** What a price sets off, for the position it belongs to. */
export type TriggerKind = 'liquidation' | 'margin-call' | 'stop' | 'target'

/** Handles a trigger that the price has reached. The position may be gone by then. */
export type Fire = (position: number, generation: number, kind: TriggerKind, price: number) => void

const KINDS: readonly TriggerKind[] = ['liquidation', 'margin-call', 'stop', 'target']
const BUCKET = 0.0002
/** Buckets to each side of the price at the start: up and down to 1/e⁴ and e⁴ times. */
const HALF = 4 / BUCKET
const bucketOf = (logPrice: number): number => Math.floor(logPrice / BUCKET) + HALF

/**
 * Prices that set something off, in lists by logarithmic bucket, one for those reached from above
 * and one for those reached from below. A sweep looks only at what the price has crossed.
 */
export class Triggers {
  readonly #falling = new Int32Array(2 * HALF).fill(-1)
  readonly #rising = new Int32Array(2 * HALF).fill(-1)
  #bucket = HALF
  #next = new Int32Array(1 << 15)
  #position = new Int32Array(1 << 15)
  #generation = new Int32Array(1 << 15)
  #kind = new Uint8Array(1 << 15)
  #price = new Float64Array(1 << 15)
  #free = -1
  #end = 0

  /**
   * Adds a price above 0 that the market has not reached. One so far away that no run comes there
   * is left out.
   * @param falling whether a falling price reaches it
   */
  add(
    falling: boolean,
    kind: TriggerKind,
    price: number,
    position: number,
    generation: number,
  ): void {
    const bucket = bucketOf(Math.log(price / START_PRICE))
    if (!(bucket >= 0 && bucket < 2 * HALF)) return
    const node = this.#take()
    this.#position[node] = position
    this.#generation[node] = generation
    this.#kind[node] = KINDS.indexOf(kind)
    this.#price[node] = price
    this.#put(falling ? this.#falling : this.#rising, bucket, node)
  }

  /** Follows the price, which firing may move further, until nothing more is reached. */
  sweep(quote: Quote, fire: Fire): void {
    for (;;) {
      let target = this.#target(quote)
      while (this.#bucket !== target) {
        if (this.#bucket > target) this.#fireAll(this.#falling, this.#bucket--, fire)
        else this.#fireAll(this.#rising, this.#bucket++, fire)
        target = this.#target(quote)
      }
      const fell = this.#fireReached(this.#falling, 1, quote, fire)
      const rose = this.#fireReached(this.#rising, -1, quote, fire)
      if (!fell && !rose) return
    }
  }

  /** Drops the triggers of positions that are gone. */
  purge(isWanted: (position: number, generation: number, kind: TriggerKind) => boolean): void {
    for (const heads of [this.#falling, this.#rising])
      for (let bucket = 0; bucket < heads.length; bucket++) {
        let node = heads[bucket]!
        if (node >= 0) heads[bucket] = -1
        while (node >= 0) {
          const next = this.#next[node]!
          const wanted = isWanted(
            this.#position[node]!,
            this.#generation[node]!,
            KINDS[this.#kind[node]!]!,
          )
          if (wanted) this.#put(heads, bucket, node)
          else this.#give(node)
          node = next
        }
      }
  }

  #target(quote: Quote): number {
    const bucket = bucketOf(quote.logPrice)
    if (bucket >= 0 && bucket < 2 * HALF) return bucket
    throw new RangeError(`the price ${quote.price} has left the range of the simulation`)
  }

  /** Fires a whole bucket that lies behind the price, and what firing adds to it. */
  #fireAll(heads: Int32Array, bucket: number, fire: Fire): void {
    for (let node = heads[bucket]!; node >= 0; node = heads[bucket]!) {
      heads[bucket] = this.#next[node]!
      this.#fire(node, fire)
    }
  }

  /** Fires what the price has reached in its own bucket; sign 1 for those of a falling price. */
  #fireReached(heads: Int32Array, sign: 1 | -1, quote: Quote, fire: Fire): boolean {
    const bucket = this.#bucket
    let node = heads[bucket]!
    if (node < 0) return false
    const now = quote.price
    while (node >= 0 && sign * (this.#price[node]! - now) < 0) node = this.#next[node]!
    if (node < 0) return false
    node = heads[bucket]!
    heads[bucket] = -1
    while (node >= 0) {
      const next = this.#next[node]!
      // Firing may have moved the price.
      if (sign * (this.#price[node]! - quote.price) >= 0) this.#fire(node, fire)
      else this.#put(heads, bucket, node)
      node = next
    }
    return true
  }

  #fire(node: number, fire: Fire): void {
    const position = this.#position[node]!
    const generation = this.#generation[node]!
    const kind = KINDS[this.#kind[node]!]!
    const price = this.#price[node]!
    this.#give(node)
    fire(position, generation, kind, price)
  }

  #put(heads: Int32Array, bucket: number, node: number): void {
    this.#next[node] = heads[bucket]!
    heads[bucket] = node
  }

  #give(node: number): void {
    this.#next[node] = this.#free
    this.#free = node
  }

  #take(): number {
    if (this.#free >= 0) {
      const node = this.#free
      this.#free = this.#next[node]!
      return node
    }
    if (this.#end === this.#next.length) this.#grow()
    return this.#end++
  }

  #grow(): void {
    this.#next = doubled(this.#next)
    this.#position = doubled(this.#position)
    this.#generation = doubled(this.#generation)
    this.#kind = doubled(this.#kind)
    this.#price = doubled(this.#price)
  }
}
