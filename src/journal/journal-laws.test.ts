import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyEvent } from './any-event.fixture.ts'
import { btc, bybit, liquidation, start, trade, trades } from './events.fixture.ts'
import { openWorld, readAll, settle } from './journal-world.fixture.ts'
import { MemoryDisk } from './memory-disk.fixture.ts'
import type { MarketEvent } from '../market/event.ts'

const batches = fc.array(fc.array(anyEvent, { maxLength: 8 }), { maxLength: 12 })

test('events in are events out, in order, whatever the batches, segments and restarts', () =>
  fc.assert(
    fc.asyncProperty(
      batches,
      fc.integer({ min: 1, max: 3_000 }),
      fc.array(fc.constantFrom('wait', 'flush', 'restart', 'nothing'), { maxLength: 12 }),
      async (given, segmentBytes, then) => {
        let world = await openWorld(undefined, { segmentBytes })
        const committed = [world.committed]
        for (const [i, events] of given.entries()) {
          world.journal.append(events)
          if (then[i] === 'wait') await world.clock.advance(20)
          if (then[i] === 'flush') await world.journal.flush()
          if (then[i] === 'restart') {
            await world.journal.close()
            world = await openWorld(world.disk, { segmentBytes })
            committed.push(world.committed)
          }
        }
        await world.journal.close()
        const { records, damage } = await readAll(world.disk)
        expect(damage).toEqual([])
        expect(records).toStrictEqual(given.flat().map((event, i) => ({ number: i + 1, event })))
        // What was acknowledged is the same, and nothing was acknowledged twice.
        expect(committed.flat()).toStrictEqual(records)
      },
    ),
    { numRuns: 150 },
  ))

test('reading from a number gives the records from there on', async () => {
  const { journal, disk, clock } = await openWorld(undefined, { segmentBytes: 300 })
  for (let n = 0; n < 20; n++) {
    journal.append([trade(n)])
    // oxlint-disable-next-line no-await-in-loop -- in order
    await clock.advance(20)
  }
  await journal.close()
  for (let from = 0; from <= 21; from++) {
    // oxlint-disable-next-line no-await-in-loop -- in order
    const { records, damage } = await readAll(disk, from)
    expect(records.map(({ number }) => number)).toEqual(
      Array.from({ length: 20 }, (_, i) => i + 1).filter((number) => number >= from),
    )
    expect(damage).toEqual([])
  }
})

test('a group waits for its fsync to begin as long as was said, and not longer', async () => {
  const { journal, disk, clock, committed } = await openWorld(undefined, { commitEvery: 50 })
  journal.append([trade(0)])
  await clock.advance(30)
  journal.append([trade(1)])
  await clock.advance(19)
  expect(disk.calls.filter(({ name }) => name === 'sync')).toHaveLength(0)
  await clock.advance(1)
  expect(disk.calls.filter(({ name }) => name === 'sync')).toHaveLength(1)
  expect(committed.map(({ event }) => event)).toEqual([trade(0), trade(1)])
})

test.each([
  [undefined, 20],
  [100_000, 250],
])('commitEvery %s means %i ms', async (commitEvery, wait) => {
  const { journal, clock, committed } = await openWorld(
    undefined,
    commitEvery === undefined ? {} : { commitEvery },
  )
  journal.append([trade(0)])
  await clock.advance(wait - 1)
  expect(committed).toHaveLength(0)
  await clock.advance(1)
  expect(committed).toHaveLength(1)
})

test('nothing is acknowledged before its fsync has ended', async () => {
  const disk = new MemoryDisk()
  disk.fault = ({ name }) => (name === 'sync' ? 'die' : undefined)
  const { journal, clock, committed } = await openWorld(disk)
  journal.append([trade(0)])
  await clock.advance(1_000)
  expect(disk.calls.filter(({ name }) => name === 'sync')).toHaveLength(1)
  expect(committed).toHaveLength(0)
})

