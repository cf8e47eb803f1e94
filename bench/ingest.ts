/**
 * How much one core takes in: frames → decoder → what is already known → journal (fsynced groups) →
 * live market, in one process, at a steady rate. Frames have the venues' documented shapes with
 * generated numbers.
 *
 *   npx tsx bench/ingest.ts [--seconds 20] [--liquidations 5000] [--trades 40000]
 *   npx tsx bench/ingest.ts --replay ../shared/data/binance-raw-ws/btcusdt-2024-07-19.gz
 */
import { createReadStream, mkdtempSync, rmSync, statSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { createGunzip } from 'node:zlib'
import { openJournal } from '../src/journal/open-journal.ts'
import { instrumentId, parseVenueId } from '../src/market/instrument.ts'
import type { Instrument } from '../src/market/instrument.ts'
import { createLive } from '../src/server/live/live.ts'
import { findReader } from '../src/venues/readers.ts'
import type { Decoder, ListedInstrument } from '../src/venues/wire/reader.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '20' },
    liquidations: { type: 'string', default: '5000' },
    trades: { type: 'string', default: '40000' },
    replay: { type: 'string' },
  },
})

const SYMBOLS = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT']

/** Milliseconds between two bursts of frames, as a socket gives them. */
const BEAT = 10
const PER_FRAME = 25

function listed(venue: string): readonly ListedInstrument[] {
  const id = parseVenueId(venue)!
  return SYMBOLS.map((symbol) => {
    const instrument: Instrument = {
      id: instrumentId(id, symbol),
      venue: id,
      symbol,
      base: symbol.slice(0, 3),
      quote: 'USDT',
      contract: 'linear',
      contractSize: 1,
      tickSize: 0.1,
    }
    return { instrument, wireName: symbol, trading: true }
  })
}

const decoder = (venue: string): Decoder => findReader(venue)!.decoder(listed(venue))

let tradeId = 0
/** https://developers.binance.com/docs/derivatives/usds-margined-futures/websocket-market-streams/Aggregate-Trade-Streams */
function tradeFrame(now: number): string {
  const id = ++tradeId
  const s = SYMBOLS[id % SYMBOLS.length]!
  const p = (60_000 + (id % 500) / 10).toFixed(1)
  const data = {
    e: 'aggTrade',
    E: now,
    s,
    a: id,
    p,
    q: '0.012',
    f: id,
    l: id,
    T: now,
    m: id % 2 === 0,
  }
  return JSON.stringify({ stream: `${s.toLowerCase()}@aggTrade`, data })
}

let liquidation = 0
/** https://bybit-exchange.github.io/docs/v5/websocket/public/all-liquidation */
function liquidationFrame(now: number): string {
  const s = SYMBOLS[liquidation % SYMBOLS.length]!
  const data = Array.from({ length: PER_FRAME }, () => {
    const v = (0.001 + (++liquidation % 10_000) / 1_000).toFixed(3)
    return {
      T: now,
      s,
      S: liquidation % 2 === 0 ? 'Buy' : 'Sell',
      v,
      p: (59_000 + (liquidation % 9_000)).toFixed(1),
    }
  })
  return JSON.stringify({ topic: `allLiquidation.${s}`, type: 'snapshot', ts: now, data })
}

