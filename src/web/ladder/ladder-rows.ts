import type { BookAnswer } from '../../api/book.ts'
import type { LevelsAnswer } from '../../api/schema.ts'
import { binEdge, binOf } from '../../market/price-bin.ts'

/** The rows of the ladder: what rests, and what the map holds, at the same prices. */

export interface LadderRow {
  readonly bin: number
  readonly priceFrom: number
  readonly priceTo: number
  readonly bidUsd: number
  readonly askUsd: number
  /** Whether every book that is summed reaches here: what is beyond is unknown, not empty. */
  readonly isKnown: boolean
  readonly longUsd: number
  readonly shortUsd: number
  /** What rests on the way from the best prices through this row, asks above and bids below. */
  readonly depthUsd: number
  /** Levels on the way: shorts above, longs below. */
  readonly levelsUsd: number
  /** A strong level with less on the way to it than a fifth of what it holds. */
  readonly isThin: boolean
}

/** What is put side by side. */
export interface LadderSources {
  readonly books: readonly BookAnswer[]
  readonly levels: readonly LevelsAnswer[]
  /** The price that levels are looked at from. */
  readonly price: number
  readonly zoom: number
}

/** Depth below this share of a strong level is thin. */
export const THIN = 0.2
/** A level of at least this share of the largest of its side, among those shown, is strong. */
const STRONG = 0.5

/** Rows of prices from the lowest to the highest one shown, each bin of the zoom once. */
export function ladderRows(
  { books, levels, price, zoom }: LadderSources,
  shown: { readonly from: number; readonly to: number },
): LadderRow[] {
  const own = binOf(price, zoom)
  const [first, last] = [binOf(shown.from, zoom), binOf(shown.to, zoom)]
  const rests = sums(books.flatMap(({ bins }) => bins.map((one) => [one.bin, one] as const)))
  const holds = levelSums(levels)
  const from = Math.max(...books.map(({ reach }) => reach.from))
  const to = Math.min(...books.map(({ reach }) => reach.to))
  const bare = new Map<number, Omit<LadderRow, 'isThin'>>()
  const walk = (step: 1 | -1, end: number): void => {
    let [depthUsd, levelsUsd] = [0, 0]
    for (let bin = own; step > 0 ? bin <= end : bin >= end; bin += step) {
      const { bidUsd, askUsd } = rests.get(bin) ?? NOTHING
      const { longUsd, shortUsd } = holds.get(bin) ?? NO_LEVEL
      depthUsd += step > 0 ? askUsd : bidUsd
      levelsUsd += step > 0 ? shortUsd : longUsd
      if (bin === own && step < 0 && bare.has(own)) continue
      const [priceFrom, priceTo] = [binEdge(bin, zoom), binEdge(bin + 1, zoom)]
      const isKnown = books.length > 0 && priceTo > from && priceFrom < to
      const amounts = { bidUsd, askUsd, longUsd, shortUsd, depthUsd, levelsUsd }
      bare.set(bin, { bin, priceFrom, priceTo, isKnown, ...amounts })
    }
  }
  walk(1, last)
  walk(-1, first)
  const rows = [...bare.values()]
    .filter(({ bin }) => bin >= first && bin <= last)
    .sort((a, b) => a.bin - b.bin)
  const most = (side: 'longUsd' | 'shortUsd') =>
    STRONG * rows.reduce((largest, row) => Math.max(largest, row[side]), 0)
  const [long, short] = [most('longUsd'), most('shortUsd')]
  return rows.map((row) => {
    const isAbove = row.bin > own
    const held = isAbove ? row.shortUsd : row.longUsd
    const isStrong = row.bin !== own && held > 0 && held >= (isAbove ? short : long)
    return { ...row, isThin: isStrong && row.isKnown && row.depthUsd < THIN * held }
  })
}

const NOTHING = { bidUsd: 0, askUsd: 0 }
const NO_LEVEL = { longUsd: 0, shortUsd: 0 }

function sums(
  all: readonly (readonly [number, typeof NOTHING])[],
): ReadonlyMap<number, typeof NOTHING> {
  const found = new Map<number, typeof NOTHING>()
  for (const [bin, { bidUsd, askUsd }] of all) {
    const before = found.get(bin) ?? NOTHING
    found.set(bin, { bidUsd: before.bidUsd + bidUsd, askUsd: before.askUsd + askUsd })
  }
  return found
}

function levelSums(answers: readonly LevelsAnswer[]): ReadonlyMap<number, typeof NO_LEVEL> {
  const found = new Map<number, typeof NO_LEVEL>()
  for (const { levels } of answers)
    for (const { bin, longUsd, shortUsd } of levels) {
      const before = found.get(bin) ?? NO_LEVEL
      found.set(bin, { longUsd: before.longUsd + longUsd, shortUsd: before.shortUsd + shortUsd })
    }
  return found
}

/** Zoom whose bins are nowhere thinner than so many pixels; the coarsest where none is. */
export function zoomOfRows(
  yOf: (price: number) => number | undefined,
  prices: readonly number[],
  { least, coarsest }: { readonly least: number; readonly coarsest: number },
): number {
  for (let zoom = 0; zoom < coarsest; zoom++) {
    const heights = prices.map((price) => {
      const bin = binOf(price, zoom)
      const [low, high] = [yOf(binEdge(bin, zoom)), yOf(binEdge(bin + 1, zoom))]
      return low === undefined || high === undefined ? 0 : low - high
    })
    if (Math.min(...heights) >= least) return zoom
  }
  return coarsest
}
