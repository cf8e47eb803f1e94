import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Values } from './indicators.ts'
import { cumulativeDelta, ema, rsi } from './indicators.ts'

const two = (values: Values): Values =>
  values.filter((value) => value !== undefined).map((value) => Number(value!.toFixed(2)))

describe('worked examples', () => {
  // StockCharts ChartSchool, "Moving Averages - Simple and Exponential", the 10-day table.
  test('exponential moving average', () => {
    const closes = [
      22.27, 22.19, 22.08, 22.17, 22.18, 22.13, 22.23, 22.43, 22.24, 22.29, 22.15, 22.39, 22.38,
      22.61, 23.36, 24.05, 23.75, 23.83, 23.95, 23.63,
    ]
    expect(two(ema(closes, 10))).toEqual([
      22.22, 22.21, 22.24, 22.27, 22.33, 22.52, 22.8, 22.97, 23.13, 23.28, 23.34,
    ])
  })

  // StockCharts ChartSchool, "Relative Strength Index (RSI)", the 14-day table.
  test('relative strength index', () => {
    const closes = [
      44.3389, 44.0902, 44.1497, 43.6124, 44.3278, 44.8264, 45.0955, 45.4245, 45.8433, 46.0826,
      45.8931, 46.0328, 45.614, 46.282, 46.282, 46.0028, 46.0328, 46.4116, 46.2222, 45.6439,
    ]
    expect(two(rsi(closes, 14))).toEqual([70.53, 66.32, 66.55, 69.41, 66.36, 57.97])
  })

  test('volume delta: bought less sold, and nothing where that is not known', () => {
    const bars = [
      { volume: 10, takerBuyVolume: 7 },
      { volume: 4, takerBuyVolume: null },
      {},
      { volume: 10, takerBuyVolume: 2 },
    ]
    expect(cumulativeDelta(bars)).toEqual([4, undefined, undefined, -2])
  })
})

describe('laws', () => {
  const price = fc.double({ min: 1, max: 1e5, noNaN: true })
  const period = fc.integer({ min: 1, max: 30 })

  test('averages stay within the values, and do not look ahead', () => {
    fc.assert(
      fc.property(fc.array(price, { minLength: 1, maxLength: 80 }), period, (values, n) => {
        const means = ema(values, n)
        means.forEach((mean, i) => {
          if (mean === undefined) return
          const seen = values.slice(0, i + 1)
          expect(mean).toBeGreaterThanOrEqual(Math.min(...seen) * (1 - 1e-9))
          expect(mean).toBeLessThanOrEqual(Math.max(...seen) * (1 + 1e-9))
        })
        const half = values.slice(0, Math.ceil(values.length / 2))
        expect(ema(half, n)).toEqual(means.slice(0, half.length))
        expect(rsi(half, n)).toEqual(rsi(values, n).slice(0, half.length))
      }),
    )
  })

  test('the index is between 0 and 100, and that of the mirrored prices is its mirror', () => {
    fc.assert(
      fc.property(fc.array(price, { minLength: 2, maxLength: 60 }), period, (values, n) => {
        const mirrored = rsi(
          values.map((value) => -value),
          n,
        )
        rsi(values, n).forEach((index, i) => {
          if (index === undefined) return
          expect(index).toBeGreaterThanOrEqual(0)
          expect(index).toBeLessThanOrEqual(100)
          expect(index + mirrored[i]!).toBeCloseTo(100, 6)
        })
      }),
    )
  })

  test('bars without a candle change no later value', () => {
    fc.assert(
      fc.property(fc.array(fc.option(price, { nil: undefined })), period, (values, n) => {
        const whole = values.filter((value) => value !== undefined)
        for (const of of [ema, rsi]) {
          const kept = of(values, n).filter((_, i) => values[i] !== undefined)
          expect(kept).toEqual(of(whole, n))
        }
      }),
    )
  })
})
