import type { Suspicion } from '../../market/event.ts'
import { SECOND } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import { decimal } from './decimal.ts'

/** How far ahead of us a venue's clock may be. */
const MOST_AHEAD: Millis = 5 * SECOND

/** 2010-01-01: no market we read is older, so a smaller number is in another unit. */
const OLDEST: Millis = 1_262_304_000_000

export interface EventTime {
  readonly exchangeTime: Millis
  readonly suspect?: Suspicion
}

/**
 * The venue's time of an event in whole UTC milliseconds. A time that cannot be right (missing, in
 * the future, before 2010 and so in another unit) gives the time of receipt, marked as suspect.
 * @param millis as the venue's manifest says its unit is, already in milliseconds
 */
export function eventTime(millis: unknown, receivedTime: Millis): EventTime {
  const time = plausibleTime(millis, receivedTime)
  return time === undefined
    ? { exchangeTime: receivedTime, suspect: 'time' }
    : { exchangeTime: time }
}

/** A time in whole UTC milliseconds between 2010 and a moment from now; undefined for anything else. */
export function plausibleTime(millis: unknown, receivedTime: Millis): Millis | undefined {
  const time = decimal(millis)
  const known = time !== undefined && time >= OLDEST && time <= receivedTime + MOST_AHEAD
  return known ? Math.floor(time) : undefined
}
