import { emptyCandleColumns } from '../market/candle-columns.ts'
import type { CandleColumns } from '../market/candle-columns.ts'
import type { Millis } from '../market/units.ts'

/**
 * Joins candles to a longer interval: open of the first, close of the last, highest high, lowest low,
 * sums of the volumes (NaN where one of them is unknown). A bucket that the candles begin or end
 * inside of is left out, since its values would still change; one with a hole is made of what there is.
 * @param candles one interval, ascending; `interval` must be a whole multiple of theirs
 * @throws RangeError where it is not
 */
export function resampleCandles(candles: CandleColumns, interval: Millis): CandleColumns {
  if (interval % candles.interval !== 0)
    throw new RangeError(`${interval} ms is no multiple of the ${candles.interval} ms stored`)
  if (interval === candles.interval) return candles
  const times = candles.openTime
  const count = times.length
  const bucket = (i: number) => Math.floor(times[i]! / interval) * interval
  const starts: number[] = []
  for (let i = 0; i < count; i++) if (i === 0 || bucket(i) !== bucket(i - 1)) starts.push(i)
  if (count > 0 && times[0]! !== bucket(0)) starts.shift()
  const lastEnds =
    count > 0 && times[count - 1]! + candles.interval === bucket(count - 1) + interval
  const ends = [...starts.slice(1), count]
  if (!lastEnds) starts.pop()

  const joined = emptyCandleColumns(interval, starts.length)
  starts.forEach((start, row) => {
    const end = ends[row]!
    const over = (column: Float64Array) => column.subarray(start, end)
    const sum = (column: Float64Array) => over(column).reduce((total, value) => total + value, 0)
    joined.openTime[row] = bucket(start)
    joined.open[row] = candles.open[start]!
    joined.high[row] = over(candles.high).reduce((a, b) => Math.max(a, b))
    joined.low[row] = over(candles.low).reduce((a, b) => Math.min(a, b))
    joined.close[row] = candles.close[end - 1]!
    joined.volume[row] = sum(candles.volume)
    joined.takerBuyVolume[row] = sum(candles.takerBuyVolume)
  })
  return joined
}
