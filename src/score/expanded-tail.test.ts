import { expect, test } from 'vitest'
import { normalBelow } from '../market/normal-distribution.ts'
import { effectiveCount, expandedTail, studentAbove } from './expanded-tail.ts'

// Printed tables of Student's t, e.g. NIST/SEMATECH e-Handbook of Statistical Methods 1.3.6.7.2.
test.each([
  [0.05, 1, 6.314],
  [0.025, 1, 12.706],
  [0.05, 4, 2.132],
  [0.025, 11, 2.201],
  [0.005, 29, 2.756],
  [0.025, 100, 1.984],
  [0.025, 1_000, 1.962],
])('t leaves %d above it, of %d degrees of freedom, at %d', (tail, freedom, t) => {
  expect(studentAbove(tail, freedom)).toBeCloseTo(t, 3)
})

test('degrees between whole ones lie between theirs', () => {
  const [two, between, three] = [2, 2.5, 3].map((freedom) => studentAbove(0.025, freedom))
  expect(between).toBeLessThan(two!)
  expect(between).toBeGreaterThan(three!)
})

test('equal weights count as many as they are, unequal ones as fewer, and none as none', () => {
  expect(effectiveCount([3, 3, 3, 3])).toBeCloseTo(4, 12)
  expect(effectiveCount([3, 0, 3, 0])).toBeCloseTo(2, 12)
  expect(effectiveCount([100, 1, 1, 1])).toBeCloseTo(1.06, 2)
  expect(effectiveCount([0, 0])).toBe(0)
})

test('an expanded tail is thinner the fewer blocks there are, and the normal one of many', () => {
  const tails = [2, 2.1, 3, 5, 12, 50, 10_000].map((count) => expandedTail(0.95, count))
  expect(tails).toEqual(tails.toSorted((a, b) => a - b))
  expect(tails[0]).toBe(0)
  expect(tails[4]).toBeCloseTo(normalBelow(-Math.sqrt(12 / 11) * 2.201), 5)
  expect(tails.at(-1)).toBeCloseTo(0.025, 4)
})
