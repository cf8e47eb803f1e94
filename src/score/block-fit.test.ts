import fc from 'fast-check'
import { expect, test } from 'vitest'
import { normal, seededRandom } from '../market/seeded-random.ts'
import { DAY } from '../market/units.ts'
import { blockFit } from './block-fit.ts'
import { leastSquares } from './least-squares.ts'

const OPTIONS = { seed: 1, draws: 50 }

test('the coefficients are those of least squares', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = seededRandom(seed)
      const rows = Array.from({ length: 60 }, (_, day) => {
        const [a, b] = [normal(random), normal(random)]
        return { time: (day + 1) * DAY, x: [1, a, b], y: 3 + 2 * a - b + normal(random) }
      })
      const { coefficients, interval } = blockFit(rows, 2, OPTIONS)!
      const y = rows.map((row) => row.y)
      const columns = [1, 2].map((k) => rows.map(({ x }) => x[k]!))
      const { intercept, slopes } = leastSquares(y, columns)
      const plain = [intercept, ...slopes]
      coefficients.forEach((one, k) => expect(one).toBeCloseTo(plain[k]!, 9))
      expect(interval.value).toBe(coefficients[2])
      expect(interval.low).toBeLessThanOrEqual(interval.high)
    }),
    { numRuns: 50 },
  )
})

test('there is none where a column is made of the others, nor on few blocks', () => {
  const rows = Array.from({ length: 20 }, (_, i) => ({
    time: (i + 1) * DAY,
    x: [1, i / 3, 2 * i - 7],
    y: i % 5,
  }))
  expect(blockFit(rows, 0, OPTIONS)).toBeUndefined()
  const sound = rows.map((row, i) => ({ ...row, x: [1, i, i % 3] }))
  expect(blockFit(sound, 0, OPTIONS)).toBeDefined()
  expect(blockFit(sound, 0, { ...OPTIONS, block: 5 * DAY })).toBeUndefined()
  expect(blockFit([], 0, OPTIONS)).toBeUndefined()
})
