import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { normal, seededRandom } from '../market/seeded-random.ts'
import type { Random } from '../market/seeded-random.ts'
import { DAY, HOUR } from '../market/units.ts'
import { bootstrapMean, bootstrapRatio } from './bootstrap.ts'
import { blockOf } from './day.ts'

const options = { seed: 1, draws: 400 }

/** Hourly values about a mean; what is common to the hours of a day makes them depend on each other. */
function hourly(seed: number, days: number, mean: number) {
  const random = seededRandom(seed)
  const time = Float64Array.from({ length: days * 24 }, (_, i) => (i + 1) * HOUR)
  let common = 0
  const values = time.map((_, i) => {
    if (i % 24 === 0) common = normal(random)
    return mean + common + normal(random)
  })
  return { time, values }
}

/** Share of seeds on which the interval holds the mean. */
function coverage(block: number, level: number, seeds = 200): number {
  let held = 0
  for (let seed = 0; seed < seeds; seed++) {
    const { time, values } = hourly(seed, 40, 3)
    const { low, high } = bootstrapMean(time, values, { seed, level, draws: 300, block })!
    if (low <= 3 && 3 <= high) held++
  }
  return held / seeds
}

describe('the interval', () => {
  test('holds a known mean at about its nominal rate, though hours of a day are alike', () => {
    expect(coverage(DAY, 0.9)).toBeGreaterThan(0.83)
    expect(coverage(DAY, 0.9)).toBeLessThan(0.96)
    expect(coverage(DAY, 0.5)).toBeGreaterThan(0.4)
    expect(coverage(DAY, 0.5)).toBeLessThan(0.6)
  })

  test('would be far too narrow if hours were taken as independent', () => {
    expect(coverage(HOUR, 0.9, 50)).toBeLessThan(0.6)
  })

  // By percentiles alone 90 % intervals hold 80 % of the time on 5 blocks, 76 % where weights differ.
  test.each([
    ['of one weight', () => 1],
    ['of which few carry the weight', (random: Random) => Math.exp(normal(random))],
  ])('holds the mean of five blocks at about its rate, %s', (_, weigh) => {
    let held = 0
    const markets = 400
    for (let seed = 0; seed < markets; seed++) {
      const random = seededRandom(seed)
      const rows = [1, 2, 3, 4, 5].map((day) => {
        const denominator = weigh(random)
        return { time: day * DAY, numerator: denominator * normal(random), denominator }
      })
      const { low, high } = bootstrapRatio(rows, { seed, draws: 300 })!
      if (low <= 0 && high >= 0) held++
    }
    expect(held / markets).toBeGreaterThan(0.86)
    expect(held / markets).toBeLessThan(0.95)
  })

  test('is the same for the same seed and encloses the value of even blocks', () => {
    const { time, values } = hourly(3, 20, 0)
    const one = bootstrapMean(time, values, options)!
    expect(bootstrapMean(time, values, options)).toEqual(one)
    expect(one.low).toBeLessThan(one.value)
    expect(one.high).toBeGreaterThan(one.value)
    const still = bootstrapMean(time, values.fill(2), options)
    expect(still).toEqual({ value: 2, low: 2, high: 2 })
  })
})

test('a mean leaves out what is unknown', () => {
  const time = [1, 2, 3, 4, 5, 6].map((day) => day * DAY)
  const unknown = Number.NaN
  expect(bootstrapMean(time, [1, unknown, 3, 5, 5, 6], options)!.value).toBe(4)
  expect(bootstrapMean(time, [1, unknown, unknown, 5, 5, 6], options)).toBeUndefined()
})

test('a ratio is that of the sums, and has its bounds between those of the days', () => {
  const amount = fc.double({ min: 0.1, max: 100, noNaN: true })
  fc.assert(
    fc.property(fc.array(fc.tuple(amount, amount), { minLength: 5, maxLength: 12 }), (pairs) => {
      const rows = pairs.map(([numerator, denominator], i) => ({
        time: (i + 1) * DAY,
        numerator,
        denominator,
      }))
      const { value, low, high } = bootstrapRatio(rows, { seed: 1, draws: 50 })!
      const sum = (at: 0 | 1) => pairs.reduce((total, pair) => total + pair[at], 0)
      expect(value).toBeCloseTo(sum(0) / sum(1), 9)
      const ratios = pairs.map(([a, b]) => a / b)
      expect(low).toBeGreaterThanOrEqual(Math.min(...ratios) - 1e-9)
      expect(high).toBeLessThanOrEqual(Math.max(...ratios) + 1e-9)
      expect(low).toBeLessThanOrEqual(high)
    }),
  )
  expect(bootstrapRatio([], options)).toBeUndefined()
  const empty = [1, 2, 3, 4, 5].map((day) => ({ time: day * DAY, numerator: 1, denominator: 0 }))
  expect(bootstrapRatio(empty, options)).toBeUndefined()
})

test('the hour that ends at midnight belongs to the day it closes', () => {
  expect([HOUR, DAY - HOUR, DAY, DAY + 1].map((end) => blockOf(end))).toEqual([0, 0, 0, 1])
})
