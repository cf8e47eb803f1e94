import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MINUTE } from '../market/units.ts'
import { writeCompacted } from './compacted.ts'
import { start, trade, trades } from './events.fixture.ts'
import { openWorld, readAll } from './journal-world.fixture.ts'
import { expendable, retainJournal } from './retention.ts'
import type { AgedSegment, RetentionPolicy } from './retention.ts'
import { segmentName } from './segment-name.ts'

const HOUR = 60 * MINUTE
const now = start + 100 * HOUR

/** Ten segments of ten records and 100 bytes, one an hour, the last one being written. */
const segments: readonly AgedSegment[] = Array.from({ length: 10 }, (_, i) => ({
  name: segmentName(i * 10 + 1),
  first: i * 10 + 1,
  attempt: 0,
  bytes: 100,
  endedBy: i === 9 ? undefined : now - (9 - i) * HOUR,
}))
const PLENTY = { free: 1e12, total: 1e12 }

const count = (policy: RetentionPolicy, keepFrom = 1_000, space = PLENTY) =>
  expendable(segments, policy, keepFrom, now, space).length

test('nothing goes without a reason', () => {
  expect(count({})).toBe(0)
  expect(count({ maxAge: 100 * HOUR, maxBytes: 10_000 })).toBe(0)
})

test('what is too old goes, then what is too much', () => {
  expect(count({ maxAge: 5.5 * HOUR })).toBe(4)
  expect(count({ maxBytes: 350 })).toBe(7)
  expect(count({ maxAge: 5.5 * HOUR, maxBytes: 950 })).toBe(4)
})

test('fault 55: a nearly full disk gets the room of what is in the history already', () => {
  expect(count({}, 1_000, { free: 0, total: 5_000 })).toBe(3)
  expect(count({}, 21, { free: 0, total: 5_000 })).toBe(2)
})

test('what compaction needs stays, and so does the newest segment', () => {
  expect(count({ maxAge: 0, maxBytes: 0 }, 41)).toBe(4)
  expect(count({ maxAge: 0, maxBytes: 0 }, 45)).toBe(4)
  expect(count({ maxAge: 0, maxBytes: 0 }, 0)).toBe(0)
  expect(count({ maxAge: -1, maxBytes: 0 })).toBe(9)
})

test('always the oldest ones go, and never one that is needed', () =>
  fc.assert(
    fc.property(
      fc.nat(200),
      fc.option(fc.integer({ min: -1, max: 12 * HOUR }), { nil: undefined }),
      fc.option(fc.nat(1_200), { nil: undefined }),
      fc.nat(4_000),
      (keepFrom, maxAge, maxBytes, free) => {
        const policy = {
          ...(maxAge === undefined ? {} : { maxAge }),
          ...(maxBytes === undefined ? {} : { maxBytes }),
        }
        const removed = expendable(segments, policy, keepFrom, now, { free, total: 20_000 })
        expect(removed).toEqual(segments.slice(0, removed.length))
        const next = segments[removed.length]
        expect(next).toBeDefined()
        if (removed.length > 0) expect((next as AgedSegment).first).toBeLessThanOrEqual(keepFrom)
      },
    ),
  ))

test('after retention the journal reads on from what is left, and goes on', async () => {
  const { journal, disk, clock } = await openWorld(undefined, { segmentBytes: 1 })
  for (let n = 0; n < 10; n++) {
    journal.append([trade(n)])
    // oxlint-disable-next-line no-await-in-loop -- a segment each
    await clock.advance(1_000)
  }
  await writeCompacted(disk, { through: 10, from: 7 })
  const removed = await retainJournal(disk, { maxAge: 7_500 }, clock.wall())
  expect(removed.map(({ first }) => first)).toEqual([1, 2])
  expect(await retainJournal(disk, { maxBytes: 0 }, clock.wall())).toHaveLength(4)
  await journal.close()
  const { events, damage } = await readAll(disk.afterPowerCut(() => 0))
  expect(events).toEqual(trades(6, 10))
  expect(damage).toEqual([])
  const next = await openWorld(disk)
  expect(next.journal.recovery).toMatchObject({ next: 11, segments: 4 })
  await next.journal.close()
})
