import { expect, test } from 'vitest'
import { emptyCandleColumns } from '../market/candle-columns.ts'
import { BarReader } from './bar-reader.ts'

const MINUTE = 60_000

/** Minute candles at the given minutes, price 100, volume 10. */
function candlesAt(minutes: readonly number[]) {
  const candles = emptyCandleColumns(MINUTE, minutes.length)
  minutes.forEach((minute, i) => {
    candles.openTime[i] = minute * MINUTE
    for (const column of [candles.open, candles.high, candles.low, candles.close]) column[i] = 100
    candles.volume[i] = 10
  })
  return candles
}

function read(reader: BarReader) {
  const bars = []
  for (let bar = reader.next(); bar !== undefined; bar = reader.next()) bars.push({ ...bar })
  return bars
}

const series = (points: readonly (readonly [minute: number, value: number])[]) => ({
  time: Float64Array.from(points, ([minute]) => minute * MINUTE),
  value: Float64Array.from(points, ([, value]) => value),
})

test('open interest of the future is not known yet', () => {
  const bars = read(new BarReader(candlesAt([0, 1, 2, 3]), series([[3, 50]])))
  expect(bars.map((b) => b.openInterest)).toEqual([Number.NaN, Number.NaN, 50, 50])
  expect(bars.map((b) => b.openInterestChange)).toEqual([0, 0, 0, 0])
})

test('a change that volume cannot explain waits for the volume of later bars; none is lost', () => {
  const oi = series([
    [1, 100],
    [2, 125],
    [4, 90],
  ])
  const bars = read(new BarReader(candlesAt([0, 1, 2, 3, 4, 5, 6]), oi))
  expect(bars.map((b) => b.openInterestChange)).toEqual([0, 10, 10, -10, -10, -10, 0])
  expect(bars.reduce((sum, b) => sum + b.openInterestChange, 0)).toBe(90 - 100)
})

test('a hole gives missing bars at a standing price and the mean volume', () => {
  const bars = read(new BarReader(candlesAt([0, 1, 4]), series([[1, 100]])))
  expect(bars.map((b) => [b.openTime / MINUTE, b.missing, b.volume])).toEqual([
    [0, false, 10],
    [1, false, 10],
    [2, true, 10],
    [3, true, 10],
    [4, false, 10],
  ])
})

test('in pieces equals whole', () => {
  const candles = candlesAt([0, 1, 4, 5])
  const oi = series([
    [1, 100],
    [2, 140],
  ])
  const whole = new BarReader(candles, oi)
  whole.next()
  whole.next()
  const second = new BarReader(candles, oi)
  second.restore(whole.snapshot())
  expect(second.nextEnd).toBe(whole.nextEnd)
  expect(read(second)).toEqual(read(whole))
})
