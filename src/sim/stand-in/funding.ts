import { HOUR, type Millis } from '../../market/units.ts'

/** The first settlement after a time, at every eighth hour where nothing else is said. */
export const nextFunding = (time: Millis, interval: Millis = 8 * HOUR): Millis =>
  (Math.floor(time / interval) + 1) * interval

/** Settlements in [from, to). */
export function fundingTimes(from: Millis, to: Millis, interval: Millis = 8 * HOUR): Millis[] {
  const times: Millis[] = []
  for (let time = nextFunding(from - 1, interval); time < to; time += interval) times.push(time)
  return times
}
