import { isStampedAtOnce } from '../market/event.ts'
import type { MarketEvent, OrderBook } from '../market/event.ts'
import type { InstrumentId } from '../market/instrument.ts'
import { SECOND } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import { rememberedFor } from './seen-events.ts'
import type { SeenEvents } from './seen-events.ts'
import { heard } from './stream-track.ts'
import type { Said, StreamTrack } from './stream-track.ts'
import type { FeedTime, Tracks } from './tracks.ts'
import type { VenueClock } from './venue-clock.ts'

/**
 * Where events come from. Of the past alone: what a venue repeats to whoever subscribes, and what it
 * was asked for (history, a book).
 */
export type Source = 'live' | 'repeated' | 'asked'

export interface IntakeOptions {
  readonly tracks: Tracks
  readonly seen: SeenEvents
  readonly venueTime: VenueClock
  readonly time: FeedTime
  readonly write: (events: readonly MarketEvent[]) => void
  readonly count: (what: 'events' | 'duplicates' | 'untracked', by: number) => void
}

/** Takes in events: those that are followed and new are written, and prove their streams. */
export interface Intake {
  /** @returns the streams that spoke */
  take(events: readonly MarketEvent[], source: Source): readonly StreamTrack[]
}

/** A picture of the book this often is all that is kept. */
const BOOK_EVERY: Millis = 10 * SECOND

type Trackable = Pick<
  Exclude<MarketEvent, { type: 'clock' | 'gap' | 'stream-state' }>,
  'type' | 'instrument'
>

/** What one frame says of one stream. */
type Spoken = { -readonly [Key in keyof Said]: Said[Key] }

export function intake(options: IntakeOptions): Intake {
  const { tracks, seen, venueTime, time, count } = options
  const books = new Map<InstrumentId, Millis>()

  /** Whether a picture of this book is due. */
  function isDue(book: OrderBook, monotonic: Millis): boolean {
    const last = books.get(book.instrument)
    if (last !== undefined && monotonic - last < BOOK_EVERY) return false
    books.set(book.instrument, monotonic)
    return true
  }

  /** Candles that fill a gap of trades belong to the trades. */
  function trackOf({ type, instrument }: Trackable, source: Source): StreamTrack | undefined {
    const track = tracks.get(type, instrument)
    const fillsTrades = track === undefined && source === 'asked' && type === 'candle'
    return fillsTrades ? tracks.get('trade', instrument) : track
  }

  return {
    take(events, source) {
      if (events.length === 0) return []
      const now = time.moment()
      const spoken = new Map<StreamTrack, Spoken>()
      const fresh: MarketEvent[] = []
      let untracked = 0
      let duplicates = 0
      for (const event of events) {
        if (event.type === 'clock' || event.type === 'gap' || event.type === 'stream-state')
          continue
        const track = trackOf(event, source)
        if (track === undefined || track.health === 'ended') {
          untracked++
          continue
        }
        if (source === 'live') {
          // Not the venue's stamp, but the time of receipt by the machine's clock.
          const isUnstamped = event.exchangeTime === event.receivedTime
          note(
            spoken,
            track,
            event,
            isUnstamped ? venueTime.readTo() : event.exchangeTime,
            isUnstamped ? now.latest : event.exchangeTime,
          )
          if (isStampedAtOnce(event)) venueTime.heard(event.exchangeTime, event.receivedTime)
        }
        if (source === 'repeated' && isForgotten(track, event, now.venue)) {
          duplicates++
          continue
        }
        track.lastTaken = Math.max(track.lastTaken ?? 0, event.exchangeTime)
        if (event.type === 'order-book' && !isDue(event, now.monotonic)) continue
        if (seen.add(event, now.venue)) fresh.push(event)
        else duplicates++
      }
      if (untracked > 0) count('untracked', untracked)
      if (duplicates > 0) count('duplicates', duplicates)
      if (fresh.length > 0) count('events', fresh.length)
      const before = [...spoken.keys()].map((track) => ({ track, was: { ...track } }))
      const changes = [...spoken].flatMap(([track, said]) =>
        tracks.tell(track, heard(track, said, now)),
      )
      try {
        if (fresh.length + changes.length > 0) options.write([...changes, ...fresh])
      } catch (error) {
        // Nobody has taken these events: they prove nothing.
        for (const { track, was } of before) Object.assign(track, was)
        throw error
      }
      return [...spoken.keys()]
    },
  }
}

/**
 * Whether a repeated event may be one that was known and has been forgotten: venues repeat the last
 * hundred trades, which are of hours ago where little is traded. What came before the newest event
 * of its stream was stored then, or lies in a gap.
 */
const isForgotten = (track: StreamTrack, event: MarketEvent, now: Millis): boolean =>
  event.exchangeTime <= (track.lastTaken ?? 0) && event.exchangeTime < now - rememberedFor(event)

function note(
  spoken: Map<StreamTrack, Spoken>,
  track: StreamTrack,
  event: MarketEvent,
  time: Millis,
  end: Millis,
): void {
  const said = spoken.get(track)
  const contiguousFrom = event.type === 'candle' ? event.openTime : undefined
  if (said === undefined) spoken.set(track, { time, end, events: 1, contiguousFrom })
  else {
    said.time = Math.max(said.time, time)
    said.end = Math.max(said.end, end)
    said.events++
    if (contiguousFrom !== undefined && contiguousFrom < (said.contiguousFrom ?? 0))
      said.contiguousFrom = contiguousFrom
  }
}
