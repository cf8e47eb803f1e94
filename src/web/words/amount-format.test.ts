import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatPrice, formatUsd, formatUsdTick } from '../../api/format.ts'
import { DAY, MINUTE } from '../../market/units.ts'
import { PLAIN, rateWords, writeAmount, writeNumber } from './amount-format.ts'

const EUR = { locale: 'de-DE', currency: 'EUR', usdPerUnit: 1.25 }

describe('amounts', () => {
  test('in dollars and en-US are as the API’s words have them', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e13, max: 1e13 }), (usd) => {
        expect(writeAmount(usd, PLAIN)).toBe(formatUsd(usd))
        expect(writeAmount(usd, PLAIN, { trim: true })).toBe(formatUsdTick(usd))
      }),
    )
    expect(writeAmount(Number.NaN, PLAIN)).toBe('–')
  })

  test.each([
    [1_250_000, EUR, '€1,00M'],
    [-1_543_210, EUR, '−€1,23M'],
    [1_250_000, { ...EUR, locale: 'ar-EG' }, /^€1[.,]00M$/],
    [1_250_000, { locale: 'en-US', currency: 'CHF', usdPerUnit: 1.25 }, 'CHF\u00A01.00M'],
    [1_250_000, { locale: 'en-US', currency: 'CAD', usdPerUnit: 0.5 }, 'CA$2.50M'],
    [6400, { locale: 'en-US', currency: 'JPY', usdPerUnit: 0.0064 }, '¥1.00M'],
  ] as const)('%d as %j is %s', (usd, style, text) => {
    expect(writeAmount(usd, style)).toMatch(text)
  })

  test('are the same amount, whatever it is worth', () => {
    const factors: Record<string, number> = { '': 1, K: 1e3, M: 1e6, B: 1e9, T: 1e12 }
    const usd = fc.double({ min: 1e3, max: 1e12, noNaN: true })
    fc.assert(
      fc.property(usd, fc.double({ min: 0.01, max: 10, noNaN: true }), (amount, usdPerUnit) => {
        const text = writeAmount(amount, { locale: 'de-DE', currency: 'EUR', usdPerUnit })
        const [, digits, unit] = /^€([\d,]+)([KMBT]?)$/.exec(text)!
        const back = Number(digits!.replace(',', '.')) * factors[unit!]! * usdPerUnit
        expect(Math.abs(back / amount - 1)).toBeLessThan(0.0051)
      }),
    )
  })
})

test('numbers have the signs of their locale and run from left to right', () => {
  expect(writeNumber(58_936.1, 1, 'en-US')).toBe(formatPrice(58_936.1, 1))
  expect(writeNumber(58_936.1, 1, 'de-DE')).toBe('58.936,1')
  expect(writeNumber(5_893_600, 0, 'en-IN')).toBe('58,93,600')
  for (const locale of ['ar-EG', 'fa-IR', 'he-IL'])
    expect(writeNumber(58_936.1, 1, locale)).toMatch(/^[\d.,٬٫]+$/)
})

describe('a rate', () => {
  const asOf = Date.UTC(2026, 10, 20)
  const rate = { currency: 'EUR', usdPerUnit: 1.0432, asOf, source: 'ECB' }

  test('is told with its source and age', () => {
    expect(rateWords(rate, asOf + 3 * MINUTE)).toEqual({
      text: '€ at 1.0432 USD, ECB, 3 min ago',
      isOld: false,
    })
    expect(rateWords(rate, asOf + DAY).isOld).toBe(false)
  })

  test('says that it is old when it is', () => {
    expect(rateWords(rate, asOf + DAY + 1)).toEqual({
      text: '€ at 1.0432 USD, ECB, old: of 2026-11-20 00:00 UTC',
      isOld: true,
    })
  })
})
