import type { Millis } from '../../market/units.ts'

const YEAR_2010 = Date.UTC(2010, 0, 1)
const YEAR_2100 = Date.UTC(2100, 0, 1)
const UNITS = [0.001, 1, 1_000, 1_000_000]

/**
 * Where a leaf may be a time: times that cannot be right, in the same form. A number counts as a
 * time if it lies between 2010 and 2100 in seconds, milliseconds, microseconds or nanoseconds.
 */
export function wrongTimes(leaf: unknown, receivedTime: Millis): unknown[] {
  const future = receivedTime + 3_600_000
  if (typeof leaf === 'string' && /^\d{4}-\d\d-\d\dT/.test(leaf))
    return ['1970-01-01T00:00:00.000Z', new Date(future).toISOString(), '2026-99-99T00:00:00Z']
  const number =
    typeof leaf === 'number'
      ? leaf
      : /^\d{10,19}(?:\.\d+)?$/.test(String(leaf))
        ? Number(leaf)
        : NaN
  const unit = UNITS.find(
    (perMilli) => number / perMilli > YEAR_2010 && number / perMilli < YEAR_2100,
  )
  if (unit === undefined) return []
  const wrong = [
    0,
    Math.floor(number / 1_000),
    Math.floor(number) * 1_000,
    Math.floor(future * unit),
  ]
  return typeof leaf === 'number' ? wrong : wrong.map(String)
}
