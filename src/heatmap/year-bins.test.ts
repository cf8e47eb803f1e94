import fc from 'fast-check'
import { expect, test } from 'vitest'
import { binEdge } from './grid.ts'
import {
  COARSE_ZOOM,
  YEAR_BINS,
  binsFor,
  coarseColumn,
  edgesOf,
  inBins,
  inUnits,
  unitFor,
} from './year-bins.ts'

const usd = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1e9, noNaN: true }))
const column = fc
  .array(
    fc.record({ bin: fc.integer({ min: -3_000, max: 24_000 }), longUsd: usd, shortUsd: usd }),
    {
      maxLength: 200,
    },
  )
  .map((levels) => levels.toSorted((a, b) => a.bin - b.bin))

const sum = (amounts: Iterable<number>): number => [...amounts].reduce((a, b) => a + b, 0)

test('the bins of a column hold all of it, side by side', () => {
  fc.assert(
    fc.property(fc.array(column, { minLength: 1, maxLength: 5 }), (columns) => {
      const coarse = columns.map(coarseColumn)
      const bins = binsFor(coarse)
      coarse.forEach(({ first, longUsd, shortUsd }, i) => {
        const longs = sum(columns[i]!.map((level) => level.longUsd))
        const shorts = sum(columns[i]!.map((level) => level.shortUsd))
        expect(sum(inBins(bins, first, longUsd))).toBeCloseTo(longs, 3)
        expect(sum(inBins(bins, first, shortUsd))).toBeCloseTo(shorts, 3)
      })
    }),
  )
})

test('bins are equal steps of log price, joined without a hole, and a level lies in one of them', () => {
  fc.assert(
    fc.property(column, (levels) => {
      const coarse = coarseColumn(levels)
      const bins = binsFor([coarse])
      const edges = edgesOf(bins)
      expect(edges).toHaveLength(YEAR_BINS + 1)
      const steps = edges.slice(1).map((edge, i) => Math.log(edge / edges[i]!))
      for (const step of steps) expect(step / steps[0]!).toBeCloseTo(1, 9)
      const longs = inBins(bins, coarse.first, coarse.longUsd)
      longs.forEach((amount, i) => {
        const own = levels.filter(({ bin }) => {
          const middle = Math.sqrt(binEdge(bin, COARSE_ZOOM) * binEdge(bin + 1, COARSE_ZOOM))
          return (i === 0 || middle > edges[i]!) && (i === YEAR_BINS - 1 || middle < edges[i + 1]!)
        })
        expect(amount).toBeCloseTo(sum(own.map(({ longUsd }) => longUsd)), 3)
      })
    }),
  )
})

test('levels of one bin are summed', () => {
  const level = { bin: 11, longUsd: 5, shortUsd: 2 }
  const { longUsd, shortUsd } = coarseColumn([level, { ...level, shortUsd: 0 }])
  expect([...longUsd, ...shortUsd]).toEqual([10, 2])
})

test('dust far away does not stretch the bins; the outermost take it in', () => {
  const levels = [
    { bin: 0, longUsd: 1, shortUsd: 0 },
    ...Array.from({ length: 20 }, (_, i) => ({ bin: 1_250 + i, longUsd: 1_600, shortUsd: 0 })),
  ]
  const coarse = coarseColumn(levels)
  const bins = binsFor([coarse])
  expect(bins).toEqual({ first: 1_250, width: 1 })
  expect([...inBins(bins, coarse.first, coarse.longUsd)]).toEqual([
    1_601,
    ...Array.from({ length: 19 }, () => 1_600),
  ])
})

test('amounts in units sum to the rounded sum, each within one unit of its own', () => {
  fc.assert(
    fc.property(fc.array(usd, { maxLength: 20 }), fc.constantFrom(1, 1_000), (amounts, unit) => {
      const units = inUnits(Float64Array.from(amounts), unit)
      expect(sum(units)).toBe(Math.round(sum(amounts) / unit))
      units.forEach((one, i) => {
        expect(Number.isInteger(one) && one >= 0).toBe(true)
        expect(Math.abs(one - amounts[i]! / unit)).toBeLessThanOrEqual(1 + 1e-6)
      })
    }),
  )
})

test.each([
  [0, 1],
  [99_998, 1],
  [99_999, 1],
  [100_000, 10],
  [1.5e9, 100_000],
])('of %d five digits are kept by the unit %d', (largest, unit) => {
  expect(unitFor(largest, 5)).toBe(unit)
  expect(String(Math.round(largest / unit)).length).toBeLessThanOrEqual(5)
})
