import type { Millis } from '../../market/units.ts'
import { DAY, HOUR } from '../../market/units.ts'

/** 1970-01-01 was a Thursday, the fourth day after a Sunday. */
const isWeekend = (time: Millis): boolean => ((Math.floor(time / DAY) + 4) % 7) % 6 === 0

/** 0 by night, up to 1 in the afternoon (UTC). */
const daylight = (time: Millis): number =>
  Math.max(0, Math.sin((((time % DAY) / HOUR - 7) / 24) * 2 * Math.PI))

/** Volatility over what it usually is, by the hour of the day and the day of the week. */
export const volatilitySeason = (time: Millis): number =>
  (isWeekend(time) ? 0.75 : 1) * (0.85 + 0.3 * daylight(time))

/** Openings over what they usually are. */
export const activitySeason = (time: Millis): number =>
  (isWeekend(time) ? 0.7 : 1) * (0.8 + 0.4 * daylight(time))
