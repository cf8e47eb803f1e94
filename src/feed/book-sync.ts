import type { BookLevel, OrderBook } from '../market/event.ts'
import type { InstrumentId } from '../market/instrument.ts'
import { MINUTE, SECOND } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import type { BookUpdate, ListedInstrument, VenueReader } from '../venues/wire/reader.ts'
import type { Connection } from './connection.ts'
import type { HeldBook } from './feed.ts'
import { orderBook } from './order-book.ts'
import type { OrderBookKeeper } from './order-book.ts'
import type { FeedPorts } from './ports.ts'
import { RequestError } from './requester.ts'
import type { Requester } from './requester.ts'
import { topicIndex } from './topic-index.ts'

/** Keeps the order books of a venue in step with its stream. */
export interface BookSync {
  apply(connection: Connection, update: BookUpdate): void
  /** The venue shows its book as a whole each time. */
  replace(connection: Connection, book: OrderBook): void
  /** The book of an instrument that was heard last, if it is in step and not older than some seconds. */
  read(instrument: InstrumentId): HeldBook | undefined
  /** The process cannot keep up: changes are let go for a while, and the books fetched anew after. */
  shed(): void
  /** The connection lost something: all of its books need a snapshot. */
  invalidate(connection: Connection): void
  /** The connection has ended, and its books with it. */
  forget(connection: Connection): void
  close(): void
}

export interface BookSyncOptions {
  readonly reader: VenueReader
  readonly ports: FeedPorts
  readonly requester: Requester
  readonly stamp: () => Millis
  readonly listed: (instrument: InstrumentId) => ListedInstrument | undefined
  /** A book has followed its stream: the stream is proven. */
  readonly onApplied: (connection: Connection, update: BookUpdate) => void
  readonly onBook: (book: OrderBook) => void
  readonly onBroken: (error: unknown) => void
}

const LEVELS = 50
const BOOK_EVERY: Millis = 10 * SECOND
/** Spread of the requests after everything was cut at once. */
const JITTER: Millis = 2 * SECOND
const ON_ITS_WAY: Millis = 3 * SECOND
const TRIES = 5
const COOL_DOWN: Millis = MINUTE
/** How long books are let go where the process cannot keep up. */
const SHED_FOR: Millis = 10 * SECOND

/** A book that has not changed for so long is not shown: those of markets change several times a second. */
const STALE_AFTER: Millis = 15 * SECOND

const asPair = ({ price, quantity }: BookLevel) => [price, quantity] as const

interface Kept {
  readonly connection: Connection
  readonly instrument: InstrumentId
  readonly keeper: OrderBookKeeper
  /** When it last followed its stream, and the times of what it followed. */
  heard: (Pick<HeldBook, 'exchangeTime' | 'receivedTime'> & { readonly at: Millis }) | undefined
  shown: Millis
  tries: number
  wanted: boolean
  notBefore: Millis
}

