import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DAY, HOUR } from '../../market/units.ts'
import { weekendWeight } from './weekend-weight.ts'
import type { AnsweredSpan } from './weekend-weight.ts'

const MONDAY = Date.UTC(2026, 0, 5)

/** Whole weeks in which a share of what was predicted came, another one at weekends. */
const weeks = (count: number, weekday: number, weekend: number): AnsweredSpan[] =>
  Array.from({ length: count * 7 * 24 }, (_, hour) => {
    const day = Math.floor(hour / 24) % 7
    return {
      time: MONDAY + (hour + 1) * HOUR,
      predictedUsd: 1e6,
      realisedUsd: 1e6 * (day >= 5 ? weekend : weekday),
    }
  })

test('is 1 where weekends are like weekdays, and where there was none', () => {
  expect(weekendWeight(weeks(8, 0.5, 0.5))).toEqual({ weight: 1, days: 16 })
  expect(weekendWeight(weeks(1, 0.5, 0.2).slice(0, 5 * 24))).toEqual({ weight: 1, days: 0 })
})

test('goes half the way at twenty weekend days, and all of it in the end', () => {
  expect(weekendWeight(weeks(10, 0.5, 0.2))!.weight).toBeCloseTo((1 + 0.4) / 2, 9)
  expect(weekendWeight(weeks(1, 0.5, 0.2))!.weight).toBeCloseTo((20 + 2 * 0.4) / 22, 9)
  expect(weekendWeight(weeks(500, 0.5, 0.2))!.weight).toBeCloseTo(0.4, 1)
})

test('is not told where weekdays tell nothing', () => {
  expect(weekendWeight([])).toBeUndefined()
  expect(weekendWeight(weeks(2, 0, 0.5))).toBeUndefined()
})

test('lies between 1 and what was seen, and does not hang on the unit of money or the order', () => {
  const share = fc.double({ min: 0.01, max: 5, noNaN: true })
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 30 }), share, share, (count, weekday, weekend) => {
      const spans = weeks(count, weekday, weekend)
      const { weight, days } = weekendWeight(spans)!
      const seen = weekend / weekday
      expect(days).toBe(2 * count)
      expect(weight).toBeGreaterThanOrEqual(Math.min(1, seen) - 1e-9)
      expect(weight).toBeLessThanOrEqual(Math.max(1, seen) + 1e-9)
      const other = spans
        .map((one) => ({
          ...one,
          predictedUsd: 7 * one.predictedUsd,
          realisedUsd: 7 * one.realisedUsd,
        }))
        .toReversed()
      expect(weekendWeight(other)!.weight).toBeCloseTo(weight, 9)
    }),
    { numRuns: 30 },
  )
})

test('counts the hour that ends at midnight to the day before', () => {
  const spans = [
    { time: MONDAY + 4 * DAY, predictedUsd: 1, realisedUsd: 1 },
    { time: MONDAY + 7 * DAY, predictedUsd: 1, realisedUsd: 0 },
  ]
  expect(weekendWeight(spans)!.days).toBe(1)
})
