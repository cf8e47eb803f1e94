import type { CandleColumns } from '../market/candle-columns.ts'
import type { Millis } from '../market/units.ts'

/**
 * Standard deviation of the logarithm of price over one candle, known at each candle's close: the
 * root of a running mean of the squares of what candles moved, above 0.
 * @param memory time over which the mean runs
 */
export function runningSigma(
  { open, close, interval }: CandleColumns,
  memory: Millis,
): Float64Array {
  const square = (i: number) => Math.log(close[i]! / open[i]!) ** 2
  let variance = close.length > 0 ? square(0) : 0
  return close.map((_, i) => {
    variance += (square(i) - variance) / (memory / interval)
    return Math.sqrt(variance) + 1e-6
  })
}
