import { expect, test } from 'vitest'
import type { Gap, MarketEvent, OpenInterest, StreamState } from '../market/event.ts'
import { MINUTE, quantity, SECOND } from '../market/units.ts'
import { freshHistory } from '../store/history.fixture.ts'
import { fileHashes } from '../store/file-hashes.fixture.ts'
import { readCompacted } from './compacted.ts'
import { compactJournal } from './compact-journal.ts'
import type { CompactionHistory } from './compact-journal.ts'
import { btc, bybit, liquidation, start, trade } from './events.fixture.ts'
import { openWorld } from './journal-world.fixture.ts'
import type { MemoryDisk } from './memory-disk.fixture.ts'
import { retainJournal } from './retention.ts'

const header = (at: number) => ({
  venue: bybit,
  instrument: btc,
  exchangeTime: at,
  receivedTime: at + 7,
})
const openInterest = (at: number): OpenInterest => ({
  ...header(at),
  type: 'open-interest',
  openInterest: quantity(5_000 + (at % 1_000)),
})
const proven = (at: number): StreamState => ({
  ...header(at),
  type: 'stream-state',
  stream: 'trade',
  health: 'proven',
})
const gap = (from: number, to: number): Gap => ({
  ...header(to),
  type: 'gap',
  stream: 'trade',
  from,
  cause: 'socket closed',
  certainty: 'certain',
})

/** A trade every five seconds, one minute without any, one with a gap, and what else there is. */
function market(minutes: number): readonly MarketEvent[] {
  const events: MarketEvent[] = [proven(start - SECOND)]
  for (let at = 0; at < minutes * MINUTE; at += 5 * SECOND) {
    const minute = Math.floor(at / MINUTE)
    if (minute !== 4) events.push(trade(at))
    if (at % MINUTE === 30 * SECOND) events.push(openInterest(start + at), liquidation(at))
    if (minute === 7 && at % MINUTE === 0) events.push(gap(start + at - 5_000, start + at))
  }
  return events
}

/** A journal of a market in segments of some twenty seconds each. */
async function journalOf(events: readonly MarketEvent[]): Promise<MemoryDisk> {
  const { journal, disk } = await openWorld(undefined, { segmentBytes: 600 })
  for (const event of events) {
    journal.append([event])
    // oxlint-disable-next-line no-await-in-loop -- in order
    await journal.flush()
  }
  await journal.close()
  return disk
}

const ALL = [start - MINUTE, start + 1_000 * MINUTE] as const
const minutesOf = (openTime: Float64Array) => [...openTime].map((at) => (at - start) / MINUTE)

test('trades become candles of whole minutes, and the rest goes into the history as it is', async () => {
  const events = market(12)
  const disk = await journalOf(events)
  const history = await freshHistory()
  const report = await compactJournal(disk, history)
  expect(report.through).toBe((await readCompacted(disk)).through)
  const candles = await history.candles(btc, MINUTE, ...ALL)
  // Minute 4 had no trades, 6 has lost some, 11 is still open.
  expect(minutesOf(candles.openTime)).toEqual([0, 1, 2, 3, 4, 5, 7, 8, 9, 10])
  expect(report.candles).toBe(10)
  const at = (minute: number) => minutesOf(candles.openTime).indexOf(minute)
  const [first, last] = [trade(MINUTE), trade(MINUTE + 55 * SECOND)]
  expect([candles.open, candles.close, candles.volume].map((column) => column[at(1)])).toEqual([
    first.price,
    last.price,
    12 * 0.25,
  ])
  const before = candles.close[at(3)]
  expect([candles.open, candles.close, candles.volume].map((column) => column[at(4)])).toEqual([
    before,
    before,
    0,
  ])
  const closed = events.slice(0, report.through - 1)
  expect(await history.liquidations(btc, ...ALL)).toHaveLength(
    closed.filter(({ type }) => type === 'liquidation').length,
  )
  expect((await history.openInterest(btc, ...ALL)).time).toHaveLength(
    closed.filter(({ type }) => type === 'open-interest').length,
  )
  expect((await history.gaps(btc)).filter(({ stream }) => stream === 'trade')).toHaveLength(1)
  expect(await history.trades(btc, ...ALL)).toHaveLength(0)
})

test('compaction in steps gives what compaction at once gives', async () => {
  const [once, inCommits, inSteps] = [
    await freshHistory(),
    await freshHistory(),
    await freshHistory(),
  ]
  const events = market(30)
  const whole = await journalOf(events)
  const report = await compactJournal(whole.afterKill(), once)
  expect(report.records).toBe(report.through - 1)
  expect(await compactJournal(whole, inCommits, 40)).toEqual(report)
  expect(whole.calls.filter(({ name }) => name === 'replace').length).toBeGreaterThan(5)
  expect(await fileHashes(inCommits.directory)).toEqual(await fileHashes(once.directory))
  const { journal, disk } = await openWorld(undefined, { segmentBytes: 600 })
  for (const [i, event] of events.entries()) {
    journal.append([event])
    // oxlint-disable no-await-in-loop -- in order
    await journal.flush()
    if (i % 97 === 96) await compactJournal(disk, inSteps)
    // oxlint-enable no-await-in-loop
  }
  await journal.close()
  await compactJournal(disk, inSteps)
  expect(await fileHashes(inSteps.directory)).toEqual(await fileHashes(once.directory))
  expect((await once.candles(btc, MINUTE, ...ALL)).openTime.length).toBeGreaterThan(20)
})

