import { expect, test } from 'vitest'
import type { Gap } from '../market/event.ts'
import { admits, spaceFloor } from './admits.ts'
import { btc, bybit, liquidation, start, trade, trades } from './events.fixture.ts'
import { openWorld, readAll } from './journal-world.fixture.ts'
import { JournalRefusedError } from './journal-refused.ts'
import { MemoryDisk, systemError } from './memory-disk.fixture.ts'

const isGap = (event: { readonly type: string }): event is Gap => event.type === 'gap'

test('fault 54: a full disk loses nothing that fits into memory, and writing resumes by itself', async () => {
  const { journal, disk, clock, committed, healths } = await openWorld()
  journal.append(trades(0, 5))
  await clock.advance(20)
  disk.capacity = disk.bytes(disk.names()[0] as string).length + 50
  journal.append(trades(5, 10))
  await clock.advance(20)
  const failedAt = clock.wall()
  expect(journal.health()).toEqual({
    state: 'failing',
    cause: 'disk full',
    since: failedAt,
    waiting: 5,
    lost: 0,
  })
  await expect(journal.flush()).rejects.toThrow('the journal is not written: disk full')
  journal.append(trades(10, 20))
  await clock.advance(10_000)
  expect(committed).toHaveLength(5)
  expect(journal.health()).toMatchObject({ state: 'failing', since: failedAt, waiting: 15 })
  disk.capacity = Number.POSITIVE_INFINITY
  await clock.advance(1_000)
  expect(journal.health()).toEqual({ state: 'writing' })
  expect(healths[0]?.state).toBe('failing')
  expect(healths.at(-1)?.state).toBe('writing')
  await journal.close()
  expect(committed.map(({ event }) => event)).toEqual(trades(0, 20))
  const { events, damage } = await readAll(disk)
  expect(events).toEqual(trades(0, 20))
  expect(damage).toEqual([])
})

test('fault 54: what does not fit into memory is counted, and a gap tells it', async () => {
  const disk = new MemoryDisk()
  const { journal, clock, committed } = await openWorld(disk, { maxWaiting: 10 })
  disk.capacity = 0
  journal.append([trade(0)])
  await clock.advance(20)
  // Trades fill half of the room; liquidations have the rest for themselves.
  journal.append(trades(1, 9))
  journal.append([1, 2, 3, 4, 5, 6, 7].map(liquidation))
  expect(journal.health()).toMatchObject({ cause: 'disk full', waiting: 11, lost: 5 })
  // No hour more of it makes the memory grow.
  journal.append(trades(9, 5_000))
  expect(journal.health()).toMatchObject({ waiting: 11, lost: 4_996 })
  disk.capacity = Number.POSITIVE_INFINITY
  await clock.advance(1_000)
  expect(journal.health()).toEqual({ state: 'writing' })
  const gap = (stream: 'trade' | 'liquidation', from: number, to: number) => ({
    type: 'gap',
    venue: bybit,
    instrument: btc,
    stream,
    from: start + from,
    exchangeTime: start + to,
    receivedTime: clock.wall(),
    cause: 'disk full',
    certainty: 'certain',
  })
  expect(committed.map(({ event }) => event)).toEqual([
    ...trades(0, 6),
    ...[1, 2, 3, 4, 5].map(liquidation),
    gap('trade', 6, 5_000),
    gap('liquidation', 6, 8),
  ])
  await journal.close()
  expect((await readAll(disk)).records).toEqual(committed)
})

