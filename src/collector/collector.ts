import { join } from 'node:path'
import type { Backfill } from '../api/live.ts'
import type { Feed, FeedMemory, OpenFeed, VenueStatus } from '../feed/feed.ts'
import type { FeedPorts } from '../feed/ports.ts'
import type { Journal, JournalHealth, JournalItem, JournalOptions } from '../journal/journal.ts'
import type { MarketEvent, StreamKind } from '../market/event.ts'
import type { Instrument, InstrumentId } from '../market/instrument.ts'
import { SECOND } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import type { History } from '../store/history.ts'
import type { VenueReader } from '../venues/wire/reader.ts'
import { openAnswered } from './answered-file.ts'
import { runBackfill } from './backfill.ts'
import { chooseInstruments } from './choose-instruments.ts'
import type { CollectorConfig } from './config.ts'
import { JournalTail } from './journal-tail.ts'
import { every } from './every.ts'
import { openMemoryFiles } from './memory-files.ts'
import { openQuarantine } from './quarantine-file.ts'
import { followRiskTiers } from './risk-tier-file.ts'
import type { RiskTierFile } from './risk-tier-file.ts'

export interface CollectorOptions {
  readonly readers: readonly VenueReader[]
  readonly config: CollectorConfig
  /** The data folder: `journal/`, `feeds/` and `quarantine/` lie in it. */
  readonly directory: string
  readonly history: History
  readonly riskTiers: RiskTierFile
  readonly ports: FeedPorts
  readonly openFeed: OpenFeed
  readonly openJournal: (options: JournalOptions) => Promise<Journal>
  /** All of a journal in order, in batches. */
  readonly readJournal: (directory: string) => AsyncIterable<readonly JournalItem[]>
  /** Events that are on the disk, in the order of the journal: at first those of earlier runs. */
  readonly onEvents: (events: readonly MarketEvent[]) => void
  /** The journal of earlier runs has been handed out: what comes now is new. */
  readonly onReplayed: () => void
  readonly onInstruments: (instruments: readonly Instrument[]) => void
  readonly onBackfill: (progress: Backfill) => void
  /** The history of an instrument has grown by rows from `from` on. */
  readonly onHistory: (instrument: InstrumentId, from: Millis) => void
  readonly onJournalHealth: (health: JournalHealth) => void
  readonly log: CollectorLog
}

export interface CollectorLog {
  readonly info: (message: string) => void
  readonly warn: (message: string) => void
}

/** Feeds, journal and back-fill, running. */
export interface Collector {
  venues(): readonly VenueStatus[]
  journal(): JournalHealth
  /** Stops the feeds, which write what gaps are open, then the journal. */
  close(): Promise<void>
}

/** What is followed of every instrument, where the venue supplies it. */
const STREAMS: readonly StreamKind[] = [
  'trade',
  'liquidation',
  'liquidation-total',
  'open-interest',
  'mark-price',
  'funding-rate',
]

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
  let isReplaying = true
  const early: MarketEvent[] = []
  const journal = await options.openJournal({
    directory: journalFolder,
    onCommitted(records) {
      const events = records.map(({ event }) => event)
      // What is written while the old records are still handed out follows them.
      if (isReplaying) early.push(...events)
      else options.onEvents(events)
    },
    onHealth: options.onJournalHealth,
  })
  await replayJournal(options, journal, journalFolder, tail)
  options.onReplayed()
  options.onEvents(early)
  isReplaying = false

  const memory = openMemoryFiles(join(options.directory, 'feeds'), log.warn)
  const feeds = await Promise.all(
    readers.map(async (reader) => ({
      reader,
      feed: await openVenue(reader, options, journal, tail, memory),
    })),
  )
  const stopClock = tellTime(clock, journal)
  const stopListing = followLists(
    feeds.map(({ feed }) => feed),
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

  return {
    venues: () => feeds.map(({ feed }) => feed.status()),
    journal: () => journal.health(),
    async close() {
      stopping.abort()
      stopClock()
      stopListing()
      for (const stop of stopTiers) stop()
      await Promise.all(feeds.map(({ feed }) => feed.close()))
      await backfilled
      await memory.settle()
      await journal.close()
    },
  }
}

/** Hands out what the journal holds; what is damaged becomes a gap of every stream that was followed. */
async function replayJournal(
  { readJournal, onEvents, log }: CollectorOptions,
  journal: Journal,
  folder: string,
  tail: JournalTail,
): Promise<void> {
  const upTo = journal.recovery.next
  for await (const items of readJournal(folder)) {
    const events: MarketEvent[] = []
    for (const item of items) {
      if (item.type === 'record') {
        if (item.record.number < upTo) events.push(item.record.event)
        continue
      }
      const { damage } = item
      log.warn(
        `the journal is damaged at byte ${damage.offset} of ${damage.segment} (${damage.kind}): ` +
          `${damage.lostTo - damage.lostFrom} records are lost`,
      )
      tail.push(events)
      if (damage.after === undefined || damage.lostTo === damage.lostFrom) continue
      const to = damage.before ?? damage.after
      events.push(...tail.gapsOf(damage.after, to, 'a damaged stretch of the journal'))
    }
    tail.push(events)
    onEvents(events)
  }
}

async function openVenue(
  reader: VenueReader,
  { config, openFeed, ports, directory, log }: CollectorOptions,
  journal: Journal,
  tail: JournalTail,
  files: ReturnType<typeof openMemoryFiles>,
): Promise<Feed> {
  const { venue } = reader
  const kept = await files.read(venue)
  const lastProven = { ...kept?.lastProven, ...tail.lastProven(venue) }
  const memory: FeedMemory = { version: 1, ...kept, lastProven }
  const quarantine = openQuarantine(join(directory, 'quarantine', `${venue}.jsonl`), log.warn)
  const hosts = Object.fromEntries(
    Object.entries(config.venueUrls)
      .filter(([name]) => name.startsWith(`${venue}.`))
      .map(([name, url]) => [name.slice(venue.length + 1), [url] as const]),
  )
  return openFeed(
    {
      reader,
      choose: (listed) => chooseInstruments(config.instruments, listed),
      streams: STREAMS.filter((kind) => reader.supplies.some(({ stream }) => stream === kind)),
      hosts,
      memory,
      known: tail.known(venue),
      onEvents: (events) => journal.append(events),
      onMemory: (next) => files.write(venue, next),
      onQuarantine: (frame) => quarantine.add(frame),
    },
    ports,
  )
}

/** Writes the time into the journal. Receipt never goes back, also where the clock is set back. */
function tellTime(clock: FeedPorts['clock'], journal: Journal): () => void {
  let last = 0
  return every(clock, CLOCK_EVERY, () => {
    last = Math.max(last, clock.wall())
    journal.append([{ type: 'clock', exchangeTime: last, receivedTime: last }])
  })
}

/** Stores the definitions of followed instruments as venues list them. */
function followLists(feeds: readonly Feed[], options: CollectorOptions): () => void {
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
    onInstruments(changed)
    history
      .putInstruments(changed)
      .catch((error: unknown) => log.warn(`cannot store instruments: ${String(error)}`))
  })
}