async function ingest(): Promise<void> {
  const seconds = Number(values.seconds)
  const directory = mkdtempSync(join(tmpdir(), 'isotherm-ingest-'))
  const live = createLive(
    [...listed('binance'), ...listed('bybit')].map(({ instrument }) => instrument),
  )
  live.setReady()
  const waits: number[] = []
  const counts = { trade: 0, liquidation: 0 }
  const journal = await openJournal({
    directory,
    onCommitted(records) {
      const now = Date.now()
      live.push(records.map(({ event }) => event))
      for (const { event } of records) {
        waits.push(now - event.receivedTime)
        if (event.type === 'trade' || event.type === 'liquidation') counts[event.type]++
      }
    },
  })
  const decoders = { trade: decoder('binance'), liquidation: decoder('bybit') }
  const delay = monitorEventLoopDelay({ resolution: 1 })
  const memory: number[] = []
  const startCpu = process.cpuUsage()
  const started = performance.now()
  delay.enable()
  let sent = { trade: 0, liquidation: 0 }
  await new Promise<void>((done) => {
    const beat = setInterval(() => {
      const elapsed = Math.min(seconds, (performance.now() - started) / 1_000)
      const now = Date.now()
      for (; sent.trade < elapsed * Number(values.trades); sent.trade++)
        journal.append(decoders.trade.decode(tradeFrame(now), now).events)
      for (
        ;
        sent.liquidation < elapsed * Number(values.liquidations);
        sent.liquidation += PER_FRAME
      )
        journal.append(decoders.liquidation.decode(liquidationFrame(now), now).events)
      live.tick(now)
      if (memory.length < elapsed) memory.push(process.memoryUsage.rss() / 2 ** 20)
      if (elapsed < seconds) return
      clearInterval(beat)
      done()
    }, BEAT)
  })
  await journal.close()
  delay.disable()
  const cpu = process.cpuUsage(startCpu)
  const wall = (performance.now() - started) / 1_000
  const bytes = readdirSync(directory).reduce(
    (sum, name) => sum + statSync(join(directory, name)).size,
    0,
  )
  waits.sort((a, b) => a - b)
  const quantile = (q: number) => waits[Math.floor(q * (waits.length - 1))] ?? Number.NaN
  print({
    'events sent': `${sent.trade} trades, ${sent.liquidation} liquidations in ${wall.toFixed(1)} s`,
    'events committed': `${counts.trade} trades, ${counts.liquidation} liquidations`,
    'CPU of one core': `${(((cpu.user + cpu.system) / 1e6 / wall) * 100).toFixed(0)} %`,
    'loop delay p50 / p99 / max': [50, 99, 100]
      .map((p) => `${(delay.percentile(p) / 1e6).toFixed(1)} ms`)
      .join(' / '),
    'receive to commit p50 / p99 / max': `${quantile(0.5)} / ${quantile(0.99)} / ${quantile(1)} ms`,
    'memory at start / end / most': `${memory[0]?.toFixed(0)} / ${memory.at(-1)?.toFixed(0)} / ${Math.max(...memory).toFixed(0)} MB`,
    'journal bytes per event': (bytes / (counts.trade + counts.liquidation)).toFixed(0),
  })
  rmSync(directory, { recursive: true })
}

/** Recorded frames of Binance through its decoder, as fast as it goes. */
async function replay(path: string): Promise<void> {
  const lines = createInterface({ input: createReadStream(path).pipe(createGunzip()) })
  const frames: { readonly time: number; readonly text: string }[] = []
  for await (const line of lines) {
    const space = line.indexOf(' ')
    frames.push({ time: Number(line.slice(0, space)) / 1e6, text: line.slice(space + 1) })
  }
  const one = decoder('binance')
  const counts = new Map<string, number>()
  const count = (name: string, by = 1) => counts.set(name, (counts.get(name) ?? 0) + by)
  const started = performance.now()
  for (const { time, text } of frames) {
    const { events, books = [], problems = [], untracked = 0 } = one.decode(text, time)
    for (const { type } of events) count(type)
    if (books.length > 0) count('book changes', books.length)
    if (problems.length > 0) count(`problem: ${problems[0]?.detail}`, problems.length)
    if (untracked > 0) count('untracked', untracked)
  }
  const wall = performance.now() - started
  print({
    frames: String(frames.length),
    'frames per second': Math.round((frames.length / wall) * 1_000).toLocaleString('en'),
    ...Object.fromEntries([...counts].map(([name, value]) => [name, String(value)])),
  })
}

function print(rows: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(rows)) console.log(`${name.padEnd(36)} ${value}`)
}

await (values.replay === undefined ? ingest() : replay(values.replay))
