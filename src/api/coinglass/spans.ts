import { DAY, HOUR, MINUTE } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'

/** Lengths of time as this contract names them. */

const WEEK: Millis = 7 * DAY
/** The epoch was a Thursday; weeks begin on Monday. */
const FIRST_MONDAY: Millis = 4 * DAY

const INTERVALS: ReadonlyMap<string, Millis> = new Map([
  ['1m', MINUTE],
  ['3m', 3 * MINUTE],
  ['5m', 5 * MINUTE],
  ['15m', 15 * MINUTE],
  ['30m', 30 * MINUTE],
  ['1h', HOUR],
  ['2h', 2 * HOUR],
  ['4h', 4 * HOUR],
  ['6h', 6 * HOUR],
  ['8h', 8 * HOUR],
  ['12h', 12 * HOUR],
  ['1d', DAY],
  ['1w', WEEK],
])

export const INTERVAL_NAMES: readonly string[] = [...INTERVALS.keys()]

/** The interval of a name such as `4h`, or in its older spelling `h4`; undefined where it is none. */
export function intervalOf(name: string): Millis | undefined {
  // Version 3 of the contract has months, whose name differs from minutes by its case alone.
  if (/^\s*\d+M\s*$/.test(name)) return undefined
  const text = name.trim().toLowerCase()
  return INTERVALS.get(text.replace(/^([mhdw])(\d+)$/, '$2$1'))
}

/** The start of the bucket that holds a time. */
export function bucketStart(time: Millis, interval: Millis): Millis {
  const offset = interval === WEEK ? FIRST_MONDAY : 0
  return Math.floor((time - offset) / interval) * interval + offset
}

const UNITS: Readonly<Record<string, Millis>> = { m: MINUTE, h: HOUR, d: DAY, y: 365 * DAY }

/** The length of a range such as `24h` or `1y`. */
export function rangeLength(name: string): Millis {
  const [, count, unit = ''] = /^(\d+)([mhdy])$/.exec(name) ?? []
  const length = UNITS[unit]
  if (length === undefined) throw new RangeError(`not a range: "${name}"`)
  return Number(count) * length
}