test("a venue's own candle stands, whatever its trades would make", async () => {
  const history = await freshHistory()
  const candle = {
    ...header(start + 3 * MINUTE),
    type: 'candle',
    openTime: start + 2 * MINUTE,
    interval: MINUTE,
    open: 1,
    high: 3,
    low: 1,
    close: 2,
    volume: quantity(7),
  } as const
  const stored = { ...candle, openTime: start + MINUTE, exchangeTime: start + 2 * MINUTE }
  await history.append([stored])
  const events = market(6)
  const at = events.findIndex(({ exchangeTime }) => exchangeTime >= start + 3 * MINUTE)
  await compactJournal(await journalOf(events.toSpliced(at, 0, candle)), history)
  const { openTime, volume } = await history.candles(btc, MINUTE, ...ALL)
  const at7 = [...volume].flatMap((one, i) => (one === 7 ? [(openTime[i]! - start) / MINUTE] : []))
  expect(at7).toEqual([1, 2])
})

test('a minute in which records of the journal are damaged gives no candle', async () => {
  const disk = await journalOf(market(6))
  const name =
    disk.names().find((one) => disk.bytes(one).includes(`"t${2 * MINUTE + 20_000}"`)) ?? ''
  const bytes = Buffer.from(disk.bytes(name))
  bytes[bytes.indexOf(`"t${2 * MINUTE + 20_000}"`)] = 0x21
  disk.put(name, bytes)
  const history = await freshHistory()
  await compactJournal(disk, history)
  const { openTime } = await history.candles(btc, MINUTE, ...ALL)
  expect(minutesOf(openTime)).toEqual([0, 1, 3, 4])
})

test('a suspect price is kept as such where the history has a word for it, else counted', async () => {
  const events = market(4).map((event) =>
    event.type === 'liquidation' || event.type === 'open-interest'
      ? { ...event, suspect: 'price' as const }
      : event,
  )
  const history = await freshHistory()
  const { suspect } = await compactJournal(await journalOf(events), history)
  const liquidations = await history.liquidations(btc, ...ALL)
  expect(liquidations.length).toBeGreaterThan(2)
  expect(new Set(liquidations.map((one) => one.suspect))).toEqual(new Set(['price']))
  expect(suspect).toBeGreaterThan(2)
  expect((await history.openInterest(btc, ...ALL)).time.length).toBe(0)
})

test('fault 52: ended at whichever call to the disk, the next compaction finishes the same', async () => {
  const events = market(12)
  const whole = await freshHistory()
  const sound = await journalOf(events)
  const calls = sound.calls.length
  await compactJournal(sound, whole)
  const want = await fileHashes(whole.directory)
  const count = sound.calls.length - calls
  expect(count).toBeGreaterThan(10)
  for (let at = 1; at <= count; at += at < 5 || at > count - 5 ? 1 : 7) {
    // oxlint-disable no-await-in-loop -- one after another
    const disk = sound.afterKill()
    if (disk.names().includes('compacted')) await disk.remove('compacted')
    const begun = disk.calls.length
    disk.fault = ({ number }) => (number >= begun + at ? 'EIO' : undefined)
    const history = await freshHistory()
    await expect(compactJournal(disk, history)).rejects.toThrow('EIO')
    expect(await readCompacted(disk.afterKill())).toEqual({ through: 0, from: 0 })
    disk.fault = () => undefined
    await compactJournal(disk, history)
    expect(await fileHashes(history.directory), `call ${at}`).toEqual(want)
    // oxlint-enable no-await-in-loop
  }
})

test('fault 52: nothing is noted as taken over before the history has it', async () => {
  const disk = await journalOf(market(12))
  const history = await freshHistory()
  const refusing: CompactionHistory = {
    candles: (...range) => history.candles(...range),
    begin: () => ({
      ...history.begin(),
      commit: () => Promise.reject(new Error('ENOSPC: the history cannot be written')),
    }),
  }
  await expect(compactJournal(disk, refusing)).rejects.toThrow('ENOSPC')
  expect(await readCompacted(disk)).toEqual({ through: 0, from: 0 })
  // So nothing may be removed, whatever retention asks for.
  const before = disk.names()
  expect(await retainJournal(disk, { maxAge: 0, maxBytes: 0 }, start + 1e12)).toEqual([])
  expect(disk.names()).toEqual(before)
})

test('a damaged note of how far it came means that it is done again', async () => {
  const disk = await journalOf(market(12))
  const history = await freshHistory()
  const { records } = await compactJournal(disk, history)
  expect((await compactJournal(disk, history)).records).toBe(0)
  const bytes = Buffer.from(disk.bytes('compacted'))
  bytes[20] = (bytes[20] as number) ^ 1
  disk.put('compacted', bytes)
  const before = await fileHashes(history.directory)
  expect((await compactJournal(disk, history)).records).toBe(records)
  expect(await fileHashes(history.directory)).toEqual(before)
})
