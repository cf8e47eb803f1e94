import type { Millis } from '../market/units.ts'

/** Hours of the day, by the clock of a place, in which a rule keeps still. */
export interface QuietHours {
  /** HH:MM; where `to` is not later than `from`, the hours go on past midnight. */
  readonly from: string
  readonly to: string
  /** IANA name, for instance Europe/Berlin: summer time is that of the place. */
  readonly zone: string
}

/** Whether the clock of the place shows a time in the quiet hours: from the first minute to before the last. */
export function isQuiet(time: Millis, { from, to, zone }: QuietHours): boolean {
  const now = clockIn(zone).format(time)
  return from < to ? from <= now && now < to : from <= now || now < to
}

/** Whether a name is a time zone that this machine knows. Offsets like +02:00 have no summer time. */
export function isZone(zone: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{1,63}$/.test(zone)) return false
  try {
    clockIn(zone)
    return true
  } catch {
    return false
  }
}

const clocks = new Map<string, Intl.DateTimeFormat>()

function clockIn(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone)
  if (known !== undefined) return known
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  clocks.set(zone, clock)
  return clock
}
