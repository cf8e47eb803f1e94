import type { Millis } from '../../market/units.ts'
import { localTime } from '../calendar/local-time.ts'

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
  const { hour, minute } = localTime(time, zone)
  const now = [hour, minute].map((part) => String(part).padStart(2, '0')).join(':')
  return from < to ? from <= now && now < to : from <= now || now < to
}
