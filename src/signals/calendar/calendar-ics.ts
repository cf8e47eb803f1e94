import { DAY, HOUR, MINUTE, SECOND } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import { calendarOf, refusedEntry } from './calendar.ts'
import type { Calendar, Impact, RefusedEntry, ScheduledEvent } from './calendar.ts'
import { contentLines } from './ics-lines.ts'
import type { ContentLine } from './ics-lines.ts'
import { asUtc, inZone, isZone } from './local-time.ts'
import type { LocalTime } from './local-time.ts'

/**
 * The events of an iCalendar file (RFC 5545). Read are VEVENTs with DTSTART in UTC (`…Z`), with a TZID that is
 * an IANA name, or a whole date, which is taken for that day of UTC; with DTEND, DURATION or neither;
 * SUMMARY is the title, PRIORITY 1–4 is of high impact, 5 of medium, 6–9 of low. Refused are times
 * without a zone, zones of other names, repetitions and cancelled events. Other components are passed over.
 */
export function readIcs(text: string): Calendar {
  const events: ScheduledEvent[] = []
  const refused: RefusedEntry[] = []
  const lines = contentLines(text)
  const [first] = lines
  if (first?.name !== 'BEGIN' || first.value.toUpperCase() !== 'VCALENDAR')
    refused.push(
      refusedEntry(1, 'BEGIN', first?.value ?? '', 'a file that begins with BEGIN:VCALENDAR'),
    )
  const open: ContentLine[] = []
  let event: Map<string, ContentLine> | undefined
  for (const line of lines) {
    if (line.name === 'BEGIN') {
      open.push(line)
      if (isEvent(line)) event = new Map()
    } else if (line.name === 'END') {
      const begun = open.pop()
      if (begun === undefined || begun.value.toUpperCase() !== line.value.toUpperCase()) {
        const wanted = begun ? `END:${begun.value} first` : 'no END without a BEGIN'
        refused.push(refusedEntry(line.line, 'END', line.value, wanted))
        if (begun) open.push(begun)
      } else if (event && isEvent(begun)) {
        const read = eventOf(begun, event)
        if ('wanted' in read) refused.push(read)
        else events.push(read)
        event = undefined
      }
    } else if (line.isBroken)
      refused.push(
        refusedEntry(line.line, 'line', line.value, 'NAME:value or NAME;PARAMETER=value:value'),
      )
    // What an alarm within an event says is not the event's.
    else if (event && isEvent(open.at(-1)!) && !event.has(line.name)) event.set(line.name, line)
  }
  for (const { line, value } of open)
    refused.push(refusedEntry(line, 'BEGIN', value, `an END:${value} after it`))
  return calendarOf(events, refused)
}

const isEvent = ({ value }: ContentLine): boolean => value.toUpperCase() === 'VEVENT'

function eventOf(
  { line }: ContentLine,
  given: ReadonlyMap<string, ContentLine>,
): ScheduledEvent | RefusedEntry {
  for (const field of ['RRULE', 'RDATE']) {
    const repeats = given.get(field)
    if (repeats) return refusedEntry(repeats.line, field, repeats.value, 'one VEVENT for each time')
  }
  const status = given.get('STATUS')
  if (status?.value.toUpperCase() === 'CANCELLED')
    return refusedEntry(status.line, 'STATUS', status.value, 'an event that takes place')
  const start = given.get('DTSTART')
  if (start === undefined) return refusedEntry(line, 'DTSTART', '', 'a beginning')
  const from = timeOf(start)
  if (typeof from !== 'number') return from
  const to = endOf(given, from, isDate(start))
  if (typeof to !== 'number') return to
  const impact = impactOf(given.get('PRIORITY'))
  if (impact !== undefined && typeof impact === 'object') return impact
  return { from, to, title: titleOf(given.get('SUMMARY')), impact }
}

/** A beginning alone is a moment, or where it is a date a day. */
function endOf(
  given: ReadonlyMap<string, ContentLine>,
  from: Millis,
  isDay: boolean,
): Millis | RefusedEntry {
  const [end, duration] = [given.get('DTEND'), given.get('DURATION')]
  if (end !== undefined) {
    const to = timeOf(end)
    if (typeof to !== 'number' || to >= from) return to
    return refusedEntry(end.line, 'DTEND', end.value, 'an end that is not before the beginning')
  }
  if (duration === undefined) return isDay ? from + DAY : from
  const length = durationOf(duration.value)
  if (length !== undefined) return from + length
  return refusedEntry(duration.line, 'DURATION', duration.value, 'a duration such as PT30M or P1D')
}

const isDate = ({ value }: ContentLine): boolean => /^\d{8}$/.test(value)

function timeOf({ line, name, value, parameters }: ContentLine): Millis | RefusedEntry {
  const [, year, month, day, hour, minute, second, utc] =
    /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z?))?$/.exec(value) ?? []
  const refuse = (wanted: string) => refusedEntry(line, name, value, wanted)
  if (year === undefined) return refuse('a time such as 20260105T133000Z')
  const [h, m, s] = [hour ?? '0', minute ?? '0', second ?? '0'].map(Number)
  const local: LocalTime = {
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: h!,
    minute: m!,
    // A leap second, which RFC 5545 allows, is the second before.
    second: s === 60 ? 59 : s!,
  }
  const zone = parameters.get('TZID')
  if (hour !== undefined && utc !== 'Z') {
    if (zone === undefined) return refuse('a time that ends in Z, or a TZID')
    if (!isZone(zone))
      return refusedEntry(line, `${name};TZID`, zone, 'an IANA name such as America/New_York')
    return inZone(local, zone) ?? refuse('a date and a time of day that there are')
  }
  return asUtc(local) ?? refuse('a date and a time of day that there are')
}

const of = (count: string | undefined, unit: Millis): Millis => Number(count ?? 0) * unit

function durationOf(text: string): Millis | undefined {
  const [whole, weeks, days, hours, minutes, seconds] =
    /^\+?P(?:(\d{1,4})W|(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?)?)$/.exec(
      text,
    ) ?? []
  if (whole === undefined || !/\d/.test(whole)) return undefined
  return (
    of(weeks, 7 * DAY) + of(days, DAY) + of(hours, HOUR) + of(minutes, MINUTE) + of(seconds, SECOND)
  )
}

function impactOf(priority: ContentLine | undefined): Impact | undefined | RefusedEntry {
  if (priority === undefined || priority.value === '0') return undefined
  if (!/^[1-9]$/.test(priority.value))
    return refusedEntry(priority.line, 'PRIORITY', priority.value, 'a whole number from 0 to 9')
  const rank = Number(priority.value)
  if (rank === 5) return 'medium'
  return rank < 5 ? 'high' : 'low'
}

const LONGEST_TITLE = 200

function titleOf(summary: ContentLine | undefined): string {
  const text = (summary?.value ?? '').replaceAll(/\\([nN,;\\])/g, (_, escaped: string) =>
    escaped.toLowerCase() === 'n' ? ' ' : escaped,
  )
  return text.trim().slice(0, LONGEST_TITLE) || '(no title)'
}
