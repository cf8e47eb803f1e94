import type { CandleColumns } from '../../market/candle-columns.ts'
import type { Millis } from '../../market/units.ts'

/** Rows whose ascending times lie in [from, to), as start and end. */
export function rowsWithin(
  times: Float64Array,
  from: Millis,
  to: Millis,
): readonly [number, number] {
  const before = (limit: Millis) => {
    let low = 0
    let high = times.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (times[middle]! < limit) low = middle + 1
      else high = middle
    }
    return low
  }
  const start = before(from)
  return [start, Math.max(start, before(to))]
}

/** The candles that open in [from, to), without copying them. */
export function candlesWithin(candles: CandleColumns, from: Millis, to: Millis): CandleColumns {
  const [start, end] = rowsWithin(candles.openTime, from, to)
  return {
    interval: candles.interval,
    openTime: candles.openTime.subarray(start, end),
    open: candles.open.subarray(start, end),
    high: candles.high.subarray(start, end),
    low: candles.low.subarray(start, end),
    close: candles.close.subarray(start, end),
    volume: candles.volume.subarray(start, end),
    takerBuyVolume: candles.takerBuyVolume.subarray(start, end),
  }
}
