import { join } from 'node:path'
import type { Feed, FeedMemory } from '../feed/feed.ts'
import type { Journal } from '../journal/journal.ts'
import type { StreamKind } from '../market/event.ts'
import type { MarketPulse } from '../pipeline/market-pulse.ts'
import type { PriceCheck } from '../pipeline/price-check.ts'
import type { SeenAddress, VenueReader } from '../venues/wire/reader.ts'
import { chooseInstruments } from './choose-instruments.ts'
import type { CollectorOptions } from './collector-options.ts'
import type { JournalTail } from './journal-tail.ts'
import type { MemoryFiles } from './memory-files.ts'
import { openQuarantine } from './quarantine-file.ts'

/** What is followed of every instrument, where the venue supplies it. */
const STREAMS: readonly StreamKind[] = [
  'trade',
  'liquidation',
  'liquidation-total',
  'open-interest',
  'mark-price',
  'funding-rate',
]

/** What is watched over all venues together. */
export interface MarketWatch {
  readonly prices: PriceCheck
  readonly pulse: MarketPulse
}

/** Opens the feed of a venue where its last run ended: what it says goes into the journal. */
export async function openVenue(
  reader: VenueReader,
  { config, openFeed, ports, directory, log }: CollectorOptions,
  journal: Journal,
  tail: JournalTail,
  files: MemoryFiles<FeedMemory>,
  { prices, pulse }: MarketWatch,
  onAddresses: (addresses: readonly SeenAddress[]) => void,
): Promise<Feed> {
  const { venue } = reader
  const kept = await files.read(venue)
  const lastProven = tail.lastProven(venue, kept?.lastProven)
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
      streams: streamsOf(reader),
      hosts,
      memory,
      known: tail.known(venue),
      othersSpeak: (_stream, instrument, since) => pulse.othersSpeak(instrument, since),
      onEvents(events) {
        const marked = prices.mark(events)
        pulse.push(marked)
        journal.append(marked)
      },
      onMemory: (next) => files.write(venue, next),
      onAddresses,
      onQuarantine: (frame) => quarantine.add(frame),
    },
    ports,
  )
}

/** What is followed of a venue: its trades, of which candles are made, or else its candles. */
function streamsOf({ supplies }: VenueReader): readonly StreamKind[] {
  const has = (kind: StreamKind) => supplies.some(({ stream }) => stream === kind)
  const streams = STREAMS.filter(has)
  return has('trade') || !has('candle') ? streams : ['candle', ...streams]
}
