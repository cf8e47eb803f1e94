import { describe, expect, test } from 'vitest'
import { PLAIN, writeAmount } from '../words/amount-format.ts'
import { LOCALES } from '../words/amounts.ts'
import { formatPercentile, parseAmount, parsePercentile } from './threshold-words.ts'

describe('an amount', () => {
  test.each([
    ['$1.2M', 1_200_000],
    ['800k', 800_000],
    ['1,200,000', 1_200_000],
    [' $ 3 b ', 3_000_000_000],
    ['.5M', 500_000],
    ['0', 0],
  ])('%s', (text, usd) => expect(parseAmount(text)).toBeCloseTo(usd, 6))

  test.each(['', '$', 'M', '-1', '1.2.3', '12 apples', '1e6', 'NaN', '90%'])('%j is none', (text) =>
    expect(parseAmount(text)).toBeUndefined(),
  )

  const STYLES = LOCALES.flatMap((locale) => [
    { ...PLAIN, locale },
    { locale, currency: 'EUR', usdPerUnit: 1.25 },
    { locale, currency: 'AED', usdPerUnit: 0.25 },
  ])
  test.each(STYLES)('is read as it is written in $locale in $currency', (style) => {
    for (const amount of [0, 1, 950, 1_230, 68_400_000, 1_680_000_000, 7_250_000_000_000]) {
      const usd = amount * style.usdPerUnit
      expect(parseAmount(writeAmount(usd, style), style)).toBeCloseTo(usd, 6)
      const whole = new Intl.NumberFormat(style.locale, { numberingSystem: 'latn' }).format(amount)
      expect(parseAmount(whole, style)).toBeCloseTo(usd, 6)
    }
  })

  const EUROS = { locale: 'de-DE', currency: 'EUR', usdPerUnit: 2 }
  test.each([
    ['€1,2M', 2_400_000],
    ['EUR 800k', 1_600_000],
    ['1.200.000', 2_400_000],
    ['1.200M', 2_400_000_000],
  ])('%s is as many euros', (text, usd) => expect(parseAmount(text, EUROS)).toBeCloseTo(usd, 6))

  test.each(['$1,2M', '1.2M', '1,200,000', '1.20', '12 500'])('%j is none of euros', (text) =>
    expect(parseAmount(text, EUROS)).toBeUndefined(),
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
