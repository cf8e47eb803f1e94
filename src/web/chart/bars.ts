import type { CandlestickData, UTCTimestamp, WhitespaceData } from 'lightweight-charts'
import type { CandlesAnswer } from '../../api/schema.ts'
import type { BarGrid } from './geometry.ts'

/** A bar of the chart: a candle, or an empty place in time where there was none. */
export type Bar = (CandlestickData<UTCTimestamp> & Traded) | WhitespaceData<UTCTimestamp>

/** What was traded in a bar, in the instrument's quantity. */
export interface Traded {
  readonly volume: number
  /** null where it is not known. */
  readonly takerBuyVolume: number | null
}

export interface Bars {
  readonly grid: BarGrid
  readonly bars: readonly Bar[]
}

const seconds = (millis: number): UTCTimestamp => (millis / 1000) as UTCTimestamp

/**
 * Candles on a gapless grid of bars: a missing candle stays an empty place, so that time is affine
 * in the bar number. Undefined where there are no candles.
 */
export function gaplessBars(candles: CandlesAnswer): Bars | undefined {
  const { interval, openTime } = candles
  const from = openTime[0]
  const last = openTime.at(-1)
  if (from === undefined || last === undefined) return undefined
  const bars: Bar[] = Array.from({ length: Math.round((last - from) / interval) + 1 }, (_, i) => ({
    time: seconds(from + i * interval),
  }))
  openTime.forEach((time, i) => {
    bars[Math.round((time - from) / interval)] = {
      time: seconds(time),
      open: candles.open[i]!,
      high: candles.high[i]!,
      low: candles.low[i]!,
      close: candles.close[i]!,
      volume: candles.volume[i]!,
      takerBuyVolume: candles.takerBuyVolume[i] ?? null,
    }
  })
  return { grid: { from, bar: interval }, bars }
}

/** Bars asked for at first: enough to drag through for a while. */
const WINDOW = 6_000

/** Bars asked for at most, under the API's limit of rows. */
const MAX_WINDOW = 48_000

/**
 * The time to ask candles for, so that a range can be shown and dragged some way to the past.
 * `steps` counts how often the end of what is there was reached; each doubles the window.
 * @param at the moment that is shown, where it is not the newest one
 */
export function windowFor(
  extent: { readonly from: number; readonly to: number },
  length: number,
  bar: number,
  steps: number,
  at = extent.to,
): { from: number; to: number } {
  const wanted = Math.max(length * 1.5, WINDOW * bar) * 2 ** steps
  const reach = Math.min(wanted, MAX_WINDOW * bar)
  const newest = Math.max(extent.from, extent.to - reach)
  if (newest === extent.from || at - length > newest) return { from: newest, to: extent.to }
  // Around the moment, and the same for all moments of some time, so that it is asked for seldom.
  const half = Math.min(reach, (MAX_WINDOW / 2) * bar)
  const middle = Math.round(at / (half / 2)) * (half / 2)
  return {
    from: Math.max(extent.from, middle - half),
    to: Math.min(extent.to, Math.ceil((middle + half) / bar) * bar),
  }
}

/** The bars that were closed by a time. */
export function barsUntil({ grid, bars }: Bars, time: number): Bars {
  const count = Math.floor((time - grid.from) / grid.bar)
  return { grid, bars: bars.slice(0, Math.max(0, count)) }
}

/** Lowest and highest price of the candles among bars [from, to]; undefined where there is none. */
export function extremes(
  bars: readonly Bar[],
  from: number,
  to: number,
): { low: number; high: number } | undefined {
  let low = Number.POSITIVE_INFINITY
  let high = 0
  for (let i = Math.max(0, Math.floor(from)); i <= Math.min(bars.length - 1, Math.ceil(to)); i++) {
    const bar = bars[i]!
    if (!('low' in bar)) continue
    low = Math.min(low, bar.low)
    high = Math.max(high, bar.high)
  }
  return high > 0 ? { low, high } : undefined
}

/**
 * Prices to show around candles: levels lie above and below the price, so as much room again as the
 * candles take is added on both sides, between 4 % and 15 % of the price.
 */
export function pricesAround({ low, high }: { low: number; high: number }): {
  low: number
  high: number
} {
  const share = Math.min(0.15, Math.max(0.04, 0.6 * (high / low - 1)))
  return { low: low * (1 - share), high: high * (1 + share) }
}

/**
 * The first candle within `length` of the newest bar's end: its open, and how long ago that was,
 * which is less than `length` where the data are younger. Undefined where there is none.
 */
export function startOf(
  held: Bars | undefined,
  length: number,
): { readonly price: number; readonly ago: number } | undefined {
  if (held === undefined) return undefined
  const { bars, grid } = held
  const first = Math.max(0, bars.length - Math.round(length / grid.bar))
  for (let i = first; i < bars.length; i++) {
    const bar = bars[i]!
    if ('open' in bar) return { price: bar.open, ago: (bars.length - i) * grid.bar }
  }
  return undefined
}
