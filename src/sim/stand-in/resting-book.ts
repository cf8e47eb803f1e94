import type { StateHappening } from './happening.ts'
import { type StandInInstrument, priceText, wholeLots } from './instrument.ts'
import { hashed } from './past.ts'

/** Price and quantity; quantity 0 where a level is gone. */
export type RestingLevel = readonly [price: number, quantity: number]

/** What rests at one moment, best levels first. */
export interface RestingBook {
  readonly bids: readonly RestingLevel[]
  readonly asks: readonly RestingLevel[]
}

/** The book as a venue publishes it: one follows the other by number. */
export interface NumberedBook extends RestingBook {
  /** 1 more than the book before it; 0 before the first state was told. */
  readonly number: number
}

/** Levels of each side, a basis point of price apart. */
const LEVELS = 50
const STEP = 0.0001

/** A book by chance about the last price, the same for the same state. */
export function bookAbout(
  instrument: StandInInstrument,
  { lastPrice, at }: StateHappening,
): RestingBook {
  const side = (sign: 1 | -1): RestingLevel[] =>
    Array.from({ length: LEVELS }, (_, i) => {
      const price = Number(priceText(instrument, lastPrice * (1 + sign * (i + 0.5) * STEP)))
      const size = 20 * instrument.tradeSize * hashed(Math.floor(at / 1_000), sign * (i + 1))
      return [price, wholeLots(instrument, size)]
    })
  return { bids: side(-1), asks: side(1) }
}

/** What makes one book of another. */
export function bookChanges(before: RestingBook, after: RestingBook): RestingBook {
  return {
    bids: sideChanges(before.bids, after.bids),
    asks: sideChanges(before.asks, after.asks),
  }
}

function sideChanges(old: readonly RestingLevel[], now: readonly RestingLevel[]): RestingLevel[] {
  const [was, is] = [new Map(old), new Map(now)]
  const gone = [...was.keys()].filter((price) => !is.has(price))
  return [
    ...gone.map((price): RestingLevel => [price, 0]),
    ...[...is].filter(([price, quantity]) => was.get(price) !== quantity),
  ]
}
