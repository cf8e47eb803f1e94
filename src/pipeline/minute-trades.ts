import type { Trade } from '../market/event.ts'
import { ExactSum } from './exact-sum.ts'

/** The trades of one minute, summed up so that their order of arrival leaves no trace. */
export class MinuteTrades {
  #first: Trade
  #last: Trade
  #high: number
  #low: number
  readonly #volume = new ExactSum()
  readonly #bought = new ExactSum()

  constructor(trade: Trade) {
    this.#first = trade
    this.#last = trade
    this.#high = trade.price
    this.#low = trade.price
    this.add(trade)
  }

  add(trade: Trade): void {
    const { price } = trade
    if (price > this.#high) this.#high = price
    if (price < this.#low) this.#low = price
    if (compareTrades(trade, this.#first) < 0) this.#first = trade
    if (compareTrades(trade, this.#last) > 0) this.#last = trade
    this.#volume.add(trade.quantity)
    if (trade.takerSide === 'buy') this.#bought.add(trade.quantity)
  }

  get values() {
    return {
      open: this.#first.price,
      high: this.#high,
      low: this.#low,
      close: this.#last.price,
      volume: this.#volume.value,
      takerBuyVolume: this.#bought.value,
    }
  }

  /** Exchange time of the last trade. */
  get time(): number {
    return this.#last.exchangeTime
  }
}

/**
 * The order in which trades happened, as far as they tell: time, the venue's id, the place among
 * equals of one message. What is left compares by value, so that the order is never that of arrival.
 */
export function compareTrades(a: Trade, b: Trade): number {
  return (
    a.exchangeTime - b.exchangeTime ||
    compareIds(a.id ?? '', b.id ?? '') ||
    (a.ordinal ?? 0) - (b.ordinal ?? 0) ||
    a.price - b.price ||
    a.quantity - b.quantity ||
    (a.takerSide === b.takerSide ? 0 : a.takerSide === 'buy' ? -1 : 1)
  )
}

const NUMBER = /^(?:0|[1-9]\d*)$/

/** Numbers by value, without losing digits beyond 2^53; everything else as text. */
function compareIds(a: string, b: string): number {
  if (a === b) return 0
  if (a.length !== b.length && NUMBER.test(a) && NUMBER.test(b)) return a.length - b.length
  return a < b ? -1 : 1
}