test('fault 54: gaps and states of streams survive a full memory', async () => {
  const disk = new MemoryDisk()
  const { journal, clock, committed } = await openWorld(disk, { maxWaiting: 0 })
  disk.capacity = 0
  const header = { venue: bybit, instrument: btc, receivedTime: start }
  const state = (health: 'stale' | 'proven', n: number) =>
    ({ ...header, type: 'stream-state', stream: 'trade', health, exchangeTime: start + n }) as const
  const lost: Gap = {
    ...header,
    type: 'gap',
    stream: 'open-interest',
    from: start - 500,
    exchangeTime: start,
    cause: 'socket closed',
    certainty: 'possible',
  }
  journal.append([state('stale', 0), lost, state('proven', 1)])
  await clock.advance(1_000)
  disk.capacity = Number.POSITIVE_INFINITY
  await clock.advance(1_000)
  await journal.close()
  expect(committed.map(({ event }) => event)).toEqual([
    { ...lost, receivedTime: expect.any(Number) },
    state('proven', 1),
  ])
})

test('fault 54: a disk that stays full leaves no heap of attempts, and closing says what is lost', async () => {
  const { journal, disk, clock } = await openWorld()
  disk.fault = ({ name }) => (name === 'append' ? 'ENOSPC' : undefined)
  journal.append(trades(0, 3))
  await clock.advance(600_000)
  expect(disk.calls.filter(({ name }) => name === 'create').length).toBeGreaterThan(500)
  expect(disk.names()).toEqual([])
  await expect(journal.close()).rejects.toThrow('disk full')
  expect(clock.waiting()).toBe(0)
})

test('fault 55: at the floor order books go first, then trades, never liquidations or gaps', () => {
  const gigabyte = 2 ** 30
  const total = 100 * gigabyte
  expect(spaceFloor(total)).toBe(2 * gigabyte)
  expect(spaceFloor(20 * gigabyte)).toBe(gigabyte)
  const gap = { ...trade(0), type: 'gap' } as unknown as Gap
  const book = { ...trade(0), type: 'order-book', bids: [], asks: [] } as const
  const admitted = (free: number) =>
    [book, trade(0), liquidation(0), gap].map((event) => admits(event, free, total))
  expect(admitted(2 * gigabyte)).toEqual([true, true, true, true])
  expect(admitted(2 * gigabyte - 1)).toEqual([false, true, true, true])
  expect(admitted(gigabyte - 1)).toEqual([false, false, true, true])
  expect(admitted(0)).toEqual([false, false, true, true])
})

test('fault 55: the journal sheds trades while space is low and says so in gaps', async () => {
  const disk = new MemoryDisk()
  let free = 1e12
  disk.space = () => Promise.resolve({ free, total: 1e12 })
  const { journal, clock, committed, healths } = await openWorld(disk)
  journal.append([trade(0)])
  await clock.advance(10_000)
  free = 1e8
  journal.append([trade(1), liquidation(1)])
  await clock.advance(20)
  expect(healths).toEqual([{ state: 'low-space', free, total: 1e12, lost: 0 }])
  journal.append([trade(2), liquidation(2), trade(3)])
  await clock.advance(20)
  expect(journal.health()).toMatchObject({ state: 'low-space', lost: 2 })
  // Not for every trade, but once a minute: a crash must not take the knowledge with it.
  await clock.advance(60_000)
  journal.append([trade(60_000)])
  await clock.advance(20)
  free = 1e12
  await clock.advance(10_000)
  journal.append([trade(70_000)])
  await clock.advance(20)
  expect(journal.health()).toEqual({ state: 'writing' })
  journal.append([trade(70_001)])
  await journal.close()
  const events = committed.map(({ event }) => event)
  expect(events.filter(({ type }) => type === 'liquidation')).toHaveLength(2)
  expect(
    events.filter(isGap).map(({ from, exchangeTime, cause }) => [from, exchangeTime, cause]),
  ).toEqual([
    [start + 2, start + 60_001, 'low disk space'],
    [start + 70_000, start + 70_001, 'low disk space'],
  ])
  expect(events.at(-1)).toEqual(trade(70_001))
})

