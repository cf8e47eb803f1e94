import { HOUR, MINUTE, SECOND } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import type { Outcome } from './channel.ts'
import type { OutboxRow } from './outbox-records.ts'

/** Waits before the five attempts that follow the first: 30 minutes in all. */
export const RETRY_AFTER: readonly Millis[] = [
  30 * SECOND,
  2 * MINUTE,
  5 * MINUTE,
  8 * MINUTE,
  14.5 * MINUTE,
]

/** However often a receiver asks to wait. */
const GIVEN_UP_AFTER = 24 * HOUR

/** A receiver that asks for more is asked again after so long. */
const LONGEST_WAIT = HOUR

/** What becomes of a row by the outcome of an attempt. */
export function afterAttempt(
  row: OutboxRow,
  outcome: Outcome,
  now: Millis,
): Pick<OutboxRow, 'state' | 'attempts' | 'time'> {
  if (outcome.result !== 'again')
    return { state: outcome.result, attempts: row.attempts, time: now }
  // To wait as told is no failure of the receiver.
  const attempts = row.attempts + (outcome.after === undefined ? 1 : 0)
  const wait =
    outcome.after === undefined
      ? RETRY_AFTER[row.attempts]
      : Math.min(Math.max(outcome.after, SECOND), LONGEST_WAIT)
  const isOver = wait === undefined || now - row.alert.time > GIVEN_UP_AFTER
  return { state: isOver ? 'dead' : 'waiting', attempts, time: isOver ? now : now + wait }
}

/** How long a `Retry-After` header asks to wait; undefined where it cannot be read. */
export function retryAfter(header: string | undefined, now: Millis): Millis | undefined {
  if (header === undefined) return undefined
  if (/^\d{1,10}(?:\.\d{1,6})?$/.test(header)) return Number(header) * SECOND
  const date = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} /.test(header) ? Date.parse(header) : NaN
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}
