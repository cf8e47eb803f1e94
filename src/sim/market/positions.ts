import { doubled } from '../../market/doubled.ts'

/** A position to be opened. Prices are those of its venue. */
export interface Order {
  /** Index of the trader's kind in its mix. */
  readonly kind: number
  readonly sign: 1 | -1
  readonly entry: number
  /** Base coins. */
  readonly quantity: number
  /** USD behind the position. */
  readonly wallet: number
  readonly leverage: number
  /** NaN where no price liquidates the position. */
  readonly liquidationPrice: number
  /** NaN where there is none; likewise the following two. */
  readonly stop: number
  readonly target: number
  /** Mark price at which the trader adds margin, once. */
  readonly marginCall: number
  /** Minute of the run at which the trader means to close. */
  readonly closeMinute: number
  /** Minutes for which the trader holds on after adding margin. */
  readonly patience: number
}

/**
 * Open positions as columns. The number of a closed one is given again to a later one, which has
 * another generation: whoever keeps a number keeps the generation with it.
 */
export class Positions {
  /** Columns reach this far; see `isOpen`. */
  end = 0
  kind = new Uint8Array(1 << 14)
  sign = new Int8Array(1 << 14)
  isOpen = new Uint8Array(1 << 14)
  hasStop = new Uint8Array(1 << 14)
  generation = new Int32Array(1 << 14)
  closeMinute = new Int32Array(1 << 14)
  patience = new Float64Array(1 << 14)
  leverage = new Float64Array(1 << 14)
  entry = new Float64Array(1 << 14)
  quantity = new Float64Array(1 << 14)
  wallet = new Float64Array(1 << 14)
  liquidationPrice = new Float64Array(1 << 14)
  readonly #free: number[] = []

  /** Takes a position in and returns its number. */
  add(order: Order): number {
    const at = this.#free.pop() ?? this.end++
    if (at === this.isOpen.length) this.#grow()
    this.isOpen[at] = 1
    this.kind[at] = order.kind
    this.sign[at] = order.sign
    this.hasStop[at] = Number.isNaN(order.stop) ? 0 : 1
    this.closeMinute[at] = order.closeMinute
    this.patience[at] = order.patience
    this.leverage[at] = order.leverage
    this.entry[at] = order.entry
    this.quantity[at] = order.quantity
    this.wallet[at] = order.wallet
    this.liquidationPrice[at] = order.liquidationPrice
    return at
  }

  remove(at: number): void {
    this.isOpen[at] = 0
    this.generation[at] = this.generation[at]! + 1
    this.#free.push(at)
  }

  /** Whether the number still stands for the position that had it in that generation. */
  isSame(at: number, generation: number): boolean {
    return this.isOpen[at] === 1 && this.generation[at] === generation
  }

  #grow(): void {
    this.kind = doubled(this.kind)
    this.sign = doubled(this.sign)
    this.isOpen = doubled(this.isOpen)
    this.hasStop = doubled(this.hasStop)
    this.generation = doubled(this.generation)
    this.closeMinute = doubled(this.closeMinute)
    this.patience = doubled(this.patience)
    this.leverage = doubled(this.leverage)
    this.entry = doubled(this.entry)
    this.quantity = doubled(this.quantity)
    this.wallet = doubled(this.wallet)
    this.liquidationPrice = doubled(this.liquidationPrice)
  }
}
