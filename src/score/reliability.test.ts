import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../market/seeded-random.ts'
import { DAY, HOUR } from '../market/units.ts'
import { realisedOverPredicted } from './realised-over-predicted.ts'
import { bandCoverage, reliability } from './reliability.ts'

const value = fc.integer({ min: 0, max: 20 })
const rows = fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 40 })

/** The least squares rising fit by the min-max formula, quadratic and plain. */
function plainIsotonic(pairs: readonly (readonly [number, number])[], at: number): number {
  const levels = [...new Set(pairs.map(([p]) => p))].sort((a, b) => a - b)
  const mean = (from: number, to: number) => {
    const within = pairs.filter(([p]) => p >= from && p <= to)
    return within.reduce((sum, [, r]) => sum + r, 0) / within.length
  }
  const above = levels.filter((level) => level >= at)
  return Math.max(
    ...levels
      .filter((level) => level <= at)
      .map((from) => Math.min(...above.map((to) => mean(from, to)))),
  )
}

describe('reliability', () => {
  test('pools what falls', () => {
    const { curve } = reliability([1, 2, 3, 4], [0, 5, 3, 8])!
    expect(curve).toEqual([
      { from: 1, to: 1, predicted: 1, realised: 0, rows: 1 },
      { from: 2, to: 3, predicted: 2.5, realised: 4, rows: 2 },
      { from: 4, to: 4, predicted: 4, realised: 8, rows: 1 },
    ])
  })

  test('the curve rises and is the least squares one', () => {
    fc.assert(
      fc.property(rows, (pairs) => {
        const result = reliability(
          pairs.map(([p]) => p),
          pairs.map(([, r]) => r),
        )!
        const heights = result.curve.map((step) => step.realised)
        expect(heights).toEqual([...new Set(heights)].sort((a, b) => a - b))
        for (const step of result.curve) {
          expect(step.realised).toBeCloseTo(plainIsotonic(pairs, step.from), 9)
          expect(step.realised).toBeCloseTo(plainIsotonic(pairs, step.to), 9)
        }
        expect(result.curve.reduce((sum, step) => sum + step.rows, 0)).toBe(pairs.length)
      }),
    )
  })

  test('the parts add up, and none is negative', () => {
    fc.assert(
      fc.property(rows, (pairs) => {
        const { score, miscalibration, discrimination, uncertainty } = reliability(
          pairs.map(([p]) => p),
          pairs.map(([, r]) => r),
        )!
        const mean = pairs.reduce((sum, [p, r]) => sum + (p - r) ** 2, 0) / pairs.length
        expect(score).toBeCloseTo(mean, 9)
        expect(miscalibration - discrimination + uncertainty).toBeCloseTo(mean, 9)
        for (const part of [miscalibration, discrimination, uncertainty]) {
          expect(part).toBeGreaterThanOrEqual(-1e-9)
        }
        expect(discrimination).toBeLessThanOrEqual(uncertainty + 1e-9)
      }),
    )
  })

  test('a forecast equal to what came is perfectly calibrated; half of it is not', () => {
    const random = seededRandom(1)
    const realised = Float64Array.from({ length: 200 }, () => 1e6 * random() ** 3)
    const perfect = reliability(realised, realised)!
    expect(perfect.score).toBe(0)
    expect(perfect.discrimination / perfect.uncertainty).toBeCloseTo(1, 12)
    const half = reliability(
      realised.map((r) => r / 2),
      realised,
    )!
    expect(half.discrimination).toBeCloseTo(perfect.discrimination, 3)
    expect(half.miscalibration / half.score).toBeCloseTo(1, 12)
  })

  test('a constant has no discrimination, no row no reliability', () => {
    expect(reliability([5, 5, 5], [1, 2, 6])).toMatchObject({ discrimination: 0 })
    expect(reliability([5, 5, 5], [1, 2, 6])!.miscalibration).toBeCloseTo(4, 12)
    expect(reliability([], [])).toBeUndefined()
    expect(() => reliability([1], [])).toThrow(RangeError)
  })
})

test('a band covers what lies in it, bounds included', () => {
  const unknown = Number.NaN
  expect(bandCoverage([0, 1, 2, 3, unknown], [1, 1, 1, 1, 1], [2, 2, 2, 2, 2])).toEqual({
    inside: 0.5,
    below: 0.25,
    above: 0.25,
    rows: 4,
  })
  expect(bandCoverage([unknown], [0], [1])).toBeUndefined()
})

describe('realised over predicted', () => {
  const time = Float64Array.from({ length: 24 * 30 }, (_, i) => i * HOUR + HOUR)

  test('is the factor by which a map is too high', () => {
    const realised = time.map((_, i) => 10 + (i % 7))
    const predicted = realised.map((r) => 5 * r)
    const { value, low, high } = realisedOverPredicted(time, realised, predicted, { seed: 1 })!
    for (const figure of [value, low, high]) expect(figure).toBeCloseTo(0.2, 12)
  })

  test('is that of the sums, without rows of which one side is unknown', () => {
    const options = { seed: 1 }
    const found = realisedOverPredicted(
      [1, 2, 2, 3, 4, 5, 6, 7].map((day) => day * DAY),
      [3, Number.NaN, 5, 7, 1, 1, 1, 0],
      [6, 100, Number.NaN, 14, 1, 1, 4, 0],
      options,
    )
    expect(found!.value).toBe(13 / 26)
    expect(
      realisedOverPredicted(time, time, new Float64Array(time.length), options),
    ).toBeUndefined()
  })
})