export function bookSync(options: BookSyncOptions): BookSync {
  const { reader, ports, requester } = options
  const books = new Map<Connection, Map<InstrumentId, Kept>>()
  const closing = new AbortController()
  /** Books that need a snapshot. One is asked for at a time. */
  const line: Kept[] = []
  let cancelTimer: (() => void) | undefined
  let asking = false
  let shedUntil: Millis = 0
  const now = () => ports.clock.monotonic()

  function find(connection: Connection, instrument: InstrumentId): Kept {
    const same = books.get(connection) ?? new Map<InstrumentId, Kept>()
    books.set(connection, same)
    const kept = same.get(instrument) ?? {
      connection,
      instrument,
      keeper: orderBook(),
      heard: undefined,
      shown: Number.NEGATIVE_INFINITY,
      tries: 0,
      wanted: false,
      notBefore: 0,
    }
    same.set(instrument, kept)
    return kept
  }

  function want(kept: Kept): void {
    if (kept.wanted) return
    kept.wanted = true
    kept.tries++
    kept.notBefore = now() + ports.random() * JITTER
    // A book that is sent to whoever subscribes may be on its way.
    if (reader.bookSnapshot === undefined) kept.notBefore += ON_ITS_WAY
    if (kept.tries > TRIES) {
      kept.notBefore = now() + COOL_DOWN
      kept.tries = 1
    }
    line.push(kept)
    pump()
  }

  /** Asks for the next snapshot that is due. */
  function pump(): void {
    if (asking || cancelTimer !== undefined || line.length === 0 || closing.signal.aborted) return
    line.sort((a, b) => a.notBefore - b.notBefore)
    const wait = (line[0]?.notBefore ?? 0) - now()
    cancelTimer = ports.clock.after(Math.max(0, Math.ceil(wait)), () => {
      cancelTimer = undefined
      const kept = line.shift()
      if (kept === undefined) return
      if (kept.connection.ended) pump()
      else if (reader.bookSnapshot === undefined) {
        kept.wanted = false
        // The venue sends the whole book to whoever subscribes.
        const topic = topicIndex(kept.connection.plan).find('order-book', kept.instrument)
        const isThere = kept.keeper.best(1) !== undefined
        if (topic !== undefined && !isThere) kept.connection.resubscribe([topic])
        pump()
      } else void ask(kept)
    })
  }

  async function ask(kept: Kept): Promise<void> {
    const listed = options.listed(kept.instrument)
    if (listed === undefined || reader.bookSnapshot === undefined) return
    asking = true
    try {
      const asked = await requester.ask(reader.bookSnapshot(listed), 'live', closing.signal)
      kept.wanted = false
      // A snapshot for a connection that has ended would be mixed with another one's changes.
      if (!kept.connection.ended && asked.value !== undefined) use(kept, asked.value)
      else if (!kept.connection.ended) want(kept)
    } catch (error) {
      if (closing.signal.aborted) return
      kept.wanted = false
      if (error instanceof RequestError) want(kept)
      else options.onBroken(error)
    } finally {
      asking = false
      pump()
    }
  }

  function use(kept: Kept, update: BookUpdate): void {
    const step = kept.keeper.apply(update, now())
    if (step === 'resync' || step === 'buffered') want(kept)
    if (step !== 'applied') return
    kept.tries = 0
    const { exchangeTime } = update
    kept.heard = { at: now(), exchangeTime, receivedTime: options.stamp() }
    options.onApplied(kept.connection, update)
    if (now() - kept.shown < BOOK_EVERY) return
    const best = kept.keeper.best(LEVELS)
    const listed = options.listed(kept.instrument)
    if (best === undefined || listed === undefined) return
    kept.shown = now()
    options.onBook({
      type: 'order-book',
      venue: listed.instrument.venue,
      instrument: kept.instrument,
      exchangeTime: update.exchangeTime,
      receivedTime: options.stamp(),
      ...best,
    })
  }

  return {
    apply(connection, update) {
      if (now() >= shedUntil) use(find(connection, update.instrument), update)
    },
    replace(connection, { instrument, exchangeTime, receivedTime, bids, asks }) {
      const kept = find(connection, instrument)
      const sides = { bids: bids.map(asPair), asks: asks.map(asPair) }
      kept.keeper.apply(
        { instrument, kind: 'snapshot', exchangeTime, first: 0, last: 0, ...sides },
        now(),
      )
      kept.heard = { at: now(), exchangeTime, receivedTime }
    },
    read(instrument) {
      let newest: Kept | undefined
      for (const [connection, same] of books) {
        const kept = same.get(instrument)
        if (kept?.heard === undefined || connection.ended) continue
        if (kept.heard.at >= (newest?.heard?.at ?? Number.NEGATIVE_INFINITY)) newest = kept
      }
      if (newest?.heard === undefined || now() - newest.heard.at > STALE_AFTER) return undefined
      const best = newest.keeper.best(Number.POSITIVE_INFINITY)
      const [bid, ask] = [best?.bids[0], best?.asks[0]]
      // Bids above asks are wrong, if only for a moment.
      if (best === undefined || (bid && ask && bid.price >= ask.price)) return undefined
      const { exchangeTime, receivedTime } = newest.heard
      return { exchangeTime, receivedTime, ...best }
    },
    shed() {
      shedUntil = now() + SHED_FOR
      // What is left out now cannot be joined to what comes after: begin with nothing.
      books.clear()
    },
    invalidate(connection) {
      for (const kept of books.get(connection)?.values() ?? []) {
        kept.keeper.invalidate()
        want(kept)
      }
    },
    forget(connection) {
      books.delete(connection)
    },
    close() {
      closing.abort()
      cancelTimer?.()
    },
  }
}
