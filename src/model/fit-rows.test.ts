import fc from 'fast-check'
import { expect, test } from 'vitest'
import { HOUR } from '../market/units.ts'
import { FitRows } from './fit-rows.ts'
import type { LearntRow } from './fit-rows.ts'
import type { SideIndex } from './side.ts'

const SPAN = HOUR / 12

/** Rows of five minutes, both sides, some of them missing. */
const rowsArbitrary = fc
  .array(
    fc.record({
      isKnown: fc.boolean(),
      components: fc.uniqueArray(fc.nat(40), { minLength: 1, maxLength: 6 }),
      usd: fc.integer({ min: 1, max: 1_000 }),
      realisedUsd: fc.integer({ min: 0, max: 1_000 }),
    }),
    { maxLength: 800 },
  )
  .map((made) =>
    made.flatMap(({ isKnown, components, usd, realisedUsd }, i): LearntRow[] => {
      if (!isKnown) return []
      const time = (Math.floor(i / 2) + 1) * SPAN
      const ascending = Uint16Array.from(components).sort()
      const row = {
        time,
        side: (i % 2) as SideIndex,
        components: ascending,
        usd: Float64Array.from(ascending, (_, k) => usd + k),
      }
      return [{ row, realisedUsd, priorUsd: usd }]
    }),
  )

const weights = Float64Array.from({ length: 41 }, (_, i) => 1 + i)

/** What rows after a time come to, by hour and side. */
function sumsOf(rows: FitRows, after: number): ReadonlyMap<string, readonly number[]> {
  const sums = new Map<string, readonly number[]>()
  for (let row = rows.after(after); row < rows.end; row++) {
    const key = `${Math.ceil(rows.time[row]! / HOUR)} ${rows.side[row]}`
    const [expected, realised, prior] = sums.get(key) ?? [0, 0, 0]
    sums.set(key, [
      expected! + rows.expectedUsd(row, weights),
      realised! + rows.realisedUsd[row]!,
      prior! + rows.priorUsd[row]!,
    ])
  }
  return sums
}

test('forgetting and joining lose no dollar of the rows that are kept', () => {
  fc.assert(
    fc.property(rowsArbitrary, fc.nat(30), fc.nat(30), (made, forgotten, joined) => {
      const [plain, rows] = [new FitRows(), new FitRows()]
      const [until, coarse] = [forgotten * HOUR, joined * HOUR]
      made.forEach((row, i) => {
        plain.push(row)
        rows.push(row)
        // As a calibration does it, now and then on the way.
        if (i % 97 !== 0) return
        rows.forget(Math.min(until, row.row.time - HOUR))
        rows.coarsen(Math.min(coarse, Math.floor(row.row.time / HOUR) * HOUR))
      })
      rows.forget(until)
      rows.coarsen(coarse)
      expect(sumsOf(rows, until)).toEqual(sumsOf(plain, until))
      const ended = rows.after(until)
      const hours = Array.from({ length: Math.max(0, rows.after(coarse) - ended) }, (_, i) =>
        [Math.ceil(rows.time[ended + i]! / HOUR), rows.side[ended + i]].join(' '),
      )
      expect(new Set(hours).size).toBe(hours.length)
      for (let row = ended + 1; row < rows.end; row++)
        expect(rows.time[row]).toBeGreaterThanOrEqual(rows.time[row - 1]!)
    }),
    { numRuns: 150 },
  )
})

test('a row is added to where it lies, whatever was let go of before it', () => {
  const rows = new FitRows()
  const one = (time: number): LearntRow => ({
    row: { time, side: 0, components: Uint16Array.of(7), usd: Float64Array.of(10) },
    realisedUsd: 1,
    priorUsd: 2,
  })
  for (let i = 1; i <= 5_000; i++) {
    const pushed = rows.push(one(i * SPAN))
    rows.forget((i - 300) * SPAN)
    if (i % 12 === 0) rows.coarsen(Math.floor(((i - 100) * SPAN) / HOUR) * HOUR)
    rows.addTo(pushed, one(i * SPAN))
    const last = rows.end - 1
    expect([rows.time[last], rows.realisedUsd[last], rows.usd[rows.begin[last]!]]).toEqual([
      i * SPAN,
      2,
      20,
    ])
  }
})
