import { z } from 'zod'
import type { Series } from '../../market/candle-columns.ts'
import { SECOND } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import { decimal, decimalText } from './bars.ts'
import type { Rows } from './parameters.ts'

/** Open, high, low and close of a value that is known at moments: open interest, funding rates. */

export const ohlcSchema = z.array(
  z.strictObject({
    time: z.number().int(),
    open: decimal,
    high: decimal,
    low: decimal,
    close: decimal,
  }),
)
export type OhlcRow = z.infer<typeof ohlcSchema>[number]

/** The same as version 3 of the contract names it, in seconds. */
export const olderOhlcSchema = z.array(
  z.strictObject({ t: z.number().int(), o: decimal, h: decimal, l: decimal, c: decimal }),
)

export const olderOhlc = ({
  time,
  open,
  high,
  low,
  close,
}: OhlcRow): z.infer<typeof olderOhlcSchema>[number] => ({
  t: time / SECOND,
  o: open,
  h: high,
  l: low,
  c: close,
})

/**
 * A row for each bucket in which a value was told. A value belongs to the bucket that it ends, as a
 * candle's close does, and opens the next one.
 * @param holds how long a value goes on to hold
 * @param goesOn whether a bucket in which nothing was told has a row while the last value holds
 */
export function ohlcOf(
  { time, value }: Series,
  { interval, first, end }: Rows,
  holds: Millis,
  goesOn: boolean,
): OhlcRow[] {
  const rows: OhlcRow[] = []
  let i = 0
  for (let start = first; start < end; start += interval) {
    while (i < time.length && time[i]! <= start) i++
    const before = i > 0 && start - time[i - 1]! <= holds ? value[i - 1] : undefined
    const from = i
    while (i < time.length && time[i]! <= start + interval) i++
    const told = value.subarray(from, i)
    if (told.length === 0 && !(goesOn && before !== undefined)) continue
    const all = before === undefined ? told : Float64Array.of(before, ...told)
    rows.push({
      time: start,
      open: decimalText(all[0]!),
      high: decimalText(all.reduce((a, b) => Math.max(a, b))),
      low: decimalText(all.reduce((a, b) => Math.min(a, b))),
      close: decimalText(all.at(-1)!),
    })
  }
  return rows
}

/** The last value of each step, at its own time: a series of few values for many. */
export function thinned({ time, value }: Series, step: Millis): Series {
  const stepOf = (at: number) => Math.ceil(at / step)
  const isLast = (_: number, i: number) =>
    i + 1 >= time.length || stepOf(time[i]!) !== stepOf(time[i + 1]!)
  return { time: time.filter(isLast), value: value.filter(isLast) }
}

/**
 * What several series are together, at every time at which one of them tells something.
 * @param together of the values that hold then, by the place of their series; NaN where it does not hold
 */
export function merged(
  all: readonly Series[],
  holds: Millis,
  together: (values: Float64Array) => number,
): Series {
  const times = [...new Set(all.flatMap(({ time }) => [...time]))].toSorted((a, b) => a - b)
  const at = all.map(() => 0)
  const values = new Float64Array(all.length)
  const results = times.map((now) => {
    all.forEach(({ time, value }, k) => {
      while (at[k]! < time.length && time[at[k]!]! <= now) at[k]!++
      const last = at[k]! - 1
      values[k] = last >= 0 && now - time[last]! <= holds ? value[last]! : Number.NaN
    })
    return together(values)
  })
  const isKnown = (_: unknown, i: number) => Number.isFinite(results[i]!)
  return {
    time: Float64Array.from(times.filter(isKnown)),
    value: Float64Array.from(results.filter(isKnown)),
  }
}

/** The sum of those that hold. */
export const sumOfKnown = (values: Float64Array): number => {
  const known = values.filter((value) => !Number.isNaN(value))
  return known.length === 0 ? Number.NaN : known.reduce((a, b) => a + b, 0)
}
