import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { SECOND } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import type { Calendar } from '../../signals/calendar/calendar.ts'
import { readCalendar } from '../../signals/calendar/read-calendar.ts'

/** A calendar as it was last read whole. */
export interface KnownCalendar extends Calendar {
  readonly readAt: Millis
  /** Why the file as it is now is not used; undefined where it is. */
  readonly problem: string | undefined
}

/** Scheduled events as a file of the operator has them, which may be changed while it is served. */
export interface CalendarFile {
  now(): Promise<KnownCalendar>
}

export interface CalendarFileOptions {
  readonly path: string
  /** UTC milliseconds. */
  readonly now: () => Millis
  readonly onProblem: (message: string) => void
}

/** It is looked whether a file has changed at most so often. */
const LOOK_EVERY = 5 * SECOND
/** Some ten thousand events. */
const MOST_BYTES = 2 ** 20
/** Entries that cannot be read are logged up to so many. */
const MOST_LOGGED = 10

/** Throws an Error of one sentence where the file cannot be used. */
export async function openCalendarFile(options: CalendarFileOptions): Promise<CalendarFile> {
  const { path, now, onProblem } = options
  const first = await stampOf(path)
  let known: KnownCalendar = { ...(await read(options)), readAt: now(), problem: undefined }
  let stamp = first
  let lookedAt = now()
  let looking: Promise<void> | undefined

  async function look(): Promise<void> {
    try {
      const seen = await stampOf(path)
      if (seen === stamp) return
      // Tried once: what cannot be used now can not before it changes again.
      stamp = seen
      known = { ...(await read(options)), readAt: now(), problem: undefined }
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error)
      if (problem !== known.problem) onProblem(`the calendar ${problem}; the one before is kept`)
      known = { ...known, problem }
      if (error instanceof Error && 'isGone' in error) stamp = undefined
    }
  }

  return {
    async now() {
      if (looking === undefined && Math.abs(now() - lookedAt) >= LOOK_EVERY) {
        lookedAt = now()
        looking = look().finally(() => (looking = undefined))
      }
      await looking
      return known
    },
  }
}

/** Differs where a file has changed. */
async function stampOf(path: string): Promise<string | undefined> {
  try {
    const { mtimeMs, size, ino } = await stat(path)
    return `${mtimeMs} ${size} ${ino}`
  } catch (error) {
    throw Object.assign(cannotBeRead(error), { isGone: true })
  }
}

async function read({ path, onProblem }: CalendarFileOptions): Promise<Calendar> {
  const calendar = readCalendar(await textOf(path))
  const { events, refused } = calendar
  const [first] = refused
  // A file that was named by mistake is all refusals.
  if (events.length === 0 && first !== undefined)
    throw new Error(
      `holds no event that can be read: line ${first.line}, ${first.field}: wanted is ${first.wanted}`,
    )
  for (const { line, field, value, wanted } of refused.slice(0, MOST_LOGGED))
    onProblem(
      `the calendar lacks what line ${line} holds: ${field} "${value}", wanted is ${wanted}`,
    )
  return calendar
}

async function textOf(path: string): Promise<string> {
  // Opened before it is known to be one, a pipe would wait for ever.
  if (!(await stat(path)).isFile()) throw new Error('is no file')
  const chunks: Buffer[] = []
  try {
    for await (const chunk of createReadStream(path, { end: MOST_BYTES })) chunks.push(chunk)
  } catch (error) {
    throw cannotBeRead(error)
  }
  const bytes = Buffer.concat(chunks)
  if (bytes.length > MOST_BYTES) throw new Error(`is larger than ${MOST_BYTES} bytes`)
  return bytes.toString('utf8')
}

const cannotBeRead = (error: unknown): Error => {
  const { code } = error as NodeJS.ErrnoException
  return new Error(`cannot be read: ${code === 'ENOENT' ? 'it does not exist' : code}`, {
    cause: error,
  })
}
