import { DAY, HOUR } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'

/** The times at which a map is read on the way to a time, and what it says is remembered. */
export interface SignalSteps {
  /** The first step. */
  readonly from: Millis
  /** Steps lie on its whole multiples. */
  readonly every: Millis
}

const WEEK = 7 * DAY
/** Steps begin at least so long before, at the beginning of a week counted from 1970. */
const LOOK_BACK = 2 * WEEK

/**
 * Steps to a time, by the hour from two to three weeks before. They lie on whole hours whenever the
 * reading begins, so that what is first seen at one has the same name for whoever reads it.
 * @param interval of the candles: no step is shorter
 */
export function stepsTo(time: Millis, mapFrom: Millis, interval: Millis): SignalSteps {
  const every = Math.max(HOUR, interval)
  const week = Math.floor((time - LOOK_BACK) / WEEK) * WEEK
  const first = Math.max(week, mapFrom + 1)
  return { from: Math.ceil(first / every) * every, every }
}

/** The steps after a time, up to another. */
export function* stepsBetween(
  { from, every }: SignalSteps,
  after: Millis,
  to: Millis,
): Generator<Millis> {
  const first = Math.ceil(Math.max(from, after + 1) / every) * every
  for (let time = first; time <= to; time += every) yield time
}
