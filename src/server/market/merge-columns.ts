import { emptyCandleColumns } from '../../market/candle-columns.ts'
import type { CandleColumns, Series } from '../../market/candle-columns.ts'
import { MINUTE } from '../../market/units.ts'

const COLUMNS = ['openTime', 'open', 'high', 'low', 'close', 'volume', 'takerBuyVolume'] as const

/**
 * Stored and live candles of one interval as one. Of a minute that both have the live one holds,
 * unless trades are missing in it.
 */
export function mergeCandles(
  stored: CandleColumns,
  live: CandleColumns & { readonly complete: Uint8Array },
): CandleColumns {
  if (stored.openTime.length === 0) return live
  const [a, b] = [stored.openTime, live.openTime]
  const parts: (readonly [CandleColumns, number])[] = []
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    const [left, right] = [a[i] ?? Number.POSITIVE_INFINITY, b[j] ?? Number.POSITIVE_INFINITY]
    if (left < right) parts.push([stored, i])
    else if (right < left || live.complete[j] === 1) parts.push([live, j])
    else parts.push([stored, i])
    if (left <= right) i++
    if (right <= left) j++
  }
  const merged = emptyCandleColumns(stored.interval, parts.length)
  parts.forEach(([from, at], row) => {
    for (const column of COLUMNS) merged[column][row] = from[column][at]!
  })
  return merged
}

/** Stored and live open interest as one: a live sample stands for its minute. */
export function mergeSeries(stored: Series, live: Series): Series {
  if (stored.time.length === 0) return live
  const known = new Set(Array.from(live.time, minute))
  const rows = [
    ...Array.from(stored.time, (time, i) => [time, stored.value[i]!] as const).filter(
      ([time]) => !known.has(minute(time)),
    ),
    ...Array.from(live.time, (time, i) => [time, live.value[i]!] as const),
  ].sort(([a], [b]) => a - b)
  return {
    time: Float64Array.from(rows, ([time]) => time),
    value: Float64Array.from(rows, ([, value]) => value),
  }
}

/** The candles that open at or after a time. */
export function candlesFrom(candles: CandleColumns, from: number): CandleColumns {
  const first = candles.openTime.findIndex((time) => time >= from)
  const start = first < 0 ? candles.openTime.length : first
  const rest = Object.fromEntries(COLUMNS.map((name) => [name, candles[name].subarray(start)]))
  return { ...candles, ...rest }
}

const minute = (time: number): number => Math.ceil(time / MINUTE)
