import fc from 'fast-check'
import { expect, test } from 'vitest'
import { emptyCandleColumns } from '../market/candle-columns.ts'
import type { CandleColumns } from '../market/candle-columns.ts'
import { HOUR, MINUTE } from '../market/units.ts'
import type { GivenMap } from './given-maps.ts'
import { sweptOfGivenMaps } from './given-maps.ts'

/** Candles by open, high, low and close. */
function candlesOf(
  interval: number,
  prices: readonly (readonly [number, number, number, number])[],
): CandleColumns {
  const candles = emptyCandleColumns(interval, prices.length)
  prices.forEach(([open, high, low, close], i) => {
    candles.openTime[i] = i * interval
    Object.entries({ open, high, low, close }).forEach(([name, price]) => {
      candles[name as 'open'][i] = price
    })
  })
  return candles
}

/** A map with 1 USD of longs and 100 of shorts at each of these prices. */
const mapOf = (from: number, to: number, ...prices: number[]): GivenMap => ({
  from,
  to,
  price: Float64Array.from(prices),
  longUsd: Float64Array.from(prices, () => 1),
  shortUsd: Float64Array.from(prices, () => 100),
})
const unknown = Number.NaN

test('longs are swept down to the low, shorts up to the high, each from the close before', () => {
  const candles = candlesOf(HOUR, [
    [100, 101, 99, 100],
    [100, 103, 98, 102],
  ])
  const map = mapOf(HOUR, 2 * HOUR, 96, 98, 99, 100, 101, 103, 104)
  expect(sweptOfGivenMaps(candles, [map])).toEqual({
    time: Float64Array.of(HOUR, 2 * HOUR),
    long: Float64Array.of(unknown, 3),
    short: Float64Array.of(unknown, 300),
  })
})

test('what a map has lost is gone from it, until the next map', () => {
  const candles = candlesOf(HOUR, [
    [100, 100, 98, 100],
    [100, 100, 97, 100],
    [100, 100, 97, 100],
  ])
  const maps = [mapOf(0, 2 * HOUR, 97, 98, 99), mapOf(2 * HOUR, 9 * HOUR, 97, 98, 99)]
  expect(sweptOfGivenMaps(candles, maps).long).toEqual(Float64Array.of(2, 1, 3))
})

test('an hour of minutes is known only where a map stood in all of it', () => {
  const candles = candlesOf(
    30 * MINUTE,
    Array.from({ length: 8 }, () => [100, 101, 99, 100] as const),
  )
  const maps = [mapOf(30 * MINUTE, 2 * HOUR, 99), mapOf(3 * HOUR, 3.5 * HOUR, 99)]
  const { time, long } = sweptOfGivenMaps(candles, maps)
  expect(time).toEqual(Float64Array.of(HOUR, 2 * HOUR, 3 * HOUR, 4 * HOUR))
  expect(long).toEqual(Float64Array.of(unknown, 0, unknown, unknown))
})

test('a map of minutes lets go by minutes', () => {
  const candles = candlesOf(30 * MINUTE, [
    [100, 100, 99, 100],
    [100, 100, 99, 100],
  ])
  const again = [mapOf(0, 30 * MINUTE, 99), mapOf(30 * MINUTE, HOUR, 99)]
  expect(sweptOfGivenMaps(candles, again).long).toEqual(Float64Array.of(2))
  expect(sweptOfGivenMaps(candles, [mapOf(0, HOUR, 99)]).long).toEqual(Float64Array.of(1))
})

test('no map holds anything against no candles or no maps', () => {
  expect(sweptOfGivenMaps(candlesOf(HOUR, []), [mapOf(0, HOUR, 1)]).time).toHaveLength(0)
  expect(sweptOfGivenMaps(candlesOf(HOUR, [[1, 1, 1, 1]]), []).long).toEqual(
    Float64Array.of(unknown),
  )
})

test('never sweeps more of a map than it holds', () => {
  const price = fc.integer({ min: 90, max: 110 })
  fc.assert(
    fc.property(
      fc.array(fc.tuple(price, price), { minLength: 1, maxLength: 20 }),
      fc.uniqueArray(price, { maxLength: 10 }),
      (moves, levels) => {
        const candles = candlesOf(
          HOUR,
          moves.map(([a, b]) => [a, Math.max(a, b), Math.min(a, b), b] as const),
        )
        const map = mapOf(0, 1_000 * HOUR, ...levels.toSorted((a, b) => a - b))
        const { long, short } = sweptOfGivenMaps(candles, [map])
        expect(long.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(levels.length)
        expect(short.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(100 * levels.length)
      },
    ),
  )
})
