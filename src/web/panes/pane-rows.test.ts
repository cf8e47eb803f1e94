import { expect, test } from 'vitest'
import { HOUR } from '../../market/units.ts'
import { firstChange, interestOf, interestRows } from './pane-rows.ts'
import { formatAmount, fundingWords, liquidationWords } from './pane-words.ts'

test('a sample of open interest belongs to the bar that ends with or after it', () => {
  const rows = interestRows({ time: [HOUR, HOUR + 1, 2.5 * HOUR], openInterest: [5, 6, 7] }, HOUR)
  expect([...rows]).toEqual([
    [0, 5],
    [HOUR, 6],
    [2 * HOUR, 7],
  ])
  expect(interestOf('linear', 2, 50_000)).toEqual({ usd: 100_000, coins: 2 })
  expect(interestOf('inverse', 100_000, 50_000)).toEqual({ usd: 100_000, coins: 2 })
})

test('a rate is annualised by its own interval, and not where that is not told', () => {
  // 0.01 % three times a day is 10.95 % a year.
  expect(fundingWords({ rate: 0.0001, interval: 8 * HOUR })).toBe('0.0100% per 8h, +10.9% a year')
  expect(fundingWords({ rate: -0.0001, interval: HOUR })).toBe('-0.0100% per 1h, −87.6% a year')
  expect(fundingWords({ rate: 0.0001, interval: null })).toBe('0.0100%, interval not told')
})

test('nothing known is not 0, and a part is said to be one', () => {
  const row = { longUsd: 1500, shortUsd: 0, known: 0.25 }
  expect(liquidationWords(undefined, false)).toBe('not known')
  expect(liquidationWords(row, false)).toBe('long $1.50K short $0, 25% of it known')
  expect(liquidationWords(row, true)).toBe('long $1.50K short $0')
})

test('amounts are short and keep their order', () => {
  const sizes = [0, 0.0123, 3.21659, 999.9, 9_999, 12_345, 1_234_567, 2.5e9]
  const texts = ['0', '0.0123', '3.217', '999.9', '9,999', '12.35K', '1.235M', '2.5B']
  expect(sizes.map(formatAmount)).toEqual(texts)
  expect(formatAmount(-135_612)).toBe('−135.6K')
})

test('only the end of what is drawn is drawn anew', () => {
  const points = [1, 2, 3, 4, 5].map((value, time) => ({ time, value }))
  const newest = [...points.slice(0, 4), { time: 4, value: 9 }, { time: 5, value: 1 }]
  expect(firstChange([], points)).toBe(0)
  expect(firstChange(points, newest)).toBe(3)
  expect(firstChange(points, [{ time: 0, value: 7 }, ...points.slice(1)])).toBe(0)
  expect(firstChange(points, points.slice(0, 3))).toBe(0)
  expect(
    firstChange<{ time: number; value?: number }>([{ time: 0 }, { time: 1 }, { time: 2 }], newest),
  ).toBe(0)
})
