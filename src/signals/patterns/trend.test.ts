import fc from 'fast-check'
import { expect, test } from 'vitest'
import { trendOf } from './trend.ts'

test('a line has its slope, and is no chance', () => {
  const line = Array.from({ length: 12 }, (_, i) => [i, 5 - 2 * i] as const)
  expect(trendOf(line)!.slope).toBe(-2)
  expect(trendOf(line)!.chance).toBeLessThan(1e-5)
})

// Of the 15 pairs 3 rise and 12 fall: S = −9, Var S = 6·5·17 ÷ 18 = 28.33, z = −8 ÷ 5.323 = −1.503.
test('the chance is that of the Mann–Kendall test', () => {
  const values = [9, 10, 7, 6, 8, 3]
  expect(trendOf(values.map((y, x) => [x, y]))!.chance).toBeCloseTo(0.1329, 3)
})

test('one wild value does not turn the trend', () => {
  const values = [10, 9, 8, 7, 100, 5, 4, 3]
  expect(trendOf(values.map((y, x) => [x, y]))!.slope).toBeLessThan(0)
})

test('equal values have none, and two are too few', () => {
  expect(trendOf([1, 1, 1, 1].map((y, x) => [x, y]))).toEqual({ slope: 0, chance: 1 })
  expect(
    trendOf([
      [0, 1],
      [1, 2],
    ]),
  ).toBeUndefined()
})

test('the mirrored values have the mirrored slope and the same chance', () => {
  const values = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 3, maxLength: 30 })
  fc.assert(
    fc.property(values, (ys) => {
      const up = trendOf(ys.map((y, x) => [x, y]))!
      const down = trendOf(ys.map((y, x) => [x, -y]))!
      expect(up.slope + down.slope).toBeCloseTo(0, 9)
      expect(up.chance).toBe(down.chance)
      expect(up.chance).toBeGreaterThanOrEqual(0)
      expect(up.chance).toBeLessThanOrEqual(1)
    }),
  )
})
