import type { LevelsAnswer } from '../../api/schema.ts'
import { binEdge } from '../../heatmap/grid.ts'
import { LEVERAGE_BANDS } from '../../heatmap/planes.ts'

/** The levels of one instrument or several as bars of the liquidation map, side by side. */

export interface Sides {
  readonly longUsd: number
  readonly shortUsd: number
}

export interface RangedSides extends Sides {
  readonly low: Sides
  readonly high: Sides
}

/** What a bar is stacked by. */
export type Stack = 'leverage' | 'venue'

/** One bin of price, also where it holds nothing. */
export interface LevelBar extends RangedSides {
  readonly bin: number
  readonly priceFrom: number
  readonly priceTo: number
  /** By leverage band, or by answer, in their order; they sum to the bar. */
  readonly parts: readonly Sides[]
  /** What would be liquidated by the time price has gone through the bar. */
  readonly cumulative: RangedSides
}

/** The price that stands for a bar. */
export const middleOf = ({ priceFrom, priceTo }: LevelBar): number => Math.sqrt(priceFrom * priceTo)

const NONE: Sides = { longUsd: 0, shortUsd: 0 }
export const NONE_RANGED: RangedSides = { ...NONE, low: NONE, high: NONE }

/**
 * The bars of the bins [from, to]. Instruments share one grid of prices, so their bins add up. The ends
 * of their ranges are added too: as wide as the sum can be, where all are off in the same direction.
 * @param answers of one zoom, by band and cumulative
 */
export function mergeLevels(
  answers: readonly LevelsAnswer[],
  { from, to, zoom, stack }: { from: number; to: number; zoom: number; stack: Stack },
): LevelBar[] {
  const columns = answers.map((answer) => columnOf(answer, from, to))
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => {
    const cells = columns.map((column) => column[i]!)
    const own = addRanged(cells.map(({ level }) => level ?? NONE_RANGED))
    const parts =
      stack === 'venue'
        ? cells.map(({ level }) => sidesOf(level ?? NONE))
        : LEVERAGE_BANDS.map((_band, band) =>
            addSides(cells.map(({ level }) => level?.byBand?.[band] ?? NONE)),
          )
    return {
      bin: from + i,
      priceFrom: binEdge(from + i, zoom),
      priceTo: binEdge(from + i + 1, zoom),
      ...own,
      parts,
      cumulative: addRanged(cells.map(({ cumulative }) => cumulative)),
    }
  })
}

type Level = LevelsAnswer['levels'][number]

interface Cell {
  readonly level: Level | undefined
  readonly cumulative: RangedSides
}

/** What one answer says bin by bin; where a bin holds nothing, the way there is that of the last that does. */
function columnOf({ levels }: LevelsAnswer, from: number, to: number): Cell[] {
  const byBin = new Map(levels.map((level) => [level.bin, level]))
  const bins = Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i)
  const carry = (order: readonly number[]): Map<number, RangedSides> => {
    let last = NONE_RANGED
    return new Map(order.map((bin) => [bin, (last = byBin.get(bin)?.cumulative ?? last)]))
  }
  const [up, down] = [carry(bins), carry(bins.toReversed())]
  return bins.map((bin) => {
    const [longs, shorts] = [down.get(bin)!, up.get(bin)!]
    return {
      level: byBin.get(bin),
      cumulative: {
        ...join(longs, shorts),
        low: join(longs.low, shorts.low),
        high: join(longs.high, shorts.high),
      },
    }
  })
}

/** Longs of one, shorts of the other. */
const join = ({ longUsd }: Sides, { shortUsd }: Sides): Sides => ({ longUsd, shortUsd })

const sidesOf = ({ longUsd, shortUsd }: Sides): Sides => ({ longUsd, shortUsd })

export const addSides = (all: readonly Sides[]): Sides => ({
  longUsd: all.reduce((sum, one) => sum + one.longUsd, 0),
  shortUsd: all.reduce((sum, one) => sum + one.shortUsd, 0),
})

/** Amounts and the ends of their ranges. */
export const addRanged = (all: readonly RangedSides[]): RangedSides => ({
  ...addSides(all),
  low: addSides(all.map(({ low }) => low)),
  high: addSides(all.map(({ high }) => high)),
})

/** Of a side so little lies beyond the ends of all that is shown. */
const TAIL = 0.001

/** The bins from the first to the last that matter of any answer; undefined where none holds anything. */
export function extentOf(
  answers: readonly LevelsAnswer[],
): { readonly from: number; readonly to: number } | undefined {
  const ends = answers.flatMap(({ levels, total }) => {
    const beyond = (1 - TAIL) * total.longUsd
    const below = levels.findLast(({ cumulative }) => (cumulative?.longUsd ?? 0) >= beyond)
    const above = levels.find(
      ({ cumulative }) => (cumulative?.shortUsd ?? 0) >= (1 - TAIL) * total.shortUsd,
    )
    return [
      ...(total.longUsd > 0 && below !== undefined ? [below.bin] : []),
      ...(total.shortUsd > 0 && above !== undefined ? [above.bin] : []),
    ]
  })
  return ends.length === 0 ? undefined : { from: Math.min(...ends), to: Math.max(...ends) }
}

/** A bar of at least this share of the largest of its side is strong. */
const STRONG = 0.5

/** On either side of a price the nearest bar that is strong; undefined where a side holds nothing. */
export function strongBars(
  bars: readonly LevelBar[],
  price: number,
): { readonly long: LevelBar | undefined; readonly short: LevelBar | undefined } {
  const longs = bars.filter((bar) => bar.priceFrom < price && bar.longUsd > 0)
  const shorts = bars.filter((bar) => bar.priceTo > price && bar.shortUsd > 0)
  const most = (of: readonly LevelBar[], side: keyof Sides) =>
    of.reduce((largest, bar) => Math.max(largest, bar[side]), 0) * STRONG
  const [long, short] = [most(longs, 'longUsd'), most(shorts, 'shortUsd')]
  return {
    long: longs.findLast(({ longUsd }) => longUsd >= long),
    short: shorts.find(({ shortUsd }) => shortUsd >= short),
  }
}
