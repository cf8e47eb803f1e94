import type { Basis } from './basis.ts'
import { Closings } from './closings.ts'
import { LevelBook } from './level-book.ts'
import { marginLevel } from './margin-level.ts'
import type { Order } from './positions.ts'
import { Positions } from './positions.ts'
import type { PricePath } from './price-path.ts'
import type { Fire } from './triggers.ts'
import { Triggers } from './triggers.ts'
import type { SimulatedLiquidation } from './venue-run.ts'
import type { SimulatedVenue } from './venue.ts'

/** A position that has just been closed by force, at a price not yet brought to the tick. */
export type ForcedClosing = Omit<SimulatedLiquidation, 'time'>

/** Positions of makers and hedges that stand idle, over what the traders hold on both sides. */
const IDLE_SHARE = 0.05
/** Part of what traders trade that adds to the volume; the rest meets orders of other traders. */
export const TRADED_SHARE = 0.8
/** A stopped position is closed with less haste than a liquidated one. */
const STOP_IMPACT = 0.5
/** What a trader adds to a position in a margin call, over what stood behind it. */
const ADDED_MARGIN = 0.5

/** A venue's books: positions, what prices set off, and what is traded. It knows no trader's mind. */
export class Exchange {
  readonly venue: SimulatedVenue
  readonly positions = new Positions()
  readonly closings: Closings
  readonly levels = new LevelBook()
  /** Coins of the traders' longs and shorts. */
  longs = 0
  shorts = 0
  /** Coins traded in the minute so far, and the part whose taker bought. */
  volume = 0
  takerBuyVolume = 0
  /** Minute of the run. */
  minute = 0

  readonly #path: PricePath
  readonly #basis: Basis
  readonly #onLiquidation: (closing: ForcedClosing) => void
  readonly #byMark = new Triggers()
  readonly #byLast = new Triggers()

  constructor(
    venue: SimulatedVenue,
    path: PricePath,
    basis: Basis,
    minutes: number,
    onLiquidation: (closing: ForcedClosing) => void,
  ) {
    this.venue = venue
    this.#path = path
    this.#basis = basis
    this.closings = new Closings(minutes)
    this.#onLiquidation = onLiquidation
  }

  /** Last price. */
  get price(): number {
    return this.#basis.last.price
  }

  get markPrice(): number {
    return this.#basis.mark.price
  }

  /** Coins open on each side: what the traders hold, the idle share, and makers against the rest. */
  get openInterest(): number {
    return Math.max(this.longs, this.shorts) + IDLE_SHARE * (this.longs + this.shorts)
  }

  /** Takes a position in. What it traded is told by `trade`. */
  open(order: Order): void {
    const at = this.positions.add(order)
    const generation = this.positions.generation[at]!
    const isLong = order.sign > 0
    this.#count(at, 1)
    if (order.liquidationPrice > 0)
      this.#byMark.add(isLong, 'liquidation', order.liquidationPrice, at, generation)
    if (!Number.isNaN(order.marginCall))
      this.#byMark.add(isLong, 'margin-call', order.marginCall, at, generation)
    if (!Number.isNaN(order.stop)) this.#byLast.add(isLong, 'stop', order.stop, at, generation)
    if (!Number.isNaN(order.target))
      this.#byLast.add(!isLong, 'target', order.target, at, generation)
    this.closings.add(order.closeMinute, at, generation)
  }

  /** Closes a position; `takes` says whether its order is the taker's. */
  close(at: number, takes: boolean): void {
    const isLong = this.positions.sign[at]! > 0
    this.trade(this.positions.quantity[at]!, takes !== isLong)
    this.#count(at, -1)
    this.positions.remove(at)
  }

  /** Counts a trader's order in the volume. */
  trade(coins: number, takerBuys: boolean): void {
    this.volume += TRADED_SHARE * coins
    if (takerBuys) this.takerBuyVolume += TRADED_SHARE * coins
  }

  /**
   * Sets off all that the price has reached, and what the orders made of it reach in turn. Stops
   * rest in the book, so they are met before the margin of their positions is gone.
   */
  settle(): void {
    this.#settleOrders()
    this.#byMark.sweep(this.#basis.mark, this.#fire)
  }

