import { describe, expect, test } from 'vitest'
import { formatUsd } from '../api/format.ts'
import { formatPercentile, parsePercentile, parseUsd } from './threshold-words.ts'

describe('an amount', () => {
  test.each([
    ['$1.2M', 1_200_000],
    ['800k', 800_000],
    ['1,200,000', 1_200_000],
    [' $ 3 b ', 3_000_000_000],
    ['.5M', 500_000],
    ['0', 0],
  ])('%s', (text, usd) => expect(parseUsd(text)).toBeCloseTo(usd, 6))

  test.each(['', '$', 'M', '-1', '1.2.3', '12 apples', '1e6', 'NaN', '90%'])('%j is none', (text) =>
    expect(parseUsd(text)).toBeUndefined(),
  )

  test.each([0, 1, 950, 1_230, 68_400_000, 1_680_000_000])('%d is read as it is written', (usd) =>
    expect(parseUsd(formatUsd(usd))).toBeCloseTo(usd, 6),
  )
})

describe('a percentile', () => {
  test.each([
    ['90', 0.9],
    ['90%', 0.9],
    ['P99.5', 0.995],
    ['0', 0],
    ['100', 1],
  ])('%s', (text, share) => expect(parsePercentile(text)).toBeCloseTo(share, 12))

  test.each(['', '101', '-3', '$90', '90M', 'p'])('%j is none', (text) =>
    expect(parsePercentile(text)).toBeUndefined(),
  )

  test('says 100 of all cells alone', () => {
    expect(formatPercentile(1)).toBe('100')
    expect(formatPercentile(0.99999)).toBe('99.9')
    expect(formatPercentile(0.831)).toBe('83')
    expect(formatPercentile(0)).toBe('0')
    expect(formatPercentile(undefined)).toBe('–')
  })
})
