import type { Millis } from '../../market/units.ts'

const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z$/

/** A time written as ISO text in UTC, in milliseconds; undefined where it is none. */
export function isoTime(value: unknown): Millis | undefined {
  const time = typeof value === 'string' && ISO.test(value) ? Date.parse(value) : Number.NaN
  return Number.isNaN(time) ? undefined : time
}