  /**
   * Longs pay shorts the rate on their notional at the mark price (or get it, below 0), which moves
   * every liquidation price; whose level is thereby reached is liquidated at once.
   */
  payFunding(rate: number): void {
    const { positions, markPrice } = this
    this.levels.clear()
    this.longs = this.shorts = 0
    const reached: number[] = []
    const isReached = (at: number) =>
      positions.sign[at]! * (positions.liquidationPrice[at]! - this.markPrice) >= 0
    for (let at = 0; at < positions.end; at++) {
      if (positions.isOpen[at] === 0) continue
      const sign = positions.sign[at]!
      const payment = sign * rate * positions.quantity[at]! * markPrice
      positions.wallet[at] = positions.wallet[at]! - payment
      if (!Number.isNaN(positions.liquidationPrice[at]!)) this.#level(at)
      this.#count(at, 1)
      if (isReached(at)) reached.push(at)
    }
    this.#byMark.purge(
      (at, generation, kind) => kind !== 'liquidation' && positions.isSame(at, generation),
    )
    this.#byLast.purge((at, generation) => positions.isSame(at, generation))
    for (let at = 0; at < positions.end; at++) if (positions.isOpen[at] === 1) this.#watchLevel(at)
    for (const at of reached) if (isReached(at)) this.#liquidate(at)
  }

  /** Makers' coins on each side: what the traders of the other side hold against nobody. */
  remainder(): { readonly long: number; readonly short: number } {
    return { long: this.openInterest - this.longs, short: this.openInterest - this.shorts }
  }

  #settleOrders(): void {
    this.#byLast.sweep(this.#basis.last, this.#fire)
  }

  readonly #fire: Fire = (at, generation, kind, price) => {
    const { positions } = this
    if (!positions.isSame(at, generation)) return
    if (kind === 'liquidation') {
      // After margin was added, the earlier level means nothing.
      if (positions.liquidationPrice[at] !== price) return
      this.#liquidate(at)
      this.#settleOrders()
    } else if (kind === 'margin-call') this.#addMargin(at)
    else if (kind === 'target') this.close(at, false)
    else {
      const usd = positions.quantity[at]! * this.price
      const direction = positions.sign[at]! > 0 ? -1 : 1
      this.close(at, true)
      this.#path.push(direction, STOP_IMPACT * usd)
    }
  }

  #liquidate(at: number): void {
    const { positions, price, markPrice } = this
    const quantity = positions.quantity[at]!
    const isLong = positions.sign[at]! > 0
    this.#onLiquidation({
      position: isLong ? 'long' : 'short',
      price,
      liquidationPrice: positions.liquidationPrice[at]!,
      markPrice,
      quantity,
      leverage: positions.leverage[at]!,
    })
    this.close(at, true)
    this.#path.push(isLong ? -1 : 1, quantity * price)
  }

  #addMargin(at: number): void {
    const { positions } = this
    this.#count(at, -1)
    positions.wallet[at] = positions.wallet[at]! * (1 + ADDED_MARGIN)
    this.#level(at)
    this.#count(at, 1)
    this.#watchLevel(at)
    positions.closeMinute[at] = this.minute + 1 + Math.floor(positions.patience[at]!)
    this.closings.add(positions.closeMinute[at]!, at, positions.generation[at]!)
  }

  #level(at: number): void {
    const { positions, venue } = this
    positions.liquidationPrice[at] = marginLevel(
      venue,
      positions.sign[at]!,
      positions.entry[at]!,
      positions.quantity[at]!,
      positions.wallet[at]!,
    )
  }

  #watchLevel(at: number): void {
    const level = this.positions.liquidationPrice[at]!
    if (!(level > 0)) return
    const isLong = this.positions.sign[at]! > 0
    this.#byMark.add(isLong, 'liquidation', level, at, this.positions.generation[at]!)
  }

  /** Counts a position in what is open and in the truth, with 1, or takes it out, with −1. */
  #count(at: number, times: 1 | -1): void {
    const { positions } = this
    const coins = times * positions.quantity[at]!
    if (positions.sign[at]! > 0) this.longs += coins
    else this.shorts += coins
    const level = positions.liquidationPrice[at]!
    if (level > 0 && positions.hasStop[at] === 0)
      this.levels.add(positions.sign[at]!, level, coins * level)
  }
}
