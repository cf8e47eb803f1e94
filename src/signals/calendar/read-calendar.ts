import type { Calendar } from './calendar.ts'
import { readCalendarCsv } from './calendar-csv.ts'
import { readIcs } from './calendar-ics.ts'

/** The events of a file that is iCalendar where it begins like one, else CSV. */
export const readCalendar = (text: string): Calendar =>
  /^\uFEFF?\s*BEGIN:/i.test(text) ? readIcs(text) : readCalendarCsv(text)
