import type { BookBin, TwoSides } from '../../market/book-bins.ts'
import { bookBins } from '../../market/book-bins.ts'
import type { ContractKind } from '../../market/instrument.ts'
import { LN_BIN, binPosition } from '../../market/price-bin.ts'
import type { PositionSide } from '../../market/units.ts'
import type { Density } from '../clusters/clusters.ts'

/** What rests in an order book, by bins of the map's zoom: what `/api/v1/book` answers of a zoom is one. */
export interface RestingBook {
  readonly zoom: number
  readonly bins: readonly Pick<BookBin, 'bin' | 'bidUsd' | 'askUsd'>[]
  /** The lowest bid and the highest ask that are known; what lies beyond is unknown, not empty. */
  readonly reach: { readonly from: number; readonly to: number }
}

/** A full picture of an order book as bins; undefined where a side of it is empty. */
export function restingBook(
  book: TwoSides,
  contract: ContractKind,
  zoom = 0,
): RestingBook | undefined {
  const [lowest, highest] = [book.bids.at(-1), book.asks.at(-1)]
  if (lowest === undefined || highest === undefined) return undefined
  const reach = { from: lowest.price, to: highest.price }
  return { zoom, bins: bookBins(book, contract, { zoom }), reach }
}

/**
 * What is taken to rest beyond what is known of a book: nothing is said, or as much for each
 * percent of price as there is on average within it.
 */
export type BeyondReach = 'unknown' | 'as-within'

/** Part of a bin that decides nothing: edges are not exact in floating point. */
const NOTHING = 1e-6

/**
 * What a price meets on its way from where it is: down where longs are closed, up where shorts are.
 * One step is one bin of the map, the first what is left of the bin that holds the price.
 */
export interface Way {
  readonly side: PositionSide
  readonly price: number
  /** End of each step as a distance from the price, in the logarithm of price: positive, ascending. */
  readonly ends: Float64Array
  /** USD of positions whose liquidation prices lie in the step. */
  readonly heldUsd: Float64Array
  /** USD of orders that rest in the step against the move; NaN where that is not known. */
  readonly restingUsd: Float64Array
  /** Distance up to which the book itself is known. */
  readonly knownTo: number
}

/**
 * The way of a price out of what a map and a book hold. Without a book nothing of `restingUsd` is known.
 * A level counts by the middle of its bin, as clusters do.
 * @throws RangeError where book and map are of different zooms
 */
export function wayOf(
  density: Density,
  book: RestingBook | undefined,
  side: PositionSide,
  beyond: BeyondReach = 'unknown',
): Way {
  const { zoom = 0, firstBin, price } = density
  if (book !== undefined && book.zoom !== zoom)
    throw new RangeError(`the book has bins of zoom ${book.zoom}, the map of zoom ${zoom}`)
  const binLength = LN_BIN * 2 ** zoom
  const at = (binPosition(price) * LN_BIN) / binLength
  const falls = side === 'long'
  const held = falls ? density.longUsd : density.shortUsd
  const here = Math.floor(at)
  const edge = (bin: number): number => (falls ? at - bin : bin + 1 - at) * binLength
  const steps = Math.max(0, falls ? here - firstBin + 1 : firstBin + held.length - here)
  const binAt = (step: number): number => (falls ? here - step : here + step)
  const ends = Float64Array.from({ length: steps }, (_, step) => edge(binAt(step)))
  const heldUsd = Float64Array.from({ length: steps }, (_, step) => {
    const bin = binAt(step)
    const isAhead = falls ? bin + 0.5 < at : bin + 0.5 >= at
    return isAhead ? (held[bin - firstBin] ?? 0) : 0
  })
  const limit = book && (falls ? book.reach.from : book.reach.to)
  const knownTo = limit === undefined ? 0 : Math.max(0, (falls ? 1 : -1) * Math.log(price / limit))
  const restingUsd = new Float64Array(steps).fill(Number.NaN)
  if (book !== undefined) {
    const usdOf = new Map(book.bins.map((one) => [one.bin, falls ? one.bidUsd : one.askUsd]))
    const within = knownTo - NOTHING * binLength
    for (let step = 0; step < steps && startOf(ends, step) < within; step++)
      restingUsd[step] = usdOf.get(binAt(step)) ?? 0
    if (beyond === 'as-within' && knownTo > 0) carryOn(ends, restingUsd, knownTo)
    else forgetBeyond(ends, restingUsd, knownTo + NOTHING * binLength)
  }
  return { side, price, ends, heldUsd, restingUsd, knownTo }
}

/** Distance at which a step begins. */
export const startOf = (ends: Float64Array, step: number): number => ends[step - 1] ?? 0

/** Fills what lies beyond the reach of a book with the mean of what lies within it. */
function carryOn(ends: Float64Array, restingUsd: Float64Array, knownTo: number): void {
  const known = restingUsd.map((usd) => (Number.isNaN(usd) ? 0 : usd))
  const perDistance = known.reduce((sum, usd) => sum + usd, 0) / knownTo
  ends.forEach((end, step) => {
    const unknown = Math.max(0, end - Math.max(startOf(ends, step), knownTo))
    restingUsd[step] = known[step]! + perDistance * unknown
  })
}

/** Of a step in which the known part of a book ends it is not known what rests in it. */
function forgetBeyond(ends: Float64Array, restingUsd: Float64Array, knownTo: number): void {
  ends.forEach((end, step) => {
    if (end > knownTo) restingUsd[step] = Number.NaN
  })
}
