import type { CandleColumns } from '../market/candle-columns.ts'
import type { Millis, PositionSide } from '../market/units.ts'
import { MINUTE } from '../market/units.ts'

/** A liquidation as a feed shows it. */
export interface FeedPrint {
  readonly time: Millis
  /** The side that was closed. */
  readonly position: PositionSide
  /** Notional. */
  readonly usd: number
}

/** What a feed shows of a minute. */
export interface FeedMinute {
  /** Prints of both sides. */
  count: number
  /** ln(high / low) in standard deviations of a minute's move; 0 where it is not known. */
  readonly range: number
  /** Notional of longs and shorts. */
  readonly usd: [long: number, short: number]
}

/** Minutes over which the standard deviation of a minute's move is taken, as a running mean. */
const MEMORY = 360

/**
 * The minutes of a feed that hold a print, by minutes since 1970.
 * @throws RangeError where candles are not of a minute
 */
export function minutesOf(
  prints: readonly FeedPrint[],
  candles: CandleColumns,
): ReadonlyMap<number, FeedMinute> {
  const ranges = rangesOf(candles)
  const minutes = new Map<number, FeedMinute>()
  for (const { time, position, usd } of prints) {
    const at = Math.floor(time / MINUTE)
    const minute = minutes.get(at) ?? { count: 0, range: ranges.get(at) ?? 0, usd: [0, 0] }
    minutes.set(at, minute)
    minute.count++
    minute.usd[position === 'long' ? 0 : 1] += usd
  }
  return minutes
}

/** Range of each minute in standard deviations known before it, by minutes since 1970. */
function rangesOf({ interval, openTime, open, high, low, close }: CandleColumns) {
  if (interval !== MINUTE) throw new RangeError(`candles of ${interval} ms, not of a minute`)
  const ranges = new Map<number, number>()
  let variance = Number.NaN
  for (let i = 0; i < close.length; i++) {
    const range = Math.log(high[i]! / low[i]!)
    if (Number.isNaN(range)) continue
    // Of the first minute nothing is known before; the range of a usual one is about 1.6 σ.
    const sigma = Number.isNaN(variance) ? range / 1.6 : Math.sqrt(variance)
    if (sigma > 0) ranges.set(Math.floor(openTime[i]! / MINUTE), range / sigma)
    const squared = Math.log(close[i]! / open[i]!) ** 2
    variance = Number.isNaN(variance) ? sigma ** 2 : variance + (squared - variance) / MEMORY
  }
  return ranges
}
