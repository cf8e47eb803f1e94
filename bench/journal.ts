/**
 * The journal alone: a crash minute's rate of 5,000 liquidations and 40,000 trades a second for some
 * seconds, then what it can take at most, then reading all of it again.
 *
 *   npx tsx bench/journal.ts          10 s
 *   npx tsx bench/journal.ts 60       a minute
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as delay } from 'node:timers/promises'
import { openJournal } from '../src/journal/open-journal.ts'
import { readJournal } from '../src/journal/read-journal.ts'
import type { MarketEvent } from '../src/market/event.ts'
import { instrumentId, parseVenueId } from '../src/market/instrument.ts'
import type { VenueId } from '../src/market/instrument.ts'
import { quantity } from '../src/market/units.ts'
import { seededRandom } from '../src/market/seeded-random.ts'

const SECONDS = Number(process.argv[2] ?? 10)
const PER_SECOND = 45_000
/** Every ninth event is a liquidation. */
const LIQUIDATION_EVERY = 9
const TICK_MS = 10

const random = seededRandom(45)
const venue = parseVenueId('bybit') as VenueId
const instruments = Array.from({ length: 50 }, (_, i) => instrumentId(venue, `COIN${i}USDT`))

function event(n: number, receivedTime: number): MarketEvent {
  const header = {
    venue,
    instrument: instruments[n % instruments.length]!,
    exchangeTime: receivedTime - 40,
    receivedTime,
    price: Math.round(random() * 1e7) / 100,
    quantity: quantity(Math.round(random() * 1e5) / 1_000),
  }
  if (n % LIQUIDATION_EVERY === 0)
    return { ...header, type: 'liquidation', position: 'long', priceKind: 'bankruptcy' }
  return { ...header, type: 'trade', takerSide: 'buy', id: String(4_000_000_000 + n) }
}

/** A second of events, made beforehand: what is measured is the journal. */
const made = Array.from({ length: PER_SECOND }, (_, n) => event(n, Date.UTC(2025, 9, 10, 21)))

const percentile = (sorted: readonly number[], share: number): string =>
  (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN).toFixed(1)

const megabytes = (bytes: number): string => `${Math.round(bytes / 1_048_576)} MB`

const root = await mkdtemp(join(tmpdir(), 'isotherm-bench-journal-'))
try {
  const directory = join(root, 'journal')
  const latencies: number[] = []
  /** When events were given, and how many there were then. */
  const arrivals: { readonly until: number; readonly at: number }[] = []
  let committed = 0
  const journal = await openJournal({
    directory,
    onCommitted(records) {
      committed += records.length
      while (arrivals[0] !== undefined && arrivals[0].until <= committed)
        latencies.push(performance.now() - arrivals.shift()!.at)
    },
  })

  const loop = monitorEventLoopDelay({ resolution: 1 })
  const cpu = process.cpuUsage()
  const began = performance.now()
  let given = 0
  let peak = 0
  loop.enable()
  while (performance.now() - began < SECONDS * 1_000) {
    const due = Math.floor(((performance.now() - began) / 1_000) * PER_SECOND)
    const events: MarketEvent[] = []
    while (given < due) events.push(made[given++ % made.length]!)
    arrivals.push({ until: given, at: performance.now() })
    journal.append(events)
    peak = Math.max(peak, process.memoryUsage.rss())
    // oxlint-disable-next-line no-await-in-loop -- the rate that is asked for
    await delay(TICK_MS)
  }
  await journal.flush()
  loop.disable()
  const seconds = (performance.now() - began) / 1_000
  const { user, system } = process.cpuUsage(cpu)
  latencies.sort((a, b) => a - b)
  console.log(
    [
      `${committed} events in ${seconds.toFixed(1)} s: ${Math.round(committed / seconds)} events/s`,
      `given to on the disk: p50 ${percentile(latencies, 0.5)} ms, p99 ${percentile(latencies, 0.99)} ms, most ${percentile(latencies, 1)} ms`,
      `loop delay: p99 ${(loop.percentile(99) / 1e6).toFixed(1)} ms; ${Math.round((user + system) / 1e4 / seconds)} % of a core; peak ${megabytes(peak)}`,
    ].join('\n'),
  )

  const most = Array.from({ length: 500_000 }, (_, n) => made[n % made.length]!)
  const burst = performance.now()
  journal.append(most)
  await journal.flush()
  const took = (performance.now() - burst) / 1_000
  console.log(`at most: ${Math.round(most.length / took)} events/s`)
  await journal.close()

  const reading = performance.now()
  let records = 0
  let bytes = 0
  const onProgress = (_: number, total: number) => (bytes = total)
  for await (const items of readJournal(directory, { onProgress })) records += items.length
  const read = (performance.now() - reading) / 1_000
  console.log(
    `read again: ${records} records, ${(bytes / records).toFixed(0)} bytes each, ${Math.round(records / read)} records/s`,
  )
} finally {
  await rm(root, { recursive: true, force: true })
}