test.each(['sync', 'append', 'syncFolder', 'create'])(
  'fault 56: after EIO of %s nothing is acknowledged, and a new segment takes the group',
  async (failed) => {
    const { journal, disk, clock, committed } = await openWorld()
    if (failed === 'sync' || failed === 'append') {
      journal.append(trades(0, 3))
      await clock.advance(20)
    }
    const before = committed.length
    const [first] = disk.names()
    disk.fault = ({ name }) => (name === failed ? 'EIO' : undefined)
    journal.append(trades(before, 6))
    await clock.advance(20)
    expect(committed).toHaveLength(before)
    expect(journal.health()).toMatchObject({ state: 'failing', cause: 'disk error' })
    const fault = disk.calls.length
    disk.fault = () => undefined
    await clock.advance(1_000)
    expect(committed.map(({ event }) => event)).toEqual(trades(0, 6))
    // The file that failed is closed and never touched again.
    const later = disk.calls.slice(fault)
    expect(later.filter(({ file }) => file === first)).toEqual([])
    expect(later.map(({ name }) => name)).toContain('create')
    await journal.close()
    // What the kernel has lost of the first attempt is not missed, even after a power cut.
    const after = disk.afterPowerCut(() => 0.99)
    expect(await readAll(after)).toMatchObject({ events: trades(0, 6), damage: [] })
  },
)

test('fault 57: whichever call fails, once or for a while, nothing acknowledged is lost', async () => {
  for (let length = 1; length <= 4; length += 3)
    for (let failed = 1; failed <= 40; failed++)
      for (const code of ['EIO', 'ENOSPC', 'EMFILE']) {
        const disk = new MemoryDisk()
        disk.fault = ({ number }) =>
          number >= failed && number < failed + length ? code : undefined
        // oxlint-disable-next-line no-await-in-loop -- one after another
        await writeThrough(disk, `call ${failed}, ${length} times ${code}`)
      }
})

/** Opens a journal; a start that fails says so in one line, and a later one succeeds. */
async function openAtLast(disk: MemoryDisk, what: string, left = 5): ReturnType<typeof openWorld> {
  try {
    return await openWorld(disk, { segmentBytes: 400 })
  } catch (error) {
    expect(error, what).toBeInstanceOf(JournalRefusedError)
    if (left === 0) throw error
    return openAtLast(disk, what, left - 1)
  }
}

/** Writes, restarts and writes again on a disk that fails; then everything must be there. */
async function writeThrough(disk: MemoryDisk, what: string): Promise<void> {
  let acknowledged = 0
  for (const run of [0, 1, 2]) {
    // oxlint-disable-next-line no-await-in-loop -- one after another
    const world = await openAtLast(disk, what)
    const events = trades(run * 8, run * 8 + 8)
    for (const event of events) {
      world.journal.append([event])
      // oxlint-disable-next-line no-await-in-loop -- in order
      await world.clock.advance(20)
    }
    // oxlint-disable-next-line no-await-in-loop -- in order
    await world.clock.advance(10_000)
    // oxlint-disable-next-line no-await-in-loop -- in order
    await world.journal.close()
    expect(world.journal.health(), what).toEqual({ state: 'writing' })
    expect(
      world.committed.map(({ event }) => event),
      what,
    ).toEqual(events)
    expect(world.committed[0]?.number, what).toBe(acknowledged + 1)
    acknowledged += world.committed.length
  }
  const { events, damage } = await readAll(disk.afterPowerCut(() => 0))
  expect(events, what).toEqual(trades(0, 24))
  expect(damage, what).toEqual([])
}

test('an error that is none of the system is not hidden as one of set-up', async () => {
  const disk = new MemoryDisk()
  disk.list = () => Promise.reject(new TypeError('a defect'))
  await expect(openWorld(disk)).rejects.toThrow(new TypeError('a defect'))
  disk.list = () => Promise.reject(systemError('EIO', 'readdir'))
  await expect(openWorld(disk)).rejects.toThrow(
    new JournalRefusedError('the journal in memory cannot be opened: EIO: readdir'),
  )
})
