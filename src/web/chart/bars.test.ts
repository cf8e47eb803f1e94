import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CandlesAnswer } from '../../api/schema.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import { HOUR } from '../../market/units.ts'
import { barsUntil, extremes, gaplessBars, pricesAround, startOf, windowFor } from './bars.ts'

const FROM = 1_720_000_000_000 - (1_720_000_000_000 % HOUR)

/** Candles at some of the first 200 hours; a candle's prices tell its hour. */
const candles = fc
  .uniqueArray(fc.integer({ min: 0, max: 200 }), { minLength: 1 })
  .map((hours): CandlesAnswer => {
    const sorted = hours.toSorted((a, b) => a - b)
    return {
      instrument: 'binance:BTCUSDT' as InstrumentId,
      interval: HOUR,
      openTime: sorted.map((hour) => FROM + hour * HOUR),
      open: sorted.map((hour) => hour + 1),
      high: sorted.map((hour) => hour + 3),
      low: sorted.map((hour) => hour + 0.5),
      close: sorted.map((hour) => hour + 2),
      volume: sorted,
      takerBuyVolume: sorted.map(() => null),
    }
  })

describe('bars of a chart', () => {
  test('stand on a gapless grid, a missing candle leaves its place empty', () => {
    fc.assert(
      fc.property(candles, (of) => {
        const { grid, bars } = gaplessBars(of)!
        expect(grid).toEqual({ from: of.openTime[0], bar: HOUR })
        const filled = new Map<number, number>(
          bars.flatMap((bar) => ('open' in bar ? [[bar.time, bar.open] as const] : [])),
        )
        expect(filled.size).toBe(of.openTime.length)
        bars.forEach((bar, i) => expect(bar.time).toBe((grid.from + i * HOUR) / 1000))
        of.openTime.forEach((time, i) => expect(filled.get(time / 1000)).toBe(of.open[i]))
      }),
    )
  })

  test('no candles, no bars', () => {
    const none = { open: [], high: [], low: [], close: [], volume: [], takerBuyVolume: [] }
    const id = 'binance:BTCUSDT' as InstrumentId
    expect(gaplessBars({ instrument: id, interval: HOUR, openTime: [], ...none })).toBeUndefined()
  })

  test('a range starts at the open of its first candle', () => {
    fc.assert(
      fc.property(candles, fc.integer({ min: 1, max: 300 }), (of, length) => {
        const end = of.openTime.at(-1)! + HOUR
        const first = of.openTime.findIndex((time) => time >= end - length * HOUR)
        expect(startOf(gaplessBars(of), length * HOUR)).toEqual({
          price: of.open[first],
          ago: end - of.openTime[first]!,
        })
      }),
    )
    expect(startOf(undefined, HOUR)).toBeUndefined()
  })

  test('extremes are those of the candles in sight', () => {
    fc.assert(
      fc.property(candles, fc.integer({ min: 0, max: 200 }), (of, from) => {
        const { grid, bars } = gaplessBars(of)!
        const hours = of.openTime.map((time) => (time - FROM) / HOUR)
        const first = (grid.from - FROM) / HOUR
        const seen = hours.filter((hour) => hour - first >= from && hour - first <= from + 20)
        const found = extremes(bars, from, from + 20)
        if (seen.length === 0) expect(found).toBeUndefined()
        else expect(found).toEqual({ low: seen[0]! + 0.5, high: seen.at(-1)! + 3 })
      }),
    )
  })
})

test('the axis has room for levels around the candles', () => {
  expect(pricesAround({ low: 100, high: 101 })).toEqual({ low: 96, high: 101 * 1.04 })
  expect(pricesAround({ low: 100, high: 200 })).toEqual({ low: 85, high: 200 * 1.15 })
})

test('a window ends at the newest data and never starts before the oldest', () => {
  const extent = { from: FROM, to: FROM + 1000 * HOUR }
  expect(windowFor(extent, 24 * HOUR, HOUR, 0)).toEqual(extent)
  const long = { from: 0, to: 100_000 * HOUR }
  expect(windowFor(long, 24 * HOUR, HOUR, 0)).toEqual({ from: 94_000 * HOUR, to: long.to })
  expect(windowFor(long, 24 * HOUR, HOUR, 1)).toEqual({ from: 88_000 * HOUR, to: long.to })
  expect(windowFor(long, 24 * HOUR, HOUR, 9)).toEqual({ from: 52_000 * HOUR, to: long.to })
})

test('a window around a past moment holds the range before it, and stays while the moment moves', () => {
  const extent = { from: 0, to: 100_000 * HOUR }
  const length = 500 * HOUR
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 100_000 }),
      fc.integer({ min: 0, max: 9 }),
      (hour, steps) => {
        const at = hour * HOUR
        const { from, to } = windowFor(extent, length, HOUR, steps, at)
        expect(from).toBeLessThanOrEqual(Math.max(0, at - length))
        expect(to).toBeGreaterThanOrEqual(Math.min(extent.to, at + length))
        expect((to - from) / HOUR).toBeLessThanOrEqual(48_001)
      },
    ),
  )
  const windows = Array.from({ length: 6_000 }, (_, i) =>
    JSON.stringify(windowFor(extent, length, HOUR, 0, (20_000 + i) * HOUR)),
  )
  expect(new Set(windows).size).toBeLessThanOrEqual(3)
  expect(windowFor(extent, length, HOUR, 0, extent.to - 5_000 * HOUR)).toEqual(
    windowFor(extent, length, HOUR, 0),
  )
})

test('bars until a time are those that were closed by then', () => {
  fc.assert(
    fc.property(candles, fc.integer({ min: -10, max: 250 * 60 }), (of, minutes) => {
      const all = gaplessBars(of)!
      const time = FROM + minutes * 60_000
      const { grid, bars } = barsUntil(all, time)
      expect(grid).toBe(all.grid)
      const closed = all.bars.filter((bar) => bar.time * 1000 + HOUR <= time)
      expect(bars).toEqual(closed)
      // The same objects, so that whoever draws sees what is new.
      expect(bars.every((bar, i) => bar === all.bars[i])).toBe(true)
    }),
  )
})
