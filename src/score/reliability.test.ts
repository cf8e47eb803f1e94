import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { reliabilityCurve } from './reliability.ts'

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

describe('a reliability curve', () => {
  test('pools what falls', () => {
    const curve = reliabilityCurve([1, 2, 3, 4], [0, 5, 3, 8])
    expect(curve).toEqual([
      { from: 1, to: 1, predicted: 1, realised: 0, rows: 1 },
      { from: 2, to: 3, predicted: 2.5, realised: 4, rows: 2 },
      { from: 4, to: 4, predicted: 4, realised: 8, rows: 1 },
    ])
  })

  test('rises and is the least squares one', () => {
    fc.assert(
      fc.property(rows, (pairs) => {
        const curve = reliabilityCurve(
          pairs.map(([p]) => p),
          pairs.map(([, r]) => r),
        )
        const heights = curve.map((step) => step.realised)
        expect(heights).toEqual([...new Set(heights)].sort((a, b) => a - b))
        for (const step of curve) {
          expect(step.realised).toBeCloseTo(plainIsotonic(pairs, step.from), 9)
          expect(step.realised).toBeCloseTo(plainIsotonic(pairs, step.to), 9)
        }
        expect(curve.reduce((sum, step) => sum + step.rows, 0)).toBe(pairs.length)
      }),
    )
  })

  test('has no step of no row', () => {
    expect(reliabilityCurve([], [])).toEqual([])
    expect(() => reliabilityCurve([1], [])).toThrow(RangeError)
  })
})
