import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LEVEL_EDGES, MAX_RELATIVE_ERROR, levelOf, levelOfSum, valueOfLevel } from './quantise.ts'

test('the stated error is at most 2 %', () => {
  expect(MAX_RELATIVE_ERROR).toBeLessThanOrEqual(0.02)
})

test('a level stands for its amount within the stated error', () => {
  fc.assert(
    fc.property(fc.double({ min: 1, max: 1e13, noNaN: true }), (usd) => {
      const shown = valueOfLevel(levelOf(usd))
      expect(Math.abs(shown / usd - 1)).toBeLessThanOrEqual(MAX_RELATIVE_ERROR + 1e-12)
    }),
    { numRuns: 2000 },
  )
})

test('every level begins exactly at its edge', () => {
  for (let level = 1; level < 780; level++) {
    expect(levelOf(LEVEL_EDGES[level]!)).toBe(level)
    expect(levelOf(LEVEL_EDGES[level]! * (1 - 1e-15))).toBeGreaterThanOrEqual(level - 1)
    expect(levelOf((LEVEL_EDGES[level]! + LEVEL_EDGES[level + 1]!) / 2)).toBe(level)
  }
})

test('nothing, negative and impossible amounts have level 0, endless ones the highest', () => {
  for (const usd of [0, -1, Number.NaN, 0.5]) expect(levelOf(usd)).toBe(0)
  expect(levelOf(1e300)).toBe(levelOf(1e200))
})

test('two levels sum to the level of what they stand for together', () => {
  const wrong: number[][] = []
  for (let a = 0; a < LEVEL_EDGES.length - 1; a++)
    for (let b = 0; b < LEVEL_EDGES.length - 1; b++)
      if (levelOfSum(a, b) !== levelOf(valueOfLevel(a) + valueOfLevel(b))) wrong.push([a, b])
  expect(wrong).toEqual([])
})
