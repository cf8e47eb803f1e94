import type { CandleColumns } from '../market/candle-columns.ts'
import type { Millis } from '../market/units.ts'

/** What is drawn: the cells of a map over a span of time, and the candles above them. */
export interface Picture {
  readonly title: string
  readonly subtitle: string
  /** Says SIMULATED over the plot. */
  readonly simulated: boolean
  /** Smallest step of the price. */
  readonly tickSize: number
  readonly from: Millis
  readonly to: Millis
  readonly cells: CellGrid
  readonly candles: CandleColumns
  /** Last close in the span, which may lie after the last whole candle. */
  readonly lastPrice: number
}

/** USD of both sides by bin and bucket. */
export interface CellGrid {
  readonly zoom: number
  /** Lowest bin, in bins of the zoom. */
  readonly firstBin: number
  readonly rows: number
  readonly columns: number
  /** `rows` × `columns`, lowest bin first, oldest bucket first. */
  readonly usd: Float64Array
  /** True where the market data of a column are missing. */
  readonly isGap: readonly boolean[]
}

/** Pixels of a picture. */
export interface Size {
  readonly width: number
  readonly height: number
}

/** A rectangle in pixels. */
export interface Box extends Size {
  readonly left: number
  readonly top: number
}

/** Size of a picture. */
export const PICTURE: Size = { width: 1_920, height: 1_080 }

/** The plot within the picture. */
export const PLOT: Box = { left: 24, top: 92, width: 1_680, height: 932 }

/** The prices shown, on a logarithmic axis. */
export interface PriceSpan {
  readonly low: number
  readonly high: number
}

/** Where times and prices lie in the plot. */
export interface Scales {
  readonly x: (time: Millis) => number
  readonly y: (price: number) => number
}

/** Linear in time, logarithmic in price. */
export function scalesOf(
  plot: Box,
  { from, to }: { readonly from: Millis; readonly to: Millis },
  { low, high }: PriceSpan,
): Scales {
  const perMilli = plot.width / (to - from)
  const perLog = plot.height / Math.log(high / low)
  return {
    x: (time) => plot.left + (time - from) * perMilli,
    y: (price) => plot.top + Math.log(high / price) * perLog,
  }
}

/** Least room above and below the candles, as a share of the price. */
const LEAST_ROOM = 0.06
/** Room above and below the candles, as a share of their own span. */
const ROOM = 0.3

/** The prices to show: those of the candles and what lies around them. */
export function priceSpan({ low, high }: CandleColumns): PriceSpan {
  const lowest = low.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
  const highest = high.reduce((a, b) => Math.max(a, b), 0)
  if (!(lowest > 0 && highest >= lowest)) throw new RangeError('a picture needs candles')
  const room = Math.max(Math.log1p(LEAST_ROOM), ROOM * Math.log(highest / lowest))
  return { low: lowest * Math.exp(-room), high: highest * Math.exp(room) }
}
