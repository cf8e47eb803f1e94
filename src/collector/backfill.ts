import type { Backfill } from '../api/live.ts'
import { venueName } from '../api/venue-name.ts'
import type { Feed } from '../feed/feed.ts'
import type { FeedClock } from '../feed/ports.ts'
import type { MarketEvent, StreamKind } from '../market/event.ts'
import type { Instrument, InstrumentId } from '../market/instrument.ts'
import { MINUTE, SECOND } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import type { History } from '../store/history.ts'
import type { VenueReader } from '../venues/wire/reader.ts'
import type { Answered } from './answered-file.ts'
import { planBackfill } from './backfill-plan.ts'
import type { BackfillTask } from './backfill-plan.ts'

/** A venue whose history is to be fetched. */
export interface BackfillVenue {
  readonly reader: VenueReader
  readonly feed: Pick<Feed, 'history' | 'listed'>
  /** Which of the listed instruments are followed. */
  readonly followed: () => readonly InstrumentId[]
}

export interface BackfillOptions {
  readonly venues: readonly BackfillVenue[]
  readonly length: Millis
  readonly history: Pick<History, 'append'>
  readonly answered: Answered
  readonly clock: FeedClock
  readonly onProgress: (progress: Backfill) => void
  /** Rows of an instrument have been stored, the oldest of them at `from`. */
  readonly onStored: (instrument: InstrumentId, from: Millis) => void
  readonly onProblem: (message: string) => void
}

/** What the map needs: candles to sweep and to age, open interest to open and to close. */
const KINDS: readonly StreamKind[] = ['candle', 'open-interest']

/** Wait before a venue that failed is asked again, doubled at each failure in a row. */
const FIRST_WAIT: Millis = 15 * SECOND
const LONGEST_WAIT: Millis = 10 * MINUTE

/**
 * Fetches the history of the last days that is not stored yet: the venues side by side, each at the
 * pace of its limits, the newest day first. Resolves when all is fetched or the signal aborts; a
 * venue that fails is asked again, for ever.
 */
export async function runBackfill(options: BackfillOptions, signal: AbortSignal): Promise<void> {
  const { venues, onProgress } = options
  const left = new Map<string, number>()
  let total = 0
  const report = (state: Backfill['state'], note: string | null) => {
    const waiting = [...left.values()].reduce((sum, count) => sum + count, 0)
    onProgress({ state, done: total - waiting, total, note })
  }
  if (options.length === 0 || venues.length === 0) return report('idle', null)
  report('running', 'asking venues what they list')
  await Promise.all(
    venues.map((venue) =>
      backfillVenue(venue, options, signal, {
        planned(count) {
          const before = left.get(venue.reader.venue) ?? 0
          left.set(venue.reader.venue, count)
          total += Math.max(0, count - before)
        },
        done: (task) => {
          left.set(venue.reader.venue, (left.get(venue.reader.venue) ?? 1) - 1)
          report('running', `${task.instrument}: ${task.stream} from ${isoDay(task.from)}`)
        },
        failed: (message) => report('waiting', message),
      }),
    ),
  )
  if (!signal.aborted) report('done', null)
}

interface Progress {
  planned(count: number): void
  done(task: BackfillTask): void
  failed(message: string): void
}

async function backfillVenue(
  venue: BackfillVenue,
  options: BackfillOptions,
  signal: AbortSignal,
  progress: Progress,
): Promise<void> {
  const { clock, onProblem } = options
  let failures = 0
  while (!signal.aborted) {
    const tasks = plan(venue, options)
    try {
      if (tasks === undefined)
        throw new Error(`${venueName(venue.reader.venue)} has not told what it lists yet`)
      progress.planned(tasks.length)
      if (tasks.length === 0) return
      for (const task of tasks) {
        // One piece after the other: the newest is to be there first, and limits are the venue's.
        // oxlint-disable-next-line no-await-in-loop
        await fetchPiece(venue, task, options, signal)
        failures = 0
        progress.done(task)
      }
      return
    } catch (error) {
      if (signal.aborted) return
      const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** failures++)
      const reason = error instanceof Error ? error.message : String(error)
      progress.failed(reason)
      if (tasks !== undefined) onProblem(`back-fill of ${venue.reader.venue}: ${reason}`)
      // oxlint-disable-next-line no-await-in-loop
      await pause(clock, tasks === undefined ? SECOND : wait, signal)
    }
  }
}

/** What is left to ask of a venue; undefined while its list is not known. */
function plan(
  { reader, feed, followed }: BackfillVenue,
  { answered, clock, length }: BackfillOptions,
): readonly BackfillTask[] | undefined {
  if (feed.listed().length === 0) return undefined
  const wanted = followed().flatMap((instrument) =>
    KINDS.flatMap((stream) => {
      const history = reader.history?.[stream]
      if (history === undefined) return []
      const { interval, reach } = history
      const known = answered.of(seriesName(instrument, stream))
      return [{ instrument, stream, interval, reach, answered: known }]
    }),
  )
  return planBackfill(wanted, clock.wall(), length)
}

const seriesName = (instrument: InstrumentId, stream: StreamKind) => `${instrument} ${stream}`

async function fetchPiece(
  { feed }: BackfillVenue,
  task: BackfillTask,
  { history, answered, onStored }: BackfillOptions,
  signal: AbortSignal,
): Promise<void> {
  const { instrument, stream, from, to } = task
  const events: MarketEvent[] = []
  for await (const page of feed.history(instrument, stream, from, to, signal)) events.push(...page)
  const definition: Instrument | undefined = feed
    .listed()
    .find((one) => one.instrument.id === instrument)?.instrument
  if (events.length > 0) await history.append(events, definition && [definition])
  await answered.add(seriesName(instrument, stream), { from, to })
  if (events.length > 0) onStored(instrument, from)
}

/** Resolves after a time or when the signal aborts. */
function pause(clock: FeedClock, wait: Millis, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const finish = () => {
      cancel()
      signal.removeEventListener('abort', finish)
      done()
    }
    const cancel = clock.after(wait, finish)
    signal.addEventListener('abort', finish)
    if (signal.aborted) finish()
  })
}

const isoDay = (time: Millis): string => new Date(time).toISOString().slice(0, 10)
