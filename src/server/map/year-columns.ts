import {
  COARSE_ZOOM,
  binsFor,
  coarseColumn,
  edgesOf,
  inBins,
  inUnits,
  unitFor,
} from '../../heatmap/year-bins.ts'
import type { CoarseColumn } from '../../heatmap/year-bins.ts'
import type { BandAnswer } from '../../api/schema.ts'
import type { YearAnswer } from '../../api/year.ts'
import { DAY } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import { AROUND, ratioOf, regimeOf } from '../../signals/regime.ts'
import type { AroundPrice } from '../../signals/regime.ts'
import { basisOf } from './levels-answer.ts'
import { rowsWithin } from '../market/rows-within.ts'
import type { ServedMap } from './served-map.ts'

/** What is kept of the column at the end of a day. */
export interface DayColumn {
  /** 00:00 UTC at its end. */
  readonly time: Millis
  readonly price: number
  readonly around: AroundPrice
  readonly cells: CoarseColumn
  readonly basis: BandAnswer['basis']
  /** The part of the day's bars that are there. */
  readonly known: number
}

/** The bars of a market, to tell how many a day has. */
interface Bars {
  readonly openTime: Float64Array
  readonly interval: Millis
}

/** Ends of the days of the year before a time, of those that end in (from, to]. */
export function dayEnds(from: Millis, to: Millis): Millis[] {
  const last = Math.floor(to / DAY)
  const first = Math.max(Math.floor(from / DAY) + 1, last - DAYS + 1)
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => (first + i) * DAY)
}

export const DAYS = 365

/** The column at the end of a day; undefined where the map has none. */
export function dayColumn(
  map: Pick<ServedMap, 'levels' | 'around'>,
  time: Millis,
  bars: Bars,
): DayColumn | undefined {
  const column = map.levels(time, COARSE_ZOOM)
  const around = map.around(time, AROUND)
  if (column === undefined || around === undefined) return undefined
  const [start, end] = rowsWithin(bars.openTime, time - DAY, time)
  return {
    time,
    price: column.price,
    around,
    cells: coarseColumn(column.levels),
    basis: basisOf(column.band).basis,
    known: ((end - start) * bars.interval) / DAY,
  }
}

/** Digits that the largest amount of a bin keeps: a year stays below 100 kB. */
const DIGITS = 5

/** Days as the API answers them, oldest first. */
export function yearOf(
  columns: readonly DayColumn[],
): Pick<YearAnswer, 'unitUsd' | 'edges' | 'days'> {
  const bins = binsFor(columns.map(({ cells }) => cells))
  const sums = columns.map(({ cells: { first, longUsd, shortUsd } }) => ({
    long: inBins(bins, first, longUsd),
    short: inBins(bins, first, shortUsd),
  }))
  const largest = sums.reduce((most, { long, short }) => Math.max(most, ...long, ...short), 0)
  const unitUsd = unitFor(largest, DIGITS)
  return {
    unitUsd,
    edges: edgesOf(bins),
    days: {
      time: columns.map(({ time }) => time),
      price: columns.map(({ price }) => price),
      change: columns.map((column, i) => dayChange(columns[i - 1], column)),
      aboveUsd: columns.map(({ around }) => around.aboveUsd),
      belowUsd: columns.map(({ around }) => around.belowUsd),
      ratio: columns.map(({ around }) => toldRatio(around)),
      regime: columns.map(({ around }) => regimeOf(around)),
      known: columns.map(({ known }) => Number(known.toFixed(4))),
      basis: columns.map(({ basis }) => basis),
      long: sums.map(({ long }) => inUnits(long, unitUsd)),
      short: sums.map(({ short }) => inUnits(short, unitUsd)),
    },
  }
}

/** Six digits of the ratio: nobody reads more. */
export function toldRatio(around: AroundPrice): number | null {
  const ratio = ratioOf(around)
  return ratio === undefined ? null : Number(ratio.toPrecision(6))
}

/** Change of a price, to a millionth. */
export const changeOf = (before: number, now: number): number =>
  Number((now / before - 1).toFixed(6))

/** Unknown after a day that is not there, and where a close is that of another day. */
function dayChange(before: DayColumn | undefined, now: DayColumn): number | null {
  if (before === undefined || now.time - before.time !== DAY) return null
  return before.known > 0.5 && now.known > 0.5 ? changeOf(before.price, now.price) : null
}
