import { describe, expect, test } from 'vitest'
import { readCurrencyRates } from './currency-file.ts'

const NOW = Date.UTC(2026, 10, 22, 17)
const HEADER = 'currency,usd_per_unit,as_of,source\n'

test('rates are read with when they held and who says so', () => {
  const text = `\uFEFFas_of,currency,usd_per_unit,source\r\n2026-11-20,EUR,1.0432,ECB\r\n\r\n2026-11-22T15:30:00+01:00,JPY,0.0064,\r\n`
  expect(readCurrencyRates(text, NOW)).toEqual([
    { currency: 'EUR', usdPerUnit: 1.0432, asOf: Date.UTC(2026, 10, 20), source: 'ECB' },
    { currency: 'JPY', usdPerUnit: 0.0064, asOf: Date.UTC(2026, 10, 22, 14, 30), source: 'file' },
  ])
  const bare = 'currency,usd_per_unit,as_of\nEUR,1.1,2026-11-20\n'
  expect(readCurrencyRates(bare, NOW)).toMatchObject([{ source: 'file' }])
})

describe('what cannot be right is refused with its place', () => {
  test.each([
    ['', 'it is empty'],
    ['currency,rate,as_of\nEUR,1,2026-11-20\n', 'its header has no usd_per_unit'],
    [HEADER, 'it holds no rates'],
    [`${HEADER}eur,1.04,2026-11-20\n`, 'row 2: currency "eur" is no code of three capital letters'],
    [`${HEADER}USD,1,2026-11-20\n`, 'row 2: currency "USD" is what amounts are in'],
    [`${HEADER}EUR,1.04,2026-11-20\nEUR,1.05,2026-11-20\n`, 'row 3: currency "EUR" is there twice'],
    [`${HEADER}EUR,0,2026-11-20\n`, 'row 2: usd_per_unit "0" is no number above 0'],
    [`${HEADER}EUR,,2026-11-20\n`, 'row 2: usd_per_unit "" is no number above 0'],
    [`${HEADER}EUR,"1,04",2026-11-20\n`, 'row 2: usd_per_unit "1,04" is no number above 0'],
    [`${HEADER}EUR,-1,2026-11-20\n`, 'row 2: usd_per_unit "-1" is no number above 0'],
    [`${HEADER}EUR,1.04,20.11.2026\n`, 'row 2: as_of "20.11.2026" is no day'],
    [`${HEADER}EUR,1.04,2026-02-31\n`, 'row 2: as_of "2026-02-31" is no day'],
    [`${HEADER}EUR,1.04,2026-11-20T15:00\n`, 'row 2: as_of "2026-11-20T15:00" is no day'],
    [`${HEADER}EUR,1.04,2026-11-23\n`, 'row 2: as_of "2026-11-23" is later than now'],
    [`${HEADER}"EUR,1.04,2026-11-20\n`, 'row 2: a quote is not closed'],
  ])('%j', (text, message) => {
    expect(() => readCurrencyRates(text, NOW)).toThrow(message)
  })
})
