import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { YearAnswer } from '../../api/year.ts'
import { ratioOf, regimeOf, REGIMES } from '../../signals/regime.ts'
import { cellByKey, monthRows, regimeRows, yearCell } from './year-rows.ts'

const DAY = 86_400_000
const FROM = Date.UTC(2024, 0, 30)

/** Days from the sums above and below the price, and the changes that each brought. */
function daysOf(
  of: readonly { above: number; below: number; change: number | null }[],
): YearAnswer['days'] {
  const around = of.map(({ above, below }) => ({ aboveUsd: above, belowUsd: below }))
  return {
    time: of.map((_, i) => FROM + (i + 1) * DAY),
    price: of.map(() => 1),
    change: of.map(({ change }) => change),
    aboveUsd: around.map(({ aboveUsd }) => aboveUsd),
    belowUsd: around.map(({ belowUsd }) => belowUsd),
    ratio: around.map((one) => ratioOf(one) ?? null),
    regime: around.map(regimeOf),
    known: of.map(() => 1),
    basis: of.map(() => 'learnt' as const),
    long: of.map(() => [1, 2, 0]),
    short: of.map(() => [0, 1, 4]),
  }
}

const days = daysOf([
  { above: 30, below: 10, change: null },
  { above: 20, below: 10, change: -0.01 },
  { above: 10, below: 10, change: 0.02 },
  { above: 50, below: 10, change: 0.01 },
  { above: 10, below: 0, change: 0.03 },
  { above: 12, below: 10, change: null },
])

test('regimes are counted, with their runs, their middle ratio and the day after', () => {
  const row = { longest: 2, medianRatio: 3, followed: 3, rose: 2 }
  expect(regimeRows(days)).toEqual([
    { regime: 'short-squeeze', days: 3, share: 0.5, ...row },
    {
      regime: 'balanced',
      days: 2,
      share: 2 / 6,
      longest: 1,
      medianRatio: 1.1,
      followed: 1,
      rose: 1,
    },
    {
      regime: 'shorts-only',
      days: 1,
      share: 1 / 6,
      longest: 1,
      medianRatio: undefined,
      followed: 0,
      rose: 0,
    },
  ])
})

test('a day belongs to the month in which it began', () => {
  const rows = monthRows(days)
  expect(
    rows.map(({ month, days: count }) => [new Date(month).toISOString().slice(0, 7), count]),
  ).toEqual([
    ['2024-02', 4],
    ['2024-01', 2],
  ])
  expect(rows[1]).toMatchObject({ medianRatio: 2.5, byRegime: { 'short-squeeze': 2, balanced: 0 } })
  expect(rows[0]).toMatchObject({ medianRatio: 1.2, byRegime: { 'shorts-only': 1, balanced: 2 } })
})

test('every day is in one regime and one month', () => {
  const usd = fc.integer({ min: 0, max: 5 })
  const change = fc.option(fc.double({ min: -0.1, max: 0.1, noNaN: true }))
  const day = fc.record({ above: usd, below: usd, change })
  fc.assert(
    fc.property(fc.array(day, { maxLength: 80 }), (of) => {
      const some = daysOf(of)
      const regimes = regimeRows(some)
      const total = (counts: readonly number[]) => counts.reduce((a, b) => a + b, 0)
      expect(total(regimes.map((row) => row.days))).toBe(of.length)
      for (const regime of REGIMES)
        expect(total(monthRows(some).map(({ byRegime }) => byRegime[regime]))).toBe(
          regimes.find((row) => row.regime === regime)?.days ?? 0,
        )
      for (const row of regimes) {
        expect(row.longest).toBeLessThanOrEqual(row.days)
        expect(row.rose).toBeLessThanOrEqual(row.followed)
        expect(row.followed).toBeLessThanOrEqual(row.days)
      }
    }),
  )
})

test('a cell is in USD, and its share is of its day', () => {
  const year: YearAnswer = {
    instrument: 'binance:BTCUSDT' as YearAnswer['instrument'],
    model: 'isotherm',
    around: 0.05,
    unitUsd: 1_000,
    edges: [1, 2, 3, 4],
    days,
    newest: null,
  }
  expect(yearCell(year, 2, 1)).toEqual({
    day: 2,
    bin: 1,
    longUsd: 2_000,
    shortUsd: 1_000,
    share: 3 / 8,
  })
  expect([0, 1, 2].reduce((sum, bin) => sum + yearCell(year, 0, bin).share, 0)).toBe(1)
})

test.each([
  ['ArrowLeft', false, { day: 4, bin: 3 }],
  ['ArrowRight', true, { day: 9, bin: 3 }],
  ['ArrowUp', false, { day: 5, bin: 4 }],
  ['ArrowDown', true, { day: 5, bin: 2 }],
  ['Home', false, { day: 0, bin: 3 }],
  ['End', false, { day: 9, bin: 3 }],
  ['Enter', false, undefined],
])('%s (shift: %s) goes to %j', (key, shiftKey, to) => {
  expect(cellByKey({ key, shiftKey }, { day: 5, bin: 3 }, { days: 10, bins: 5 })).toEqual(to)
})
