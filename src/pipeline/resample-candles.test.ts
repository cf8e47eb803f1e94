import fc from 'fast-check'
import { expect, test } from 'vitest'
import { emptyCandleColumns } from '../market/candle-columns.ts'
import type { CandleColumns } from '../market/candle-columns.ts'
import { HOUR, MINUTE } from '../market/units.ts'
import { resampleCandles } from './resample-candles.ts'

type Row = readonly [number, number, number, number, number, number, number]

function columns(interval: number, rows: readonly Row[]): CandleColumns {
  const made = emptyCandleColumns(interval, rows.length)
  rows.forEach(([time, open, high, low, close, volume, taker], i) => {
    made.openTime[i] = time
    made.open[i] = open
    made.high[i] = high
    made.low[i] = low
    made.close[i] = close
    made.volume[i] = volume
    made.takerBuyVolume[i] = taker
  })
  return made
}

const START = 1_718_830_800_000

test('joins minutes to five: open first, close last, extremes, sums', () => {
  const rows: Row[] = [0, 1, 2, 3, 4].map((i) => [
    START + i * MINUTE,
    100 + i,
    110 + (i === 2 ? 9 : 0),
    90 - (i === 3 ? 7 : 0),
    101 + i,
    10,
    i,
  ])
  const joined = resampleCandles(columns(MINUTE, rows), 5 * MINUTE)
  expect(joined).toEqual(columns(5 * MINUTE, [[START, 100, 119, 83, 105, 50, 10]]))
})

test('leaves out the buckets that the candles begin and end inside of', () => {
  const rows: Row[] = Array.from({ length: 13 }, (_, i) => [
    START + (i + 3) * MINUTE,
    ...([1, 1, 1, 1, 1, 1] as const),
  ])
  const joined = resampleCandles(columns(MINUTE, rows), 5 * MINUTE)
  expect([...joined.openTime]).toEqual([START + 5 * MINUTE, START + 10 * MINUTE])
  expect(resampleCandles(columns(MINUTE, rows.slice(0, 1)), HOUR).openTime).toHaveLength(0)
  expect(resampleCandles(columns(MINUTE, []), HOUR).openTime).toHaveLength(0)
})

test('makes a bucket with a hole of what there is, and no bucket of nothing', () => {
  const at = (i: number, price: number): Row => [
    START + i * MINUTE,
    ...([price, price, price, price, 1, Number.NaN] as const),
  ]
  const joined = resampleCandles(
    columns(MINUTE, [at(0, 1), at(3, 2), at(15, 3), at(19, 4)]),
    5 * MINUTE,
  )
  expect([...joined.openTime]).toEqual([START, START + 15 * MINUTE])
  expect([...joined.close]).toEqual([2, 4])
  expect([...joined.volume]).toEqual([2, 2])
  expect([...joined.takerBuyVolume]).toEqual([Number.NaN, Number.NaN])
})

test('refuses an interval that is no multiple', () => {
  expect(() => resampleCandles(columns(HOUR, []), 5 * MINUTE)).toThrow(RangeError)
})

test('joining in two steps is joining in one, and keeps all volume between whole buckets', () => {
  const price = fc.double({ min: 1, max: 1e6, noNaN: true })
  const candle = fc.tuple(price, price, price, price, fc.integer({ min: 0, max: 1e6 }))
  fc.assert(
    fc.property(fc.array(candle, { minLength: 1, maxLength: 200 }), (candles) => {
      const rows = candles.map(
        ([open, a, b, close, volume], i): Row => [
          START + i * MINUTE,
          open,
          Math.max(open, a, b, close),
          Math.min(open, a, b, close),
          close,
          volume,
          volume,
        ],
      )
      const whole = columns(MINUTE, rows)
      const once = resampleCandles(whole, 15 * MINUTE)
      expect(resampleCandles(resampleCandles(whole, 5 * MINUTE), 15 * MINUTE)).toEqual(once)
      const covered = rows.filter(([time]) => time < START + once.openTime.length * 15 * MINUTE)
      const volume = covered.reduce((sum, row) => sum + row[5], 0)
      expect(once.volume.reduce((a, b) => a + b, 0)).toBe(volume)
    }),
  )
})
