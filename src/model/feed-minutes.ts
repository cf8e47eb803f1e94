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
  /** Notional of longs and shorts. */
  readonly usd: [long: number, short: number]
}

/** Minutes of a feed that hold a print, by minutes since 1970. */
export type FeedMinutes = ReadonlyMap<number, FeedMinute>

/** Adds up prints by the minute. */
export function minutesOf(prints: Iterable<FeedPrint>): FeedMinutes {
  const minutes = new Map<number, FeedMinute>()
  for (const { time, position, usd } of prints) {
    const at = Math.floor(time / MINUTE)
    const minute = minutes.get(at) ?? { count: 0, usd: [0, 0] }
    minutes.set(at, minute)
    minute.count++
    minute.usd[position === 'long' ? 0 : 1] += usd
  }
  return minutes
}

/** Minutes over which the standard deviation of a minute's move is taken, as a running mean. */
const MEMORY = 360

/** Tells how far price went in each minute, ln(high / low) in standard deviations known before it. */
export class MinuteRanges {
  #variance = Number.NaN

  /** Takes the next minute's prices; 0 where its range is not known. */
  push(open: number, high: number, low: number, close: number): number {
    const range = Math.log(high / low)
    if (Number.isNaN(range)) return 0
    const before = this.#variance
    // Of the first minute nothing is known before; the range of a usual one is about 1.6 σ.
    const sigma = Number.isNaN(before) ? range / 1.6 : Math.sqrt(before)
    const squared = Math.log(close / open) ** 2
    this.#variance = Number.isNaN(before) ? sigma ** 2 : before + (squared - before) / MEMORY
    return sigma > 0 ? range / sigma : 0
  }
}

/**
 * The same of candles, by minutes since 1970.
 * @throws RangeError where candles are not of a minute
 */
export function rangesOf(candles: CandleColumns): ReadonlyMap<number, number> {
  const { interval, openTime, open, high, low, close } = candles
  if (interval !== MINUTE) throw new RangeError(`candles of ${interval} ms, not of a minute`)
  const ranges = new MinuteRanges()
  const told = new Map<number, number>()
  for (let i = 0; i < close.length; i++)
    told.set(openTime[i]! / MINUTE, ranges.push(open[i]!, high[i]!, low[i]!, close[i]!))
  return told
}
