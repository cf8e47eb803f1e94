import { isDeepStrictEqual } from 'node:util'
import { expect, test } from 'vitest'
import { liquidation, trades } from './events.fixture.ts'
import { openWorld, readAll } from './journal-world.fixture.ts'
import { MemoryDisk } from './memory-disk.fixture.ts'
import { segmentName } from './segment-name.ts'

const EVENTS = [...trades(0, 4), liquidation(4), ...trades(5, 9)]
const NAME = segmentName(1)

/** A journal of these events in one segment. */
async function smallJournal(): Promise<Buffer> {
  const { journal, disk } = await openWorld()
  journal.append(EVENTS)
  await journal.close()
  expect(disk.names()).toEqual([NAME])
  return disk.bytes(NAME)
}

function diskOf(bytes: Buffer): MemoryDisk {
  const disk = new MemoryDisk()
  disk.put(NAME, bytes)
  return disk
}

/** What one byte may become: bits flipped, a letter's case, a line end, a zero. */
const CHANGES: readonly ((byte: number) => number)[] = [
  (byte) => byte ^ 0x01,
  (byte) => byte ^ 0x20,
  (byte) => byte ^ 0x80,
  () => 0x0a,
  () => 0x00,
]

test('fault 58: a flipped byte, whichever, costs at most its record and is reported', async () => {
  const whole = await smallJournal()
  let lostNothing = 0
  for (let at = 0; at < whole.length; at++)
    for (const change of CHANGES) {
      const bytes = Buffer.from(whole)
      bytes[at] = change(bytes[at] as number)
      if (bytes[at] === whole[at]) continue
      // oxlint-disable-next-line no-await-in-loop -- one after another
      const { records, damage } = await readAll(diskOf(bytes))
      const found = new Set(records.map(({ number }) => number))
      const lost = EVENTS.flatMap((_, i) => (found.has(i + 1) ? [] : [i + 1]))
      const where = `byte ${at} as ${bytes[at]}`
      expect(lost.length, where).toBeLessThanOrEqual(1)
      const intact = records.map(({ number }) => ({ number, event: EVENTS[number - 1] }))
      expect(isDeepStrictEqual(records, intact), where).toBe(true)
      expect(damage.length, where).toBeGreaterThan(0)
      const reported = damage.flatMap(({ lostFrom, lostTo }) =>
        Array.from({ length: lostTo - lostFrom }, (_, i) => lostFrom + i),
      )
      expect(reported, where).toEqual(lost)
      for (const { kind, offset, length } of damage) {
        expect(kind, where).toMatch(/^(bit-rot|torn-tail)$/)
        expect(offset <= at && at < offset + length, where).toBe(true)
      }
      if (lost.length === 0) lostNothing++
    }
  // The header and every line end.
  expect(lostNothing).toBeGreaterThan(EVENTS.length * (CHANGES.length - 1))
})

test('fault 58: after a flipped byte the journal opens, keeps the damage and goes on', async () => {
  const whole = await smallJournal()
  for (let at = 0; at < whole.length; at += 3) {
    const bytes = Buffer.from(whole)
    bytes[at] = (bytes[at] as number) ^ 0x40
    const disk = diskOf(bytes)
    // oxlint-disable-next-line no-await-in-loop -- one after another
    const { journal } = await openWorld(disk)
    expect(journal.recovery.damage).toHaveLength(1)
    const [damage] = journal.recovery.damage
    journal.append(trades(100, 103))
    // oxlint-disable-next-line no-await-in-loop -- one after another
    await journal.close()
    // oxlint-disable-next-line no-await-in-loop -- one after another
    const read = await readAll(disk)
    expect(read.events.slice(-3), `byte ${at}`).toEqual(trades(100, 103))
    expect(read.records.length, `byte ${at}`).toBeGreaterThanOrEqual(EVENTS.length + 2)
    // No number is given twice: what was lost stays lost under its own number.
    expect(read.records.at(-1)?.number).toBe(EVENTS.length + 3)
    if (damage?.kind === 'bit-rot') expect(disk.bytes(NAME).equals(bytes)).toBe(true)
  }
})

