import { timeSchema } from '../market/schema.ts'
import type { Millis } from '../market/units.ts'

const EARLIEST: Millis = timeSchema.minValue ?? Number.NEGATIVE_INFINITY
const LATEST: Millis = timeSchema.maxValue ?? Number.POSITIVE_INFINITY

export type TimeUnit = 's' | 'ms' | 'us'

const PER_MILLI: Readonly<Record<TimeUnit, number>> = { s: 0.001, ms: 1, us: 1_000 }
const UNIT_NAMES: Readonly<Record<TimeUnit, string>> = {
  s: 'seconds',
  ms: 'milliseconds',
  us: 'microseconds',
}

/** How the times of a file are written. */
export interface TimeFormat {
  readonly unit: TimeUnit
  /** Whether a date and time without a zone is UTC; without this it is refused. */
  readonly assumeUtc: boolean
}

/** A time, or why the text is none. `unit` is set where the text fits another unit than the one expected. */
export type TimeReading =
  | { readonly time: Millis }
  | { readonly reason: string; readonly unit?: TimeUnit }

const NUMBER = /^\d{1,17}$/
const ISO =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?)?\s?(Z|[+-]\d\d:?\d\d)?$/

const inRange = (time: Millis): boolean => time >= EARLIEST && time <= LATEST

/** The unit in which a whole number is a time between 2009 and 2100; the ranges do not overlap. */
export const likelyUnit = (value: number): TimeUnit | undefined =>
  (['ms', 's', 'us'] as const).find((unit) => inRange(Math.floor(value / PER_MILLI[unit])))

/** Reads a time: a whole number in the format's unit, or ISO 8601 with a zone. */
export function parseTime(text: string, format: TimeFormat): TimeReading {
  return NUMBER.test(text)
    ? parseEpoch(Number(text), format.unit)
    : parseIso(text, format.assumeUtc)
}

function parseEpoch(value: number, unit: TimeUnit): TimeReading {
  const time = Math.floor(value / PER_MILLI[unit])
  if (inRange(time)) return { time }
  const likely = likelyUnit(value)
  if (likely === undefined)
    return { reason: `is no time between 2009 and 2100 in ${UNIT_NAMES[unit]}` }
  return { reason: `looks like ${UNIT_NAMES[likely]}; say --time-unit ${likely}`, unit: likely }
}

function parseIso(text: string, assumeUtc: boolean): TimeReading {
  const parts = ISO.exec(text)
  if (parts === null)
    return { reason: 'is no time: use 2024-06-01T00:00:00Z or milliseconds since 1970' }
  const zone = parts[8]
  if (zone === undefined && !assumeUtc)
    return { reason: 'has no time zone: add Z, or say --assume-utc' }
  const [year, month, day, hour, minute, second] = parts
    .slice(1, 7)
    .map((part) => Number(part ?? 0))
  const milli = Number((parts[7] ?? '').slice(0, 3).padEnd(3, '0'))
  const numbers = [year, (month ?? 0) - 1, day, hour, minute, second, milli] as Parts
  const time = Date.UTC(...numbers)
  const date = new Date(time)
  const kept =
    date.getUTCMonth() === numbers[1] &&
    date.getUTCDate() === day &&
    (hour ?? 0) < 24 &&
    (minute ?? 0) < 60 &&
    (second ?? 0) < 60
  const offset = zoneOffset(zone)
  if (!kept || offset === undefined) return { reason: 'is no date and time of the calendar' }
  return inRange(time - offset)
    ? { time: time - offset }
    : { reason: 'is not between 2009 and 2100' }
}

type Parts = [number, number, number, number, number, number, number]

/** Milliseconds that a zone is ahead of UTC; undefined where there is none like it. */
function zoneOffset(zone: string | undefined): Millis | undefined {
  if (zone === undefined || zone === 'Z') return 0
  const hours = Number(zone.slice(1, 3))
  const minutes = Number(zone.slice(-2))
  if (hours > 14 || minutes > 59) return undefined
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000
}