test('what arrives while a group is on its way makes one next group', async () => {
  let release = () => {}
  const disk = new MemoryDisk()
  const { journal, clock, committed } = await openWorld(disk)
  journal.append([trade(0)])
  const create = disk.create.bind(disk)
  disk.create = async (name) => {
    const file = await create(name)
    const held = new Promise<void>((resolve) => (release = resolve))
    return { ...file, sync: async () => (await held, file.sync()) }
  }
  await clock.advance(20)
  for (let n = 1; n < 50; n++) {
    journal.append([trade(n)])
    // oxlint-disable-next-line no-await-in-loop -- in order
    await clock.advance(1)
  }
  expect(committed).toHaveLength(0)
  release()
  await settle()
  expect(committed.map(({ event }) => event)).toEqual(trades(0, 50))
  expect(disk.calls.filter(({ name }) => name === 'sync')).toHaveLength(2)
})

test('a journal that was opened and not written leaves no segment', async () => {
  const { journal, disk } = await openWorld()
  await journal.flush()
  await journal.close()
  expect(disk.names()).toEqual([])
})

test('every start begins a segment, so what is there is never written to again', async () => {
  const first = await openWorld()
  first.journal.append(trades(0, 3))
  await first.journal.close()
  const [name = ''] = first.disk.names()
  const bytes = first.disk.bytes(name)
  const second = await openWorld(first.disk)
  expect(second.journal.recovery).toEqual({
    next: 4,
    segments: 1,
    damage: [],
    lastReceived: trade(2).receivedTime,
  })
  second.journal.append(trades(3, 5))
  await second.journal.close()
  expect(second.disk.names()).toHaveLength(2)
  expect(second.disk.bytes(name).equals(bytes)).toBe(true)
})

test('an event that no record can hold is told, and a gap stands in its place', async () => {
  const { journal, disk, refused } = await openWorld()
  const bad = { ...trade(1), price: Number.NaN }
  const worse = {
    ...liquidation(2),
    venue: 'x',
    exchangeTime: Number.NaN,
  } as unknown as MarketEvent
  const foreign = { ...trade(3), type: 'rumour' } as unknown as MarketEvent
  journal.append([trade(0), bad, worse, foreign, trade(4)])
  await journal.flush()
  await journal.close()
  expect(refused.slice(0, 3).map(([event]) => event)).toEqual([bad, worse, foreign])
  expect(refused.map(([, problem]) => problem)[0]).toBe(
    'trade: price is NaN, must be a value that its type allows',
  )
  const { events } = await readAll(disk)
  expect(events.slice(0, 2)).toEqual([trade(0), trade(4)])
  expect(events).toContainEqual({
    type: 'gap',
    venue: bybit,
    instrument: btc,
    stream: 'trade',
    from: start + 1,
    exchangeTime: start + 2,
    receivedTime: expect.any(Number),
    cause: 'could not be recorded',
    certainty: 'certain',
  })
})

test('a listener that throws neither stops the record nor goes unheard', async () => {
  const thrown: unknown[] = []
  const listener = (error: unknown) => thrown.push(error)
  const before = process.listeners('uncaughtException')
  process.removeAllListeners('uncaughtException').on('uncaughtException', listener)
  try {
    const { journal, disk } = await openWorld(undefined, {
      onCommitted: () => {
        throw new Error('a defect of the pipeline')
      },
    })
    journal.append([trade(0)])
    await journal.flush()
    journal.append([trade(1)])
    await journal.close()
    await settle()
    expect((await readAll(disk)).events).toEqual(trades(0, 2))
    expect(thrown.map(String)).toEqual(Array(2).fill('Error: a defect of the pipeline'))
  } finally {
    process.removeAllListeners('uncaughtException')
    for (const one of before) process.on('uncaughtException', one)
  }
})

test('a closed journal takes nothing, and closing twice is closing once', async () => {
  const { journal, disk, refused, clock } = await openWorld()
  journal.append([trade(0)])
  await Promise.all([journal.close(), journal.close()])
  journal.append([trade(1)])
  await clock.advance(60_000)
  expect((await readAll(disk)).events).toEqual([trade(0)])
  expect(refused).toEqual([[trade(1), 'trade: the journal is closed']])
  expect(clock.waiting()).toBe(0)
})
