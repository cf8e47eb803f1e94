import { DAY, HOUR, MINUTE, SECOND } from '../market/units.ts'
import type { Millis } from '../market/units.ts'

const UNITS: readonly (readonly [suffix: string, length: Millis])[] = [
  ['d', DAY],
  ['h', HOUR],
  ['m', MINUTE],
  ['s', SECOND],
]

const TEXT = /^([1-9]\d{0,4})([smhdw])$/

/** Names an interval by the largest unit that divides it: `1m`, `90s`, `4h`, `7d`; below a second `250ms`. */
export function intervalName(interval: Millis): string {
  const unit = UNITS.find(([, length]) => interval >= length && interval % length === 0)
  return unit === undefined ? `${interval}ms` : `${interval / unit[1]}${unit[0]}`
}

/**
 * Reads `15m`, `1h`, `1d`, `1w`: a whole number of seconds, minutes, hours, days or weeks, at most 366 days.
 * Months are no interval, since they differ in length. Undefined where the text is none.
 */
export function parseInterval(text: string): Millis | undefined {
  const parts = TEXT.exec(text)
  if (parts === null) return undefined
  const unit = parts[2] === 'w' ? 7 * DAY : UNITS.find(([suffix]) => suffix === parts[2])?.[1]
  if (unit === undefined) return undefined
  const interval = Number(parts[1]) * unit
  return interval <= 366 * DAY ? interval : undefined
}
