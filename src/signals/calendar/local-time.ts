import { DAY, SECOND } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'

/** A date and a time of day on some clock. */
export interface LocalTime {
  readonly year: number
  /** From 1. */
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
}

/** A local time as if its clock showed UTC; undefined where there is no such date or time of day. */
export function asUtc({ year, month, day, hour, minute, second }: LocalTime): Millis | undefined {
  const time = Date.UTC(year, month - 1, day, hour, minute, second)
  const date = new Date(time)
  const isSame =
    date.getUTCFullYear() === year &&
    date.getUTCMonth() === month - 1 &&
    date.getUTCDate() === day &&
    date.getUTCHours() === hour &&
    date.getUTCMinutes() === minute &&
    date.getUTCSeconds() === second
  return isSame ? time : undefined
}

/**
 * When a clock of a place shows a local time. As RFC 5545 3.3.5 has it: the first of two such times in
 * autumn; a time that the clock leaves out in spring by the offset from before.
 * @param zone an IANA name that is known
 */
export function inZone(local: LocalTime, zone: string): Millis | undefined {
  const shown = asUtc(local)
  if (shown === undefined) return undefined
  const [before, after] = [shown - DAY, shown + DAY].map((time) => shown - offsetAt(time, zone))
  const isRight = (time: Millis): boolean => time + offsetAt(time, zone) === shown
  return isRight(before!) || !isRight(after!) ? before : after
}

/** What a clock of a place shows less UTC. */
const offsetAt = (time: Millis, zone: string): Millis =>
  asUtc(localTime(time, zone))! - Math.floor(time / SECOND) * SECOND

/** What a clock of a place shows. */
export function localTime(time: Millis, zone: string): LocalTime {
  const parts = clockOf(zone).formatToParts(time)
  const part = (type: Intl.DateTimeFormatPartTypes): number =>
    Number(parts.find((one) => one.type === type)!.value)
  return {
    year: part('year'),
    month: part('month'),
    day: part('day'),
    hour: part('hour'),
    minute: part('minute'),
    second: part('second'),
  }
}

/** Whether a name is a time zone that this machine knows. Offsets like +02:00 have no summer time. */
export function isZone(zone: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{1,63}$/.test(zone)) return false
  try {
    clockOf(zone)
    return true
  } catch {
    return false
  }
}

const clocks = new Map<string, Intl.DateTimeFormat>()

function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone)
  if (known !== undefined) return known
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  clocks.set(zone, clock)
  return clock
}
