import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DAY, HOUR, MINUTE } from '../market/units.ts'
import {
  decimalsOf,
  formatAge,
  formatDays,
  formatPercent,
  formatPrice,
  formatPriceTicks,
  formatSpan,
  formatTime,
  formatUsd,
  formatUsdTick,
} from './format.ts'

describe('USD', () => {
  test.each([
    [0, '$0'],
    [0.4, '$0'],
    [0.5, '$1'],
    [999.4, '$999'],
    [999.6, '$1.00K'],
    [1234, '$1.23K'],
    [45_600, '$45.6K'],
    [999_499, '$999K'],
    [999_500, '$1.00M'],
    [1_234_567, '$1.23M'],
    [99_960_000, '$100M'],
    [2.8e9, '$2.80B'],
    [3.456e12, '$3.46T'],
    [-1500, '−$1.50K'],
    [Number.NaN, '–'],
  ])('%d is written %s', (usd, text) => {
    expect(formatUsd(usd)).toBe(text)
  })

  test('what is written is within half a percent, and never out of its unit', () => {
    const factors: Record<string, number> = { '': 1, K: 1e3, M: 1e6, B: 1e9, T: 1e12 }
    fc.assert(
      fc.property(fc.double({ min: 100, max: 9e14, noNaN: true }), (usd) => {
        const [, digits, unit] = /^\$(\d+(?:\.\d+)?)([KMBT]?)$/.exec(formatUsd(usd))!
        const read = Number(digits) * factors[unit!]!
        expect(Math.abs(read / usd - 1)).toBeLessThanOrEqual(0.00501)
        expect(Number(digits) < 1000).toBe(true)
      }),
    )
  })

  test('ticks have no trailing zeros', () => {
    expect([5e6, 2.5e6, 10e6, 100e6, 200, 1.25e9].map(formatUsdTick)).toEqual([
      '$5M',
      '$2.5M',
      '$10M',
      '$100M',
      '$200',
      '$1.25B',
    ])
  })
})

describe('prices', () => {
  test('decimals follow the tick size', () => {
    expect([0.1, 0.05, 5, 1, 0.00001, 1e-8, 0.5].map(decimalsOf)).toEqual([1, 2, 0, 0, 5, 8, 1])
    expect(formatPrice(58936.1, 1)).toBe('58,936.1')
    expect(formatPrice(0.00001234, 8)).toBe('0.00001234')
  })

  test('axis marks have as many decimals as they need, all the same', () => {
    expect(formatPriceTicks([80_000, 78_000], 1)).toEqual(['80,000', '78,000'])
    expect(formatPriceTicks([1.2, 1.25], 4)).toEqual(['1.20', '1.25'])
    expect(formatPriceTicks([1 / 3], 2)).toEqual(['0.33'])
  })
})

test('percentages carry a sign', () => {
  expect([0.0123, -0.004, 0, 1.5, -0.1234].map(formatPercent)).toEqual([
    '+1.23%',
    '−0.40%',
    '0.00%',
    '+150%',
    '−12.3%',
  ])
})

test('times are UTC', () => {
  expect(formatTime(Date.UTC(2024, 7, 5, 6, 30))).toBe('2024-08-05 06:30')
  expect(formatTime(Date.UTC(2024, 7, 5), true)).toBe('2024-08-05')
})

test('spans and ages', () => {
  expect([5 * MINUTE, HOUR, 4 * HOUR, DAY].map(formatSpan)).toEqual(['5m', '1h', '4h', '1d'])
  expect([12, 24, 71, 72, 1465].map((n) => formatDays(n * HOUR))).toEqual([
    '12h',
    '24h',
    '71h',
    '3d',
    '61d',
  ])
  const hour = 3_600_000
  expect(
    [-50, 12_400, 60_000, 7_300_000, 72 * hour - 1_000, 72 * hour, 19_808 * hour].map(formatAge),
  ).toEqual(['0 s', '12 s', '1 min', '2 h', '71 h', '3 days', '825 days'])
})

test.each([
  [2_500, 0],
  [2.5, 1],
  [0.3 - 0.2, 1],
  [0.000_001, 6],
  [0.025, 3],
])('steps of %d are shown with %i decimals', (step, decimals) => {
  expect(decimalsOf(step)).toBe(decimals)
})
