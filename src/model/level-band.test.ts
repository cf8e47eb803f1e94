import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { normal, seededRandom } from '../market/seeded-random.ts'
import { FEED_BAND } from './feed-correction.ts'
import { DEFAULT_BAND, aroundUsd, halfBand, learnBand } from './level-band.ts'
import type { AnsweredRow, LevelBand } from './level-band.ts'

const row = fc.record({
  expectedUsd: fc.double({ min: 0, max: 1e9, noNaN: true }),
  realisedUsd: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1e9, noNaN: true })),
  stretch: fc.double({ min: 0, max: 0.3, noNaN: true }),
})
const rows = fc.array(row, { maxLength: 200 })
const stretch = fc.double({ min: 0, max: 2, noNaN: true })
const usd = fc.double({ min: 0, max: 1e12, noNaN: true })

/** Rows of sums whose error is lognormal with a deviation that falls with the stretch. */
function simulated(deviation: number, count = 600, evensOut = 0.35): readonly AnsweredRow[] {
  const random = seededRandom(3)
  return Array.from({ length: count }, () => {
    const wide = 0.002 * Math.exp(2.5 * random())
    const error = deviation * (wide / 0.002) ** -evensOut * normal(random)
    const expectedUsd = 1e6 * Math.exp(random())
    return { expectedUsd, realisedUsd: expectedUsd * Math.exp(error), stretch: wide }
  })
}

describe('the band of a level', () => {
  test('is ordered, leaves nothing nothing, and never grows with the stretch', () => {
    fc.assert(
      fc.property(rows, usd, stretch, stretch, fc.boolean(), (some, amount, a, b, isSampled) => {
        const band = learnBand(some)
        const half = (wide: number) => halfBand(band, wide, isSampled)
        const { low, high } = aroundUsd(amount, half(a))
        expect(low).toBeLessThanOrEqual(amount)
        expect(high).toBeGreaterThanOrEqual(amount)
        expect(Number.isFinite(high)).toBe(true)
        expect(aroundUsd(0, half(a))).toEqual({ low: 0, high: 0 })
        expect(half(Math.max(a, b))).toBeLessThanOrEqual(half(Math.min(a, b)))
        expect(halfBand(band, a, true)).toBeGreaterThanOrEqual(halfBand(band, a, false))
      }),
    )
  })

  test('is the same whatever the order of rows of different weight', () => {
    fc.assert(
      fc.property(fc.constantFrom(...simulated(1, 80).keys()), (from) => {
        const some = simulated(1, 80)
        const turned = [...some.slice(from), ...some.slice(0, from)]
        const [one, other] = [learnBand(some), learnBand(turned)]
        expect(other.width).toBeCloseTo(one.width, 9)
        expect(other.widest).toBe(one.widest)
      }),
    )
  })

  test('is a stated default until enough rows are known', () => {
    expect(learnBand([])).toEqual(DEFAULT_BAND)
    expect(learnBand(simulated(1, 20))).toEqual(DEFAULT_BAND)
    expect(DEFAULT_BAND.isLearnt).toBe(false)
    expect(Math.exp(halfBand(DEFAULT_BAND, 0.002, false))).toBeCloseTo(4.6, 9)
    const silent = simulated(1).map((one) => ({ ...one, realisedUsd: 0 }))
    expect(learnBand(silent)).toEqual(DEFAULT_BAND)
  })

  // 80 % of a normal distribution lie within 1.2816 deviations.
  test.each([0.3, 0.8, 1.5])('finds how far sums are off: %d', (deviation) => {
    const { width, isLearnt } = learnBand(simulated(deviation, 4_000))
    expect(isLearnt).toBe(true)
    expect(width / (1.2816 * deviation)).toBeGreaterThan(0.93)
    expect(width / (1.2816 * deviation)).toBeLessThan(1.07)
  })

  test('learns whether errors even out in wider sums', () => {
    const wide = (evensOut: number) => learnBand(simulated(0.8, 4_000, evensOut)).evensOut
    expect(wide(0)).toBeLessThan(0.1)
    expect(wide(0.2)).toBeGreaterThan(0.1)
    expect(wide(0.2)).toBeLessThan(0.3)
    // What falls faster than errors can even out is chance.
    expect(wide(0.6)).toBe(0.35)
  })

  test('hardly hears rows that should give next to nothing', () => {
    const known = simulated(0.5, 2_000)
    const chance = known.map((one, i) => {
      return { ...one, expectedUsd: one.expectedUsd / 2_000, realisedUsd: i % 100 === 0 ? 1e6 : 0 }
    })
    const [alone, both] = [learnBand(known).width, learnBand([...known, ...chance]).width]
    expect(both / alone).toBeLessThan(1.02)
    expect(both).toBeGreaterThanOrEqual(alone)
  })

  test('holds sums over more than was ever swept for no better than that', () => {
    const band = learnBand(simulated(1))
    expect(band.widest).toBeLessThan(Math.max(...simulated(1).map((one) => one.stretch)))
    expect(halfBand(band, 1, false)).toBe(halfBand(band, band.widest, false))
  })

  test('adds what a sampled feed leaves open in squares of logarithms', () => {
    const band: LevelBand = { width: 1, evensOut: 0.35, widest: 0.02, isLearnt: true }
    expect(halfBand(band, 0.002, true) ** 2).toBeCloseTo(1 + Math.log(1 + FEED_BAND) ** 2, 12)
  })
})
