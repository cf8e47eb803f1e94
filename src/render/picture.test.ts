import fc from 'fast-check'
import { expect, test } from 'vitest'
import { binEdge, binOf } from '../heatmap/grid.ts'
import { emptyCandleColumns } from '../market/candle-columns.ts'
import { DAY, HOUR, MINUTE } from '../market/units.ts'
import { priceTicks, timeTicks } from './axis-ticks.ts'
import { cellBitmap } from './cell-bitmap.ts'
import { priceSpan } from './picture.ts'

const span = { low: 100, high: 130 }
const firstBin = binOf(100)
const rows = binOf(130) - firstBin + 1

test('every cell in view is in the picture, at its price and time, with its amount', () => {
  const columns = 10
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: rows - 2 }),
      fc.integer({ min: 0, max: columns - 1 }),
      fc.constantFrom({ width: 400, height: 900 }, { width: 7, height: 90 }),
      (row, column, size) => {
        const usd = new Float64Array(rows * columns)
        usd[row * columns + column] = 5
        const cells = { zoom: 0, firstBin, rows, columns, usd, isGap: [] }
        const bitmap = cellBitmap(cells, span, size)
        expect(bitmap.maxUsd).toBe(5)
        const at = bitmap.usd.indexOf(5)
        const [x, y] = [at % size.width, Math.floor(at / size.width)]
        expect(Math.abs(x - (column * size.width) / columns)).toBeLessThan(1)
        const middle = (binEdge(firstBin + row) + binEdge(firstBin + row + 1)) / 2
        const wanted = (Math.log(130 / middle) / Math.log(1.3)) * size.height
        expect(Math.abs(y - wanted)).toBeLessThan(size.height / rows + 1.5)
      },
    ),
  )
})

test('the prices shown hold all candles and some room', () => {
  const candles = emptyCandleColumns(HOUR, 3)
  candles.low.set([100, 90, 95])
  candles.high.set([110, 120, 100])
  const { low, high } = priceSpan(candles)
  expect(low).toBeLessThan(90)
  expect(low).toBeGreaterThan(70)
  expect(high).toBeGreaterThan(120)
  expect(() => priceSpan(emptyCandleColumns(HOUR, 0))).toThrow(RangeError)
})

test.each([
  [{ low: 43_000, high: 78_000 }, 14],
  [{ low: 0.000_012, high: 0.000_019 }, 14],
  [{ low: 99.98, high: 100.02 }, 10],
])('price ticks of %j are round, inside and few', (of, most) => {
  const ticks = priceTicks(of, most)
  expect(ticks.length).toBeGreaterThan(3)
  expect(ticks.length).toBeLessThanOrEqual(most + 1)
  for (const tick of ticks) {
    expect(tick).toBeGreaterThanOrEqual(of.low)
    expect(tick).toBeLessThanOrEqual(of.high)
  }
})

test.each([30 * MINUTE, 6 * HOUR, 3 * DAY, 60 * DAY, 400 * DAY, 3_000 * DAY])(
  'time ticks over %i ms are few and in order',
  (length) => {
    const from = Date.UTC(2024, 5, 19, 21)
    const ticks = timeTicks(from, from + length, 16)
    expect(ticks.length).toBeGreaterThan(1)
    expect(ticks.length).toBeLessThanOrEqual(17)
    for (const [i, { time }] of ticks.entries())
      if (i > 0) expect(time).toBeGreaterThan(ticks[i - 1]!.time)
  },
)

test('time ticks name hours, days and months', () => {
  const from = Date.UTC(2024, 5, 19, 21)
  const labels = (length: number, most: number) =>
    timeTicks(from, from + length, most).map(({ label }) => label)
  expect(labels(DAY, 4)).toEqual(['20 Jun', '06:00', '12:00', '18:00'])
  expect(labels(6 * DAY, 3)).toEqual(['20 Jun', '22 Jun', '24 Jun'])
  expect(labels(400 * DAY, 4)[0]).toMatch(/^[A-Z][a-z]{2} 2024$/)
})
