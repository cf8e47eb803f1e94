import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Backfill } from '../api/live.ts'
import type { FeedClock } from '../feed/ports.ts'
import type { Candle, MarketEvent, OpenInterest, StreamKind } from '../market/event.ts'
import { instrumentId, parseVenueId } from '../market/instrument.ts'
import type { InstrumentId } from '../market/instrument.ts'
import { DAY, HOUR, quantity } from '../market/units.ts'
import { openHistory } from '../store/history.ts'
import type { History } from '../store/history.ts'
import type { VenueReader } from '../venues/wire/reader.ts'
import { openAnswered } from './answered-file.ts'
import { runBackfill } from './backfill.ts'
import type { BackfillVenue } from './backfill.ts'

const venue = parseVenueId('binance')!
const btc = instrumentId(venue, 'BTCUSDT')
const eth = instrumentId(venue, 'ETHUSDT')
const now = Date.UTC(2026, 10, 22, 12)

let folder: string
let history: History
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isotherm-backfill-'))
  history = await openHistory(join(folder, 'history'))
})
afterEach(async () => {
  await history.close()
  await rm(folder, { recursive: true, force: true })
})

/** A clock that stands still: what waits is called at once, and how long it would have waited is noted. */
function stillClock() {
  const waits: number[] = []
  const clock: FeedClock = {
    wall: () => now,
    monotonic: () => 0,
    after(wait, call) {
      waits.push(wait)
      const timer = setImmediate(call)
      return () => clearImmediate(timer)
    },
  }
  return { clock, waits }
}

const header = (id: InstrumentId, at: number) => ({
  venue,
  instrument: id,
  exchangeTime: at,
  receivedTime: now,
})
const candle = (id: InstrumentId, at: number): Candle => ({
  ...header(id, at + HOUR),
  type: 'candle',
  openTime: at,
  interval: HOUR,
  open: 100,
  high: 101,
  low: 99,
  close: 100,
  volume: quantity(5),
})
const openInterest = (id: InstrumentId, at: number): OpenInterest => ({
  ...header(id, at),
  type: 'open-interest',
  openInterest: quantity(1_000),
})

/** A venue that serves hourly rows, and says what it was asked. */
function servingVenue(fail: (asked: readonly string[]) => boolean = () => false) {
  const asked: string[] = []
  const plan = { interval: HOUR, reach: undefined, rows: 1_000, read: () => undefined as never }
  const known: BackfillVenue = {
    reader: { venue, history: { candle: plan, 'open-interest': plan } } as unknown as VenueReader,
    followed: () => [btc, eth],
    feed: {
      listed: () => [{ instrument: definition(btc), wireName: 'BTCUSDT', trading: true }],
      async *history(id: InstrumentId, stream: StreamKind, from: number, to: number) {
        asked.push(`${id} ${stream} ${(to - from) / DAY}`)
        if (fail(asked)) throw new Error('the venue answered 503')
        const events: MarketEvent[] = []
        for (let at = from; at < to; at += HOUR)
          events.push(stream === 'candle' ? candle(id, at) : openInterest(id, at))
        yield events.slice(0, 7)
        yield events.slice(7)
      },
    },
  }
  return { known, asked }
}

const definition = (id: InstrumentId) => ({
  id,
  venue,
  symbol: id.slice(8),
  base: id.slice(8, 11),
  quote: 'USDT',
  contract: 'linear' as const,
  contractSize: 1,
  tickSize: 0.1,
})

async function run(known: BackfillVenue, signal = new AbortController().signal) {
  const { clock, waits } = stillClock()
  const progress: Backfill[] = []
  const stored: string[] = []
  const problems: string[] = []
  const answered = await openAnswered(join(folder, 'answered.json'), (text) => problems.push(text))
  await runBackfill(
    {
      venues: [known],
      length: 3 * DAY,
      history,
      answered,
      clock,
      onProgress: (one) => progress.push(one),
      onStored: (id, from) => stored.push(`${id} ${from}`),
      onProblem: (text) => problems.push(text),
    },
    signal,
  )
  return { progress, stored, problems, waits }
}

test('stores all of the range, the newest day of every instrument first', async () => {
  const { known, asked } = servingVenue()
  const { progress } = await run(known)
  expect(asked.map((one) => one.split(' ').at(-1))).toEqual([1, 1, 1, 1, 2, 2, 2, 2].map(String))
  for (const id of [btc, eth]) {
    const { openTime } = await history.candles(id, HOUR, 0, now)
    expect(openTime.length).toBe(72)
    expect((await history.openInterest(id, 0, now)).time.length).toBe(72)
  }
  expect(progress.at(-1)).toEqual({ state: 'done', done: 8, total: 8, note: null })
  const counts = progress.map(({ done }) => done)
  expect(counts).toEqual([...counts].sort((a, b) => a - b))
})

test('goes on where it was stopped', async () => {
  const controller = new AbortController()
  const first = servingVenue((asked) => {
    if (asked.length === 4) controller.abort()
    return asked.length === 4
  })
  await run(first.known, controller.signal)
  const second = servingVenue()
  await run(second.known)
  expect(first.asked.slice(0, 3).filter((one) => second.asked.includes(one))).toEqual([])
  expect(second.asked).toHaveLength(5)
  expect((await history.candles(btc, HOUR, 0, now)).openTime.length).toBe(72)
  const third = servingVenue()
  await run(third.known)
  expect(third.asked).toEqual([])
})

test('asks a venue that fails again, later and later, and says why', async () => {
  const { known, asked } = servingVenue((all) => all.length <= 3)
  const { progress, problems, waits } = await run(known)
  expect(asked).toHaveLength(3 + 8)
  expect(waits).toEqual([15_000, 30_000, 60_000])
  expect(problems).toEqual(
    Array.from({ length: 3 }, () => 'back-fill of binance: the venue answered 503'),
  )
  expect(progress.some(({ state, note }) => state === 'waiting' && note?.includes('503'))).toBe(
    true,
  )
  expect(progress.at(-1)?.state).toBe('done')
})

test('begins anew where its file cannot be read', async () => {
  await run(servingVenue().known)
  await writeFile(join(folder, 'answered.json'), '{"version": 1, "series": {"a": [[1')
  const { known, asked } = servingVenue()
  const { problems } = await run(known)
  expect(asked).toHaveLength(8)
  expect(problems[0]).toContain('cannot be read')
  expect(JSON.parse(await readFile(join(folder, 'answered.json'), 'utf8'))).toMatchObject({
    version: 1,
  })
  expect((await history.candles(btc, HOUR, 0, now)).openTime.length).toBe(72)
})
