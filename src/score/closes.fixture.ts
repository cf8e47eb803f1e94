import { type CandleColumns, emptyCandleColumns } from '../market/candle-columns.ts'
import { HOUR } from '../market/units.ts'

/** Candles through closes in equal steps, each from the close before to its own. */
export function candlesOf(closes: Float64Array, interval = HOUR): CandleColumns {
  const candles = emptyCandleColumns(interval, closes.length)
  closes.forEach((close, i) => {
    const before = closes[i - 1] ?? close
    candles.openTime[i] = i * interval
    candles.open[i] = before
    candles.close[i] = close
    candles.high[i] = Math.max(before, close)
    candles.low[i] = Math.min(before, close)
  })
  return candles
}
