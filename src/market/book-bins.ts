import type { BookLevel } from './event.ts'
import { type ContractKind, notionalUsd } from './instrument.ts'
import { binEdge, binOf } from './price-bin.ts'
import type { Usd } from './units.ts'

/** What rests at some prices, by side: base coins, and USD. */
export interface Resting {
  readonly bidBase: number
  readonly bidUsd: number
  readonly askBase: number
  readonly askUsd: number
}

/** What rests in one bin of price, [priceFrom, priceTo). */
export interface BookBin extends Resting {
  readonly bin: number
  readonly priceFrom: number
  readonly priceTo: number
}

/** How prices are put together: the bins of the map at a zoom, or steps of one length. */
export type BookGrid = { readonly zoom: number } | { readonly step: number }

export interface TwoSides {
  readonly bids: readonly BookLevel[]
  readonly asks: readonly BookLevel[]
}

/** Steps of 0.1 are no whole numbers of binary fractions: so near below a step a price is on it. */
const ON_STEP = 1e-9

export const bookBinOf = (price: number, grid: BookGrid): number =>
  'zoom' in grid ? binOf(price, grid.zoom) : Math.floor((price / grid.step) * (1 + ON_STEP))

const edgeOf = (bin: number, grid: BookGrid): number =>
  'zoom' in grid ? binEdge(bin, grid.zoom) : Number((bin * grid.step).toPrecision(12))

/** The bins of a book that hold something, from the lowest price up. Nothing is lost or split. */
export function bookBins(book: TwoSides, contract: ContractKind, grid: BookGrid): BookBin[] {
  const bins = new Map<number, Resting>()
  const add = (side: 'bid' | 'ask', { price, quantity }: BookLevel): void => {
    const bin = bookBinOf(price, grid)
    const usd = notionalUsd(contract, quantity, price)
    const base = contract === 'linear' ? quantity : quantity / price
    bins.set(bin, plus(bins.get(bin) ?? NOTHING_RESTS, side, base, usd))
  }
  for (const level of book.bids) add('bid', level)
  for (const level of book.asks) add('ask', level)
  return [...bins]
    .sort(([a], [b]) => a - b)
    .map(([bin, resting]) => ({
      bin,
      priceFrom: edgeOf(bin, grid),
      priceTo: edgeOf(bin + 1, grid),
      ...resting,
    }))
}

export const NOTHING_RESTS: Resting = { bidBase: 0, bidUsd: 0, askBase: 0, askUsd: 0 }

const plus = (to: Resting, side: 'bid' | 'ask', base: number, usd: Usd): Resting =>
  side === 'bid'
    ? { ...to, bidBase: to.bidBase + base, bidUsd: to.bidUsd + usd }
    : { ...to, askBase: to.askBase + base, askUsd: to.askUsd + usd }

/** What rests in all of some bins. */
export const sumOfResting = (all: readonly Resting[]): Resting => ({
  bidBase: all.reduce((sum, one) => sum + one.bidBase, 0),
  bidUsd: all.reduce((sum, one) => sum + one.bidUsd, 0),
  askBase: all.reduce((sum, one) => sum + one.askBase, 0),
  askUsd: all.reduce((sum, one) => sum + one.askUsd, 0),
})
