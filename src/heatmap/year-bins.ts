import { binEdge } from './grid.ts'

/**
 * Twenty bins for columns that are far apart in time and price: equal steps in the logarithm of price,
 * each of whole cells of COARSE_ZOOM, so that levels are summed and never split.
 */

export const YEAR_BINS = 20

/** Zoom of the levels that columns are kept as: about 0.8 % of price. */
export const COARSE_ZOOM = 4

/** Of all that the columns hold, so much may lie beyond either end. */
const TAIL = 0.005

/** USD of both sides at a bin of COARSE_ZOOM. */
interface Level {
  readonly bin: number
  readonly longUsd: number
  readonly shortUsd: number
}

/** A column in coarse cells from `first` on. */
export interface CoarseColumn {
  readonly first: number
  readonly longUsd: Float64Array
  readonly shortUsd: Float64Array
}

/** @param levels ascending by bin; those of one bin are summed */
export function coarseColumn(levels: readonly Level[]): CoarseColumn {
  const first = levels[0]?.bin ?? 0
  const cells = levels.length === 0 ? 0 : levels.at(-1)!.bin - first + 1
  const [longUsd, shortUsd] = [new Float64Array(cells), new Float64Array(cells)]
  for (const level of levels) {
    longUsd[level.bin - first]! += level.longUsd
    shortUsd[level.bin - first]! += level.shortUsd
  }
  return { first, longUsd, shortUsd }
}

/** The bins: `width` coarse cells each, from the coarse cell `first` up. */
export interface YearBins {
  readonly first: number
  readonly width: number
}

/** The narrowest bins that hold the columns but for their tails, which the outermost bins take in. */
export function binsFor(columns: readonly CoarseColumn[]): YearBins {
  const sums = new Map<number, number>()
  let total = 0
  for (const { first, longUsd, shortUsd } of columns)
    longUsd.forEach((usd, i) => {
      const both = usd + shortUsd[i]!
      if (both === 0) return
      sums.set(first + i, (sums.get(first + i) ?? 0) + both)
      total += both
    })
  const held = [...sums].sort(([a], [b]) => a - b)
  const inward = (order: readonly (readonly [number, number])[]): number => {
    let beyond = 0
    return order.find(([, usd]) => (beyond += usd) > TAIL * total)?.[0] ?? 0
  }
  const [low, high] = [inward(held), inward(held.toReversed())]
  const width = Math.max(1, Math.ceil((high - low + 1) / YEAR_BINS))
  return { first: low - ((width * YEAR_BINS - (high - low + 1)) >> 1), width }
}

/** Prices of the edges, ascending: one more than there are bins. */
export const edgesOf = ({ first, width }: YearBins): number[] =>
  Array.from({ length: YEAR_BINS + 1 }, (_, i) => binEdge(first + i * width, COARSE_ZOOM))

/** One side of a column in the bins; what lies beyond them is in the outermost. */
export function inBins({ first, width }: YearBins, from: number, usd: Float64Array): Float64Array {
  const sums = new Float64Array(YEAR_BINS)
  usd.forEach((amount, i) => {
    const bin = Math.floor((from + i - first) / width)
    sums[Math.min(YEAR_BINS - 1, Math.max(0, bin))]! += amount
  })
  return sums
}

/**
 * Amounts in whole units that sum to the rounded sum of all: each is the step between two rounded
 * running sums, so it is off by less than one unit.
 */
export function inUnits(amounts: Float64Array, unit: number): number[] {
  let [sum, before] = [0, 0]
  return Array.from(amounts, (amount) => {
    sum += amount
    const rounded = Math.round(sum / unit)
    const step = rounded - before
    before = rounded
    return step
  })
}

/** The power of ten, at least 1, in which the largest amount has at most so many digits. */
export const unitFor = (largest: number, digits: number): number =>
  10 ** Math.max(0, Math.ceil(Math.log10(Math.max(1, largest + 1))) - digits)
