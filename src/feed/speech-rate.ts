import { DAY, HOUR } from '../market/units.ts'
import type { Millis } from '../market/units.ts'

/** How often a stream speaks, learnt over the past days. */
export interface SpeechRate {
  /** Events were heard. */
  count(events: number): void
  /** Time passed in which the stream was listened to. */
  listen(time: Millis): void
  /** Events that a silence of this length should have held, cautiously: a few events prove little. */
  expected(silence: Millis): number
  perHour(): number | undefined
}

/** After this time what was learnt counts 1/e as much. */
const MEMORY: Millis = 7 * DAY
/** What an earlier run knew counts as if learnt over this time. */
const EARLIER: Millis = DAY

/**
 * Part of a silence that counts as time in which the stream could have spoken. If all of it did, the
 * silence of a stream that is known for minutes would explain itself; if none did, a burst of
 * liquidations at the start would be missed for hours.
 */
const SILENCE_COUNTS = 1 / 4

/** Silence is no accident where it would happen by chance less than once in a million: e^-13.8. */
export const TELLING = 13.8

/** @param knownPerHour the rate that an earlier run had learnt */
export function speechRate(knownPerHour?: number): SpeechRate {
  let time = knownPerHour === undefined ? 0 : EARLIER
  let events = ((knownPerHour ?? 0) * time) / HOUR
  /** Time since the last event. */
  let silent = 0
  return {
    count(more) {
      const kept = Math.exp(-silent / MEMORY)
      events = events * kept + more
      time = time * kept + silent
      silent = 0
    },
    listen(more) {
      silent += more
    },
    expected: (silence) =>
      time === 0
        ? 0
        : (Math.max(0, events - 2 * Math.sqrt(events)) / (time + SILENCE_COUNTS * silent)) *
          silence,
    perHour: () => (time + silent === 0 ? undefined : (events / (time + silent)) * HOUR),
  }
}
