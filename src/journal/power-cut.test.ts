import fc from 'fast-check'
import { expect, test } from 'vitest'
import { liquidation, start, trades } from './events.fixture.ts'
import { openWorld, readAll } from './journal-world.fixture.ts'
import { MemoryDisk } from './memory-disk.fixture.ts'

test('fault 51: a power cut at any moment loses nothing acknowledged and doubles nothing', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.constantFrom(0, 5, 20, 1_000)), {
        minLength: 1,
        maxLength: 15,
      }),
      fc.integer({ min: 200, max: 2_000 }),
      fc.array(fc.tuple(fc.integer({ min: 1, max: 60 }), fc.constantFrom('EIO', 'ENOSPC'))),
      fc.integer({ min: 1, max: 60 }),
      fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })),
      async (steps, segmentBytes, faults, cut, chances) => {
        const disk = new MemoryDisk()
        const at = new Map(faults)
        const { journal, clock, committed } = await openWorld(disk, { segmentBytes })
        disk.fault = ({ number }) => (number >= cut ? 'die' : at.get(number))
        let n = 0
        for (const [count, wait] of steps) {
          journal.append(trades(n, (n += count)))
          await clock.advance(wait)
        }
        const left = disk.afterPowerCut(() => chances.next().value)
        const next = await openWorld(left, { segmentBytes })
        // Numbers of acknowledged records are not given again.
        expect(next.journal.recovery.next).toBeGreaterThan(committed.length)
        next.journal.append([liquidation(1), liquidation(2)])
        await next.journal.close()
        const { records, events } = await readAll(left)
        expect(records.slice(0, committed.length)).toEqual(committed)
        const rest = events.slice(committed.length)
        expect(rest.slice(-2)).toEqual([liquidation(1), liquidation(2)])
        // What was written and not acknowledged may be there, each once and in order.
        const unsure = rest.slice(0, -2).map(({ exchangeTime }) => exchangeTime - start)
        expect(
          unsure.every((one, i) => one >= committed.length && one > (unsure[i - 1] ?? -1)),
        ).toBe(true)
      },
    ),
    { numRuns: 400 },
  ))
