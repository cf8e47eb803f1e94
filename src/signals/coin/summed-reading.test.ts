import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseVenueId } from '../../market/instrument.ts'
import { binOf } from '../../market/price-bin.ts'
import { PRICE, readingOf } from '../reading.fixture.ts'
import { SignalRun } from '../signal-run.ts'
import { summedReading } from './summed-reading.ts'
import type { CoinPart } from './summed-reading.ts'

const [A, B] = [parseVenueId('binance')!, parseVenueId('bybit')!]
const WITHIN = 0.1
const total = (usd: Readonly<Float64Array>): number => usd.reduce((a, b) => a + b, 0)

const level = (from: number, to: number) =>
  fc.tuple(fc.double({ min: from, max: to, noNaN: true }), fc.integer({ min: 1, max: 1e7 }))
const part = (venue: CoinPart['venue']) =>
  fc
    .record({
      longs: fc.array(level(0.91, 0.99), { maxLength: 5 }),
      shorts: fc.array(level(1.01, 1.09), { maxLength: 5 }),
    })
    .map((of): CoinPart => ({ venue, reading: readingOf({ time: 1, ...of }), measured: undefined }))

test('the sum holds what its venues hold, each of them its own', () => {
  fc.assert(
    fc.property(part(A), part(B), part(B), (a, b, also) => {
      const sum = summedReading([a, b, also], WITHIN)
      const held = (one: CoinPart) => total(one.reading.density.longUsd)
      expect(total(sum.density.longUsd)).toBeCloseTo(held(a) + held(b) + held(also), 3)
      expect(total(sum.byVenue!.get(A)!.longUsd)).toBeCloseTo(held(a), 3)
      expect(total(sum.byVenue!.get(B)!.longUsd)).toBeCloseTo(held(b) + held(also), 3)
      // Whatever order: but for the price that it is seen from, which is the same here.
      const other = summedReading([also, b, a], WITHIN)
      other.density.shortUsd.forEach((usd, i) =>
        expect(usd).toBeCloseTo(sum.density.shortUsd[i]!, 3),
      )
    }),
    { numRuns: 40 },
  )
})

test('a cluster tells each venue’s part, and what of it is measured', () => {
  const around = (share: number, usd: number) =>
    [-0.0005, 0, 0.0005].map((away): [number, number] => [share + away, usd / 3])
  const bin = binOf(PRICE * 0.97)
  const sum = summedReading(
    [
      { venue: A, reading: readingOf({ time: 5, longs: around(0.97, 6e6) }), measured: undefined },
      {
        venue: B,
        reading: readingOf({ time: 4, longs: around(0.97, 2e6), factor: 3 }),
        measured: [
          [bin, 1e6, 9e9],
          [bin - 10_000, 5e6, 0],
        ],
      },
    ],
    WITHIN,
  )
  expect([sum.time, sum.band.width]).toEqual([5, Math.log(3)])
  const [cluster] = new SignalRun().push(sum).clusters
  expect(cluster!.usd).toBeCloseTo(8e6, 0)
  expect([...cluster!.byVenue!].map(([venue, usd]) => [venue, Math.round(usd)])).toEqual([
    [A, 6e6],
    [B, 2e6],
  ])
  expect(cluster!.measuredShare).toBeCloseTo(1 / 8, 6)
})

test('what is liquidated in a day is known where it is of all', () => {
  const of = (liquidatedDayUsd: number | undefined): CoinPart => ({
    venue: A,
    reading: readingOf({ time: 1, facts: { liquidatedDayUsd } }),
    measured: undefined,
  })
  expect(summedReading([of(2), of(3)], WITHIN).facts.liquidatedDayUsd).toBe(5)
  expect(summedReading([of(2), of(undefined)], WITHIN).facts.liquidatedDayUsd).toBeUndefined()
})
