import { expect, test } from 'vitest'
import { emptyCandleColumns } from '../market/candle-columns.ts'
import { HOUR } from '../market/units.ts'
import { excursions } from './excursion.ts'

test('how far price went beyond the previous close', () => {
  const candles = emptyCandleColumns(HOUR, 4)
  candles.openTime.set([0, 1, 2, 3].map((hour) => hour * HOUR))
  candles.low.set([90, 95, 101, Number.NaN])
  candles.high.set([110, 99, 104, 120])
  candles.close.set([100, 98, 102, 110])
  const { long, short } = excursions(candles)
  expect(long[0]).toBeNaN()
  expect(long[1]).toBeCloseTo(0.05, 12)
  expect(long[2]).toBe(0)
  expect(long[3]).toBeNaN()
  expect(short[1]).toBe(0)
  expect(short[2]).toBeCloseTo(104 / 98 - 1, 12)
  expect(short[3]).toBeCloseTo(120 / 102 - 1, 12)
})

test('after a missing candle the close before is not known', () => {
  const candles = emptyCandleColumns(HOUR, 3)
  candles.openTime.set([0, 2 * HOUR, 3 * HOUR])
  for (const column of [candles.low, candles.high, candles.close]) column.set([100, 90, 80])
  const { long, short } = excursions(candles)
  expect([long[1], short[1]]).toEqual([Number.NaN, Number.NaN])
  expect(long[2]).toBeCloseTo(1 / 9, 12)
})
