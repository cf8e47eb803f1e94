import type { Millis } from '../../src/market/units.ts'
import { DAY, HOUR, MINUTE } from '../../src/market/units.ts'
import {
  densityAround,
  bucketCount,
  bucketOf,
  touchedBuckets,
} from '../../src/score/price-buckets.ts'
import { runningSigma } from '../../src/score/running-sigma.ts'
import type { VenueRun } from '../../src/sim/market/run.ts'

/** Maps are scored within this share of the price on both sides. */
export const REACH = 0.1

/** Buckets within it. */
export const BUCKETS = bucketCount(REACH)

/** What came after a moment, per bucket as seen from it. */
export interface Outcome {
  readonly usd: Float64Array
  readonly events: Float64Array
  /** Sum of the squares of single liquidations, USD². */
  readonly squaredUsd: number
  /** 1 where price went through. */
  readonly touched: Uint8Array
}

/** A moment at which maps are asked, and what nobody knew then. */
export interface MarketHour {
  readonly time: Millis
  readonly price: number
  /** Index of the last closed candle. */
  readonly candle: number
  /** Standard deviation of the logarithm of price over a minute, known then. */
  readonly sigma: number
  /** USD per bucket that would really be liquidated. */
  readonly truth: Float64Array
  readonly nextHour: Outcome | undefined
  readonly nextDay: Outcome | undefined
}

/** Time over which the standard deviation is taken. */
const MEMORY = 6 * HOUR

/** The moments of a run: each full hour. */
export function marketHours({ candles, truth, all }: VenueRun): readonly MarketHour[] {
  const sigmas = runningSigma(candles, MEMORY)
  const start = candles.openTime[0]!
  const times = Float64Array.from(all, ({ time }) => time)
  const outcome = (from: Millis, span: Millis, price: number): Outcome | undefined => {
    const first = (from - start) / MINUTE
    const end = first + span / MINUTE
    if (end > candles.close.length) return undefined
    const lowest = candles.low.subarray(first, end).reduce((a, b) => Math.min(a, b), price)
    const highest = candles.high.subarray(first, end).reduce((a, b) => Math.max(a, b), price)
    const usd = new Float64Array(BUCKETS)
    const events = new Float64Array(BUCKETS)
    let squaredUsd = 0
    for (let i = firstAt(times, from); i < all.length && times[i]! < from + span; i++) {
      // At its level, which is what maps tell of; fills lie some hundredths of a percent beyond.
      const bucket = bucketOf(all[i]!.liquidationPrice, price, BUCKETS)
      if (bucket === undefined) continue
      const notional = all[i]!.price * all[i]!.quantity
      usd[bucket]! += notional
      squaredUsd += notional ** 2
      events[bucket]!++
    }
    return { usd, events, squaredUsd, touched: touchedBuckets(price, lowest, highest, BUCKETS) }
  }
  return truth.map((known) => {
    const { time, price } = known
    const candle = (time - start) / MINUTE - 1
    return {
      time,
      price,
      candle,
      sigma: sigmas[candle]!,
      truth: densityAround(known, price, REACH),
      nextHour: outcome(time, HOUR, price),
      nextDay: outcome(time, DAY, price),
    }
  })
}

/** Index of the first of ascending times at or after one. */
function firstAt(times: Float64Array, time: Millis): number {
  let [low, high] = [0, times.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (times[middle]! < time) low = middle + 1
    else high = middle
  }
  return low
}
