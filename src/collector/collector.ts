import { setMaxListeners } from 'node:events'
import { join } from 'node:path'
import type { Feed, FeedMemory, VenueStatus } from '../feed/feed.ts'
import type { FeedPorts } from '../feed/ports.ts'
import type { Journal, JournalHealth } from '../journal/journal.ts'
import type { MarketEvent } from '../market/event.ts'
import type { Instrument, InstrumentId, VenueId } from '../market/instrument.ts'
import { SECOND } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import type { MeasuredLevels } from '../pipeline/measured-levels.ts'
import { MarketPulse } from '../pipeline/market-pulse.ts'
import { PriceCheck } from '../pipeline/price-check.ts'
import { openAnswered } from './answered-file.ts'
import { runBackfill } from './backfill.ts'
import { openBookDesk } from './book-desk.ts'
import type { BookDesk } from './book-desk.ts'
import { chooseInstruments, commonName } from './choose-instruments.ts'
import { JournalTail } from './journal-tail.ts'
import { every } from './every.ts'
import { openMemoryFiles } from './memory-files.ts'
import { keepHouse } from './journal-keeper.ts'
import { observeVenues } from './observe-venues.ts'
import { openVenue } from './open-venue.ts'
import { recentlyStored } from './recently-stored.ts'
import { replayJournal } from './replay-journal.ts'
import { followRiskTiers } from './risk-tier-file.ts'
import type { CollectorOptions } from './collector-options.ts'

/** Feeds, journal and back-fill, running. */
export interface Collector {
  /** Whether positions of a venue's accounts are observed. */
  measures(venue: VenueId): boolean
  /** True liquidation levels where a venue shows positions; undefined where it does not. */
  measured(instrument: InstrumentId, zoom: number): MeasuredLevels | undefined
  /** The order book of an instrument, which is kept in step while somebody asks for it. */
  book: BookDesk['ask']
  venues(): readonly VenueStatus[]
  journal(): JournalHealth
  /** How many events wait to be written. */
  waiting(): number
  /** Stops the feeds, which write what gaps are open, then the journal. */
  close(): Promise<void>
}

/** How often time is told, so that buckets close where nothing is traded. */
const CLOCK_EVERY: Millis = 5 * SECOND

/**
 * Opens the journal, hands out what it holds, then connects to the venues. Start and recovery are
 * the same path. Throws where the journal cannot be opened.
 */
export async function openCollector(options: CollectorOptions): Promise<Collector> {
  const { readers, config, ports, log } = options
  const { clock } = ports
  const tail = new JournalTail()
  const journalFolder = join(options.directory, 'journal')
  const positions = await observeVenues(options)
  const tell = (events: readonly MarketEvent[]) => {
    positions.onEvents(events)
    options.onEvents(events)
  }
  let isReplaying = true
  const early: MarketEvent[] = []
  const journal = await options.openJournal({
    directory: journalFolder,
    onCommitted(records) {
      const events = records.map(({ event }) => event)
      // What is written while the old records are still handed out follows them.
      if (isReplaying) early.push(...events)
      else tell(events)
    },
    onHealth: options.onJournalHealth,
  })
  const { from, through } = await options.keeper.needed()
  const both = options.readJournal(journalFolder, { from, to: through })
  const stored = await recentlyStored(options.history, both, clock.wall())
  tail.remember(stored)
  options.onEvents(stored)
  const items = options.readJournal(journalFolder, { from })
  await replayJournal(items, journal, tail, options.onEvents, log)
  options.onReplayed()
  tell(early)
  isReplaying = false

  const memory = openMemoryFiles<FeedMemory>(join(options.directory, 'feeds'), log.warn)
  const bases = new Map<InstrumentId, string>()
  const baseOf = (instrument: InstrumentId) => bases.get(instrument)
  const watch = { prices: new PriceCheck(baseOf), pulse: new MarketPulse(baseOf) }
  const feeds = await Promise.all(
    readers.map(async (reader) => {
      const seen = positions.seenBy(reader.venue)
      return { reader, feed: await openVenue(reader, options, journal, tail, memory, watch, seen) }
    }),
  )
  tail.release()
  positions.start(feeds)
  const stopClock = tellTime(clock, journal)
  const stopListing = followLists(
    feeds.map(({ feed }) => feed),
    bases,
    options,
  )
  const followed = (feed: Feed) => () => chooseInstruments(config.instruments, feed.listed())
  const stopTiers = feeds.map(({ reader, feed }) =>
    followRiskTiers(reader, feed, followed(feed), {
      file: options.riskTiers,
      clock,
      onProblem: log.warn,
    }),
  )
  const stopping = new AbortController()
  // One listener a venue; Node warns of a leak from the eleventh on.
  setMaxListeners(0, stopping.signal)
  const answered = await openAnswered(join(options.directory, 'backfill.json'), log.warn)
  const backfilled = runBackfill(
    {
      venues: feeds.map(({ reader, feed }) => ({
        reader,
        feed,
        followed: followed(feed),
      })),
      length: config.backfill,
      history: options.history,
      answered,
      clock,
      onProgress: options.onBackfill,
      onStored: options.onHistory,
      onProblem: log.warn,
    },
    stopping.signal,
  ).catch((error: unknown) => log.warn(`the back-fill has stopped: ${String(error)}`))

  const stopKeeping = keepHouse(options, clock)
  const books = openBookDesk(
    feeds.map(({ reader, feed }) => ({ venue: reader.venue, feed })),
    clock,
  )

  return {
    measures: (venue) => positions.measures(venue),
    measured: (instrument, zoom) => positions.levels(instrument, zoom),
    book: (instrument) => books.ask(instrument),
    venues: () => feeds.map(({ feed }) => feed.status()),
    journal: () => journal.health(),
    waiting: () => journal.waiting(),
    async close() {
      stopping.abort()
      stopClock()
      stopListing()
      books.close()
      for (const stop of stopTiers) stop()
      positions.close()
      await Promise.all(feeds.map(({ feed }) => feed.close()))
      await Promise.all([backfilled, stopKeeping()])
      await Promise.all([memory.settle(), positions.settle()])
      await journal.close()
    },
  }
}

/** Writes the time into the journal. Receipt never goes back, also where the clock is set back. */
function tellTime(clock: FeedPorts['clock'], journal: Journal): () => void {
  let last = 0
  return every(clock, CLOCK_EVERY, () => {
    last = Math.max(last, clock.wall())
    journal.append([{ type: 'clock', exchangeTime: last, receivedTime: last }])
  })
}

/** Stores the definitions of followed instruments as venues list them, and notes their coins. */
function followLists(
  feeds: readonly Feed[],
  bases: Map<InstrumentId, string>,
  options: CollectorOptions,
): () => void {
  const { config, history, onInstruments, ports, log } = options
  const stored = new Map<InstrumentId, string>()
  const isNew = (instrument: Instrument) => {
    const text = JSON.stringify(instrument)
    if (stored.get(instrument.id) === text) return false
    stored.set(instrument.id, text)
    return true
  }
  return every(ports.clock, SECOND, () => {
    const changed = feeds
      .flatMap((feed) => {
        const chosen = new Set(chooseInstruments(config.instruments, feed.listed()))
        return feed
          .listed()
          .flatMap(({ instrument }) => (chosen.has(instrument.id) ? instrument : []))
      })
      .filter(isNew)
    if (changed.length === 0) return
    for (const { id, base } of changed) bases.set(id, commonName(base))
    onInstruments(changed)
    history
      .putInstruments(changed)
      .catch((error: unknown) => log.warn(`cannot store instruments: ${String(error)}`))
  })
}
