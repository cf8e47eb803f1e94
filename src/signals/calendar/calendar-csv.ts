import { MINUTE } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import { calendarOf, IMPACTS, refusedEntry } from './calendar.ts'
import type { Calendar, RefusedEntry, ScheduledEvent } from './calendar.ts'
import { asUtc } from './local-time.ts'

/** Columns that a file must have, in any order; others are passed over. */
const COLUMNS = ['time', 'title', 'impact'] as const

/**
 * The events of a CSV file (RFC 4180) with the columns time, title and impact. A time has its zone: Z or an
 * offset. An impact is high, medium or low, or empty where it is not known.
 */
export function readCalendarCsv(text: string): Calendar {
  const [head, ...rows] = csvRows(text.replace(/^\uFEFF/, ''))
  const names = head?.cells.map((name) => name.trim().toLowerCase()) ?? []
  const [time, title, impact] = COLUMNS.map((column) => names.indexOf(column))
  const missing = COLUMNS.find((column) => !names.includes(column))
  if (missing !== undefined) {
    const wanted = `a first line with the columns ${COLUMNS.join(', ')}`
    return calendarOf([], [refusedEntry(1, missing, head?.cells.join(',') ?? '', wanted)])
  }
  const events: ScheduledEvent[] = []
  const refused: RefusedEntry[] = []
  for (const { line, cells, isBroken } of rows) {
    const cell = (at: number | undefined): string => cells[at!]?.trim() ?? ''
    const read = isBroken
      ? refusedEntry(line, 'line', cells.join(','), 'a quote that is closed, doubled within')
      : eventOf(line, cell(time), cell(title), cell(impact))
    if ('wanted' in read) refused.push(read)
    else events.push(read)
  }
  return calendarOf(events, refused)
}

const LONGEST_TITLE = 200

function eventOf(
  line: number,
  time: string,
  title: string,
  impact: string,
): ScheduledEvent | RefusedEntry {
  const from = timeOf(time)
  if (from === undefined)
    return refusedEntry(line, 'time', time, 'a time with its zone, such as 2026-01-05T13:30:00Z')
  if (title === '') return refusedEntry(line, 'title', title, 'a title')
  const known = IMPACTS.find((one) => one === impact.toLowerCase())
  if (known === undefined && impact !== '')
    return refusedEntry(line, 'impact', impact, `${IMPACTS.join(', ')}, or nothing`)
  return { from, to: from, title: title.slice(0, LONGEST_TITLE), impact: known }
}

const TIME =
  /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(?:Z|([+-])(\d{2}):?(\d{2}))$/

function timeOf(text: string): Millis | undefined {
  const found = TIME.exec(text)
  if (found === null) return undefined
  const [year, month, day, hour, minute, second] = found
    .slice(1, 7)
    .map((part) => Number(part ?? 0))
  const [sign, hours, minutes] = [found[7], Number(found[8] ?? 0), Number(found[9] ?? 0)]
  const shown = asUtc({
    year: year!,
    month: month!,
    day: day!,
    hour: hour!,
    minute: minute!,
    second: second!,
  })
  if (shown === undefined || hours > 14 || minutes > 59) return undefined
  const offset = (60 * hours + minutes) * MINUTE
  return sign === '-' ? shown + offset : shown - offset
}

interface CsvRow {
  /** Where it begins, counted from 1. */
  readonly line: number
  readonly cells: readonly string[]
  /** A quote in it is not closed, or goes on after it. */
  readonly isBroken: boolean
}

/** One cell and what ends it: a quoted one, or one without quotes. */
const CELL = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n|\n|\r|$)/y

const REST_OF_LINE = /[^\r\n]*(?:\r\n|\n|\r|$)/y

/** Rows that hold something. A row that cannot be read ends with its line, so that the next is read. */
function csvRows(text: string): readonly CsvRow[] {
  const rows: CsvRow[] = []
  let [at, line] = [0, 1]
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    const found = pattern.exec(text)
    if (found === null) return null
    at += found[0].length
    line += found[0].match(/\r\n|\n|\r/g)?.length ?? 0
    return found
  }
  while (at < text.length) {
    const [begin, cells]: [number, string[]] = [line, []]
    let [goesOn, isBroken] = [true, false]
    while (goesOn) {
      const [, cell, end] = take(CELL) ?? []
      isBroken = cell === undefined
      cells.push(cell === undefined ? take(REST_OF_LINE)![0].trimEnd() : unquoted(cell))
      goesOn = end === ','
    }
    if (isBroken || cells.some((cell) => cell.trim() !== ''))
      rows.push({ line: begin, cells, isBroken })
  }
  return rows
}

const unquoted = (cell: string): string =>
  cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell
