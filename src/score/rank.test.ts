import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { normal, seededRandom } from '../market/seeded-random.ts'
import { leastSquares } from './least-squares.ts'
import { averageRanks, partialSpearman, pearson, spearman } from './rank.ts'

const value = fc.integer({ min: -50, max: 50 })
const pairs = fc.array(fc.tuple(value, value), { minLength: 3, maxLength: 40 })

/** `count` columns of independent normal numbers. */
function columns(seed: number, count: number, rows = 2_000): Float64Array[] {
  const random = seededRandom(seed)
  return Array.from({ length: count }, () =>
    Float64Array.from({ length: rows }, () => normal(random)),
  )
}

describe('ranks', () => {
  test('equal values share the mean of their ranks', () => {
    expect([...averageRanks([30, 10, 30, 20, 30])]).toEqual([4, 1, 4, 2, 4])
    expect([...averageRanks([])]).toEqual([])
  })

  test('sum to n(n+1)/2 whatever is equal', () => {
    fc.assert(
      fc.property(fc.array(value), (values) => {
        const sum = averageRanks(values).reduce((a, b) => a + b, 0)
        expect(sum).toBeCloseTo((values.length * (values.length + 1)) / 2, 9)
      }),
    )
  })
})

describe('correlation', () => {
  test('of known columns', () => {
    expect(pearson([1, 2, 3], [2, 4, 6])).toBeCloseTo(1, 12)
    // Ranks 1 2 3 4 5 against 2 1 4 3 5: 1 − 6·Σd²/(n(n²−1)) with Σd² = 4.
    expect(spearman([1, 2, 3, 4, 5], [20, 10, 40, 30, 50])).toBeCloseTo(1 - 24 / 120, 12)
    expect(spearman([1, 1, 1], [1, 2, 3])).toBeUndefined()
    expect(pearson([0.1, 0.1, 0.1], [1, 2, 3])).toBeUndefined()
    expect(() => pearson([1], [1, 2])).toThrow(RangeError)
  })

  test('of ranks does not change under monotone maps', () => {
    fc.assert(
      fc.property(pairs, (rows) => {
        const a = rows.map(([x]) => x)
        const b = rows.map(([, y]) => y)
        const mapped = a.map((x) => Math.exp(x / 20) + 3)
        expect(spearman(mapped, b)).toEqual(spearman(a, b))
        const turned = spearman(
          a.map((x) => -x),
          b,
        )
        if (turned !== undefined) expect(turned).toBeCloseTo(-spearman(a, b)!, 12)
      }),
    )
  })
})

describe('partial rank correlation', () => {
  test('is that of textbooks for one control', () => {
    const [x, noise, z] = columns(1, 3)
    const a = x!.map((v, i) => v + z![i]!)
    const b = noise!.map((v, i) => v + 0.5 * x![i]! + z![i]!)
    const [ab, az, bz] = [spearman(a, b)!, spearman(a, z!)!, spearman(b, z!)!]
    const known = (ab - az * bz) / Math.sqrt((1 - az * az) * (1 - bz * bz))
    expect(partialSpearman(a, b, [z!])).toBeCloseTo(known, 10)
  })

  test('is near 0 where the control makes all of the correlation', () => {
    const [u, v, z, other] = columns(2, 4)
    const a = u!.map((x, i) => x + 2 * z![i]!)
    const b = v!.map((x, i) => x + 2 * z![i]!)
    expect(spearman(a, b)!).toBeGreaterThan(0.7)
    expect(Math.abs(partialSpearman(a, b, [z!])!)).toBeLessThan(0.06)
    expect(Math.abs(partialSpearman(a, b, [other!, z!])!)).toBeLessThan(0.06)
  })

  test('is undefined for a monotone function of a control, and a control twice is one', () => {
    const [a, b, z] = columns(3, 3, 100)
    expect(partialSpearman(z!.map(Math.exp), b!, [z!])).toBeUndefined()
    expect(partialSpearman(a!, b!, [z!, z!])).toBeCloseTo(partialSpearman(a!, b!, [z!])!, 10)
    expect(partialSpearman(a!, b!, [])).toBeCloseTo(spearman(a!, b!)!, 12)
  })
})

describe('least squares', () => {
  test('find the plane that the rows lie on, with dependent columns left out', () => {
    const [x, z] = columns(4, 2, 50)
    const y = x!.map((v, i) => 3 + 2 * v - 5 * z![i]!)
    const flat = x!.map(() => 7)
    const fit = leastSquares(y, [flat, x!, z!, x!])
    expect(fit.intercept).toBeCloseTo(3, 9)
    expect(fit.slopes[0]).toBe(0)
    expect(fit.slopes[1]).toBeCloseTo(2, 9)
    expect(fit.slopes[2]).toBeCloseTo(-5, 9)
    expect(fit.slopes[3]).toBe(0)
    expect(Math.max(...fit.residuals.map(Math.abs))).toBeLessThan(1e-9)
  })

  test('leave residuals that no column explains', () => {
    const [y, x, z] = columns(5, 3, 200)
    const { residuals } = leastSquares(y!, [x!, z!])
    for (const column of [x!, z!]) expect(Math.abs(pearson(residuals, column)!)).toBeLessThan(1e-12)
    expect(Math.abs(residuals.reduce((a, b) => a + b, 0))).toBeLessThan(1e-9)
  })
})