test('fault 58: cut off at any length, whole records stay and the journal goes on', async () => {
  const whole = await smallJournal()
  for (let length = 0; length < whole.length; length++) {
    const disk = diskOf(whole.subarray(0, length))
    const lines = whole.subarray(0, length).toString().split('\n')
    // A line whose end alone is missing is whole.
    const isWhole = whole[length] === 0x0a
    const records = Math.max(0, lines.length - (isWhole ? 1 : 2))
    // oxlint-disable-next-line no-await-in-loop -- one after another
    const { journal } = await openWorld(disk)
    const { damage, next, lastReceived } = journal.recovery
    expect(next, `length ${length}`).toBe(records + 1)
    expect(lastReceived).toBe(EVENTS[records - 1]?.receivedTime)
    const isTorn = lines.at(-1) !== '' && !isWhole
    expect(damage.map(({ kind }) => kind)).toEqual(isTorn ? ['torn-tail'] : [])
    if (records > 0) {
      const kept = isWhole ? lines : lines.slice(0, -1).concat('')
      expect(disk.bytes(NAME).toString()).toBe(kept.join('\n'))
    }
    journal.append(trades(100, 102))
    // oxlint-disable-next-line no-await-in-loop -- one after another
    await journal.close()
    // oxlint-disable-next-line no-await-in-loop -- one after another
    const read = await readAll(disk)
    expect(read.events).toEqual([...EVENTS.slice(0, records), ...trades(100, 102)])
    expect(read.damage).toEqual([])
  }
})

test('damage says between which records it lies', async () => {
  const bytes = await smallJournal()
  const line = bytes.indexOf('"t2"')
  bytes[line] = 0x21
  const { damage } = await readAll(diskOf(bytes))
  expect(damage).toEqual([
    {
      kind: 'bit-rot',
      segment: NAME,
      offset: bytes.lastIndexOf('\n', line) + 1,
      length: bytes.indexOf('\n', line) - bytes.lastIndexOf('\n', line),
      lostFrom: 3,
      lostTo: 4,
      after: EVENTS[1]?.receivedTime,
      before: EVENTS[3]?.receivedTime,
    },
  ])
})

test('a sector of zeros costs the records in it', async () => {
  const bytes = await smallJournal()
  const from = bytes.indexOf('"t1"')
  bytes.fill(0, from, from + 200)
  const { records, damage } = await readAll(diskOf(bytes))
  const lost = damage.map(({ lostFrom, lostTo }) => [lostFrom, lostTo])
  expect(lost).toEqual([[2, 2 + EVENTS.length - records.length]])
  expect(records.length).toBeGreaterThanOrEqual(EVENTS.length - 3)
})

test('a segment that is missing is reported with the numbers it held', async () => {
  const { journal, disk, clock } = await openWorld(undefined, { segmentBytes: 1 })
  for (const event of EVENTS) {
    journal.append([event])
    // oxlint-disable-next-line no-await-in-loop -- a segment each
    await clock.advance(20)
  }
  await journal.close()
  expect(disk.names()).toHaveLength(EVENTS.length)
  await disk.remove(segmentName(4))
  await disk.remove(segmentName(5))
  const { records, damage } = await readAll(disk)
  expect(records).toHaveLength(EVENTS.length - 2)
  expect(damage).toMatchObject([
    {
      kind: 'missing-segment',
      segment: segmentName(4),
      lostFrom: 4,
      lostTo: 6,
      after: EVENTS[2]?.receivedTime,
      before: EVENTS[5]?.receivedTime,
    },
  ])
})

test('a stretch that is there twice is read once', async () => {
  const bytes = await smallJournal()
  const half = bytes.indexOf('\n', bytes.length / 2) + 1
  const twice = Buffer.concat([bytes.subarray(0, half), bytes])
  expect(await readAll(diskOf(twice))).toMatchObject({ events: EVENTS, damage: [] })
})
