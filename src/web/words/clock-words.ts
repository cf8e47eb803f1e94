import { formatAge } from '../../api/format.ts'

const two = (value: number): string => String(value).padStart(2, '0')

/** 12:34:56 in UTC. */
export function formatClock(time: number): string {
  const date = new Date(time)
  return `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`
}

const dayOf = (time: number): string => new Date(time).toISOString().slice(5, 10)

/** 12:34:56, or with its day in front where that is not the day of `now`. */
export const formatMoment = (time: number, now: number): string =>
  dayOf(time) === dayOf(now) ? formatClock(time) : `${dayOf(time)} ${formatClock(time)}`

/** "14 s ago". */
export const formatAgo = (time: number, now: number): string => `${formatAge(now - time)} ago`
