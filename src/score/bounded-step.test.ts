import fc from 'fast-check'
import { expect, test } from 'vitest'
import { boundedStep } from './bounded-step.ts'

const number = fc.double({ min: -10, max: 10, noNaN: true })

/** A quadratic by its slope and bend at a point. */
const value = (at: readonly number[], [a, b]: readonly number[], bend: number[][]) => {
  const [x, y] = [at[0]!, at[1]!]
  return (
    0.5 * (bend[0]![0]! * x * x + 2 * bend[0]![1]! * x * y + bend[1]![1]! * y * y) - a! * x - b! * y
  )
}

test('goes to the bottom of a quadratic in one step', () => {
  const bend = [
    [4, 1],
    [1, 3],
  ]
  const [x, y] = boundedStep([5, 5], [6, 3], bend, [-100, -100])!
  // 4·dx + dy = 6, dx + 3·dy = 3
  expect(x).toBeCloseTo(5 + 15 / 11, 6)
  expect(y).toBeCloseTo(5 + 6 / 11, 6)
})

test('keeps its bounds, and never goes uphill', () => {
  fc.assert(
    fc.property(fc.tuple(number, number, number, number, number), ([p, q, r, a, b]) => {
      // A square of a matrix and a bit more is convex.
      const bend = [
        [p * p + q * q + 0.1, q * r],
        [q * r, r * r + 0.1],
      ]
      const to = boundedStep([1, 2], [a, b], bend, [0, 0])!
      const step = [to[0]! - 1, to[1]! - 2]
      expect(Math.min(...to)).toBeGreaterThanOrEqual(-1e-12)
      const isInside = Math.min(...to) > 0
      if (isInside) expect(value(step, [a, b], bend)).toBeLessThanOrEqual(1e-9)
    }),
  )
})

test('holds what wants below its bound there, and solves for the rest', () => {
  const bend = [
    [2, 1],
    [1, 2],
  ]
  expect(boundedStep([0, 1], [-5, 2], bend, [0, 0])![0]).toBe(0)
  expect(boundedStep([0, 1], [-5, 2], bend, [0, 0])![1]).toBeCloseTo(2, 6)
  const [x, y] = boundedStep([1, 1], [-9, 2], bend, [0, 0])!
  expect(x).toBe(0)
  // The first moves by −1, so 2·dy = 2 + 1.
  expect(y).toBeCloseTo(2.5, 6)
})

test('leaves what has no curvature, and knows no bottom where it bends down', () => {
  const flat = [
    [0, 0],
    [0, 2],
  ]
  expect(boundedStep([3, 0], [1, 4], flat, [0, 0])).toEqual([3, expect.closeTo(2, 6)])
  const saddle = [
    [1, 3],
    [3, 1],
  ]
  expect(boundedStep([3, 3], [1, 1], saddle, [0, 0])).toBeUndefined()
})
