import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Backfill } from '../api/live.ts'
import type { Feed, FeedOptions } from '../feed/feed.ts'
import type { FeedPorts } from '../feed/ports.ts'
import { openJournal } from '../journal/open-journal.ts'
import { readJournal } from '../journal/read-journal.ts'
import type { MarketEvent } from '../market/event.ts'
import { instrumentId, parseVenueId } from '../market/instrument.ts'
import { quantity } from '../market/units.ts'
import { openHistory } from '../store/history.ts'
import type { History } from '../store/history.ts'
import type { VenueReader } from '../venues/wire/reader.ts'
import { openCollector } from './collector.ts'
import { DEFAULT_CONFIG } from './config.ts'
import { openRiskTiers } from './risk-tier-file.ts'

const venue = parseVenueId('bybit')!
const btc = instrumentId(venue, 'BTCUSDT')
const start = Date.UTC(2026, 10, 22)

const liquidation = (at: number): MarketEvent => ({
  type: 'liquidation',
  venue,
  instrument: btc,
  exchangeTime: at,
  receivedTime: at,
  position: 'long',
  price: 80_000,
  priceKind: 'bankruptcy',
  quantity: quantity(1),
})
const healthy: MarketEvent = {
  type: 'stream-state',
  venue,
  instrument: btc,
  exchangeTime: start,
  receivedTime: start,
  stream: 'liquidation',
  health: 'quiet',
}

let folder: string
let history: History
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isotherm-collector-'))
  history = await openHistory(join(folder, 'history'))
})
afterEach(async () => {
  await history.close()
  await rm(folder, { recursive: true, force: true })
})

/** Opens a collector over feeds that say what the test lets them say. */
async function open() {
  const told: string[] = []
  const opened: FeedOptions[] = []
  const warnings: string[] = []
  const clock: FeedPorts['clock'] = {
    wall: () => start,
    monotonic: () => 0,
    after: () => () => undefined,
  }
  const reader = {
    venue,
    supplies: [{ stream: 'liquidation' }, { stream: 'trade' }, { stream: 'order-book' }],
  } as unknown as VenueReader
  const collector = await openCollector({
    readers: [reader],
    config: { ...DEFAULT_CONFIG, backfill: 0, venueUrls: { 'bybit.rest': 'http://127.0.0.1:1' } },
    directory: folder,
    history,
    riskTiers: await openRiskTiers(join(folder, 'risk-tiers.json'), () => undefined),
    ports: { clock } as unknown as FeedPorts,
    openFeed(options) {
      opened.push(options)
      return {
        status: () => ({ venue }),
        listed: () => [],
        close: () => Promise.resolve(options.onEvents([liquidation(start + 99)])),
      } as unknown as Feed
    },
    openJournal: (options) => openJournal(options),
    readJournal: (directory, range) => readJournal(directory, range),
    keeper: {
      needed: () => Promise.resolve({ from: 0, through: 0 }),
      compact: () => Promise.resolve({ records: 0, until: undefined }),
      retain: () => Promise.resolve([]),
    },
    onEvents: (events) =>
      told.push(...events.filter(({ type }) => type !== 'clock').map((one) => summary(one))),
    onReplayed: () => told.push('replayed'),
    onInstruments: () => undefined,
    onBackfill: (_progress: Backfill) => undefined,
    onHistory: () => undefined,
    onCompaction: () => undefined,
    onLongStored: () => Promise.resolve(),
    onJournalHealth: () => undefined,
    log: { info: () => undefined, warn: (text) => warnings.push(text) },
  })
  return { collector, told, feed: opened[0]!, warnings }
}

const summary = (event: MarketEvent): string =>
  event.type === 'gap'
    ? `gap ${event.stream} ${event.from - start}..${event.exchangeTime - start}`
    : `${event.type} ${event.exchangeTime - start}`

test('hands out what earlier runs recorded, then what is new, and closes the journal last', async () => {
  const first = await open()
  first.feed.onEvents([healthy, liquidation(start + 1)])
  await first.collector.close()
  expect(first.told).toEqual(['replayed', 'stream-state 0', 'liquidation 1', 'liquidation 99'])

  const second = await open()
  expect(second.told).toEqual(['stream-state 0', 'liquidation 1', 'liquidation 99', 'replayed'])
  expect(second.feed.memory?.lastProven).toEqual({ [`liquidation ${btc}`]: start + 99 })
  expect(second.feed.known).toEqual([liquidation(start + 1), liquidation(start + 99)])
  expect(second.feed.streams).toEqual(['trade', 'liquidation'])
  expect(second.feed.hosts).toEqual({ rest: ['http://127.0.0.1:1'] })
  await second.collector.close()
})

test('fault 58: a flipped byte costs its record, which becomes a gap', async () => {
  const first = await open()
  first.feed.onEvents([healthy, liquidation(start + 10), liquidation(start + 20)])
  await first.collector.close()
  const journal = join(folder, 'journal')
  const [segment = ''] = (await readdir(journal)).filter((name) => name.endsWith('.log'))
  const text = await readFile(join(journal, segment), 'latin1')
  const at = text.indexOf(String(start + 10))
  expect(at).toBeGreaterThan(0)
  await writeFile(join(journal, segment), `${text.slice(0, at)}9${text.slice(at + 1)}`, 'latin1')

  const second = await open()
  expect(second.told).toEqual([
    'stream-state 0',
    'gap liquidation 0..20',
    'liquidation 20',
    'liquidation 99',
    'replayed',
  ])
  expect(second.warnings).toEqual([expect.stringContaining('1 records are lost')])
  await second.collector.close()
})
