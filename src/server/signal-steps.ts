import { DAY, HOUR, MINUTE } from '../market/units.ts'
import type { Millis } from '../market/units.ts'

/** At which times a map is read on the way to a time. */
export interface SignalSteps {
  /** The first reading. */
  readonly from: Millis
  /** Readings are so far apart up to `fineFrom`, and `fine` from there on. */
  readonly coarse: Millis
  readonly fineFrom: Millis
  readonly fine: Millis
}

const WEEK = 7 * DAY
/** Readings begin at least so long before, at the beginning of a week counted from 1970. */
const LOOK_BACK = 2 * WEEK

/**
 * Steps to a time: by the hour from two to three weeks before, every five minutes of its own UTC day. They
 * hang on the time and on where the map begins, on nothing else, so that the same past is read the same.
 * @param interval of the candles: no step is shorter
 */
export function stepsTo(time: Millis, mapFrom: Millis, interval: Millis): SignalSteps {
  const [coarse, fine] = [Math.max(HOUR, interval), Math.max(5 * MINUTE, interval)]
  const earliest = (Math.floor(mapFrom / coarse) + 1) * coarse
  const from = Math.max(earliest, Math.floor((time - LOOK_BACK) / WEEK) * WEEK)
  return { from, coarse, fineFrom: Math.max(from, Math.floor(time / DAY) * DAY), fine }
}

/** The times of the steps after a time, up to another, which is the last whether it is one or not. */
export function* timesBetween(
  { from, coarse, fineFrom, fine }: SignalSteps,
  after: Millis,
  to: Millis,
): Generator<Millis> {
  let last = after
  for (let time = from; time <= Math.min(fineFrom, to); time += coarse)
    if (time > after) yield (last = time)
  const first = Math.max(fineFrom, after)
  for (let time = (Math.floor(first / fine) + 1) * fine; time <= to; time += fine)
    yield (last = time)
  if (to > last) yield to
}
