import { expect, test } from 'vitest'
import { BUCKETS } from '../../heatmap/grid.ts'
import { DAY, HOUR, MINUTE } from '../../market/units.ts'
import { RANGES, barOf, barsOf, rangeOf } from './ranges.ts'

test('every range has a bar for every candle interval, never finer than the data', () => {
  for (const range of RANGES)
    for (const finest of BUCKETS) {
      const bars = barsOf(range, finest)
      expect(bars.length).toBeGreaterThan(0)
      expect(Math.min(...bars)).toBeGreaterThanOrEqual(finest)
      expect(bars).toContain(barOf(range, finest, undefined))
    }
})

test('a range starts with its own bar where the data have it', () => {
  const own = RANGES.map((range) => barOf(range, MINUTE, undefined))
  expect(own).toEqual(RANGES.map(({ bar }) => bar))
  expect(barOf(rangeOf('12h')!, HOUR, undefined)).toBe(HOUR)
  expect(barOf(rangeOf('1y')!, HOUR, undefined)).toBe(DAY)
})

test('a bar that was asked for is used where the range can have it', () => {
  expect(barOf(rangeOf('30d')!, HOUR, HOUR)).toBe(HOUR)
  expect(barOf(rangeOf('30d')!, HOUR, MINUTE)).toBe(4 * HOUR)
  expect(barOf(rangeOf('1y')!, MINUTE, MINUTE)).toBe(DAY)
})

test('to save data a range starts with longer bars, where it can have such', () => {
  for (const range of RANGES) {
    const own = barOf(range, MINUTE, undefined)
    const saved = barOf(range, MINUTE, undefined, true)
    expect(saved > own || own === barsOf(range, MINUTE).at(-1)).toBe(true)
  }
  expect(barOf(rangeOf('7d')!, MINUTE, undefined, true)).toBe(4 * HOUR)
  expect(barOf(rangeOf('7d')!, MINUTE, 15 * MINUTE, true)).toBe(15 * MINUTE)
})
