import { describe, expect, test } from 'vitest'
import { YEAR_BINS } from '../../heatmap/year-bins.ts'
import { DAY, HOUR } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import type { MapSource } from '../../pipeline/map-source.ts'
import { createPositionMap } from '../../pipeline/position-map.ts'
import type { PositionMap } from '../../pipeline/position-map.ts'
import { AROUND } from '../../signals/regime.ts'
import { simulatedMarket } from '../../sim/simulated-market.fixture.ts'
import { candlesWithin, rowsWithin } from '../market/rows-within.ts'
import { DAYS, dayColumn, dayEnds, yearOf } from './year-columns.ts'

/** More than a year, of which weights are learnt from liquidations that come and go. */
const source: MapSource = {
  ...simulatedMarket(6, 400, HOUR),
  distanceAt: (_side, leverage) => (leverage <= 125 ? 1 / leverage - 0.0045 : undefined),
  realised: { hours: (time, side) => 2e6 * (1.1 + Math.sin(time / DAY + side)) ** 2 },
}
const map = createPositionMap(source, 'isotherm')
const columnsOf = (of: PositionMap, candles = source.candles) =>
  dayEnds(of.from, of.to).map((time) => dayColumn(of, time, candles)!)
const columns = columnsOf(map)
const year = yearOf(columns)

/** The same market as it stood at a time. */
function until(time: Millis): MapSource {
  const { openInterest } = source
  const [, end] = rowsWithin(openInterest.time, 0, time + 1)
  return {
    ...source,
    candles: candlesWithin(source.candles, 0, time),
    openInterest: {
      time: openInterest.time.slice(0, end),
      value: openInterest.value.slice(0, end),
    },
    // What was liquidated later is not known yet.
    realised: { hours: (at, side) => (at < time ? source.realised!.hours(at, side) : Number.NaN) },
  }
}

describe('a year of days', () => {
  test('ends with the last midnight and begins 365 before', () => {
    expect(year.days.time).toHaveLength(DAYS)
    expect(year.days.time.at(-1)).toBe(map.to)
    expect(new Set(year.days.time.slice(1).map((time, i) => time - year.days.time[i]!))).toEqual(
      new Set([DAY]),
    )
    expect(dayEnds(5 * DAY, 5 * DAY + HOUR)).toEqual([])
    expect(dayEnds(5 * DAY - HOUR, 6 * DAY)).toEqual([5 * DAY, 6 * DAY])
    expect(dayEnds(5 * DAY, 7 * DAY + HOUR)).toEqual([6 * DAY, 7 * DAY])
  })

  test('is less than 100 kB of JSON, also with sixteen digits of price and every bin full', () => {
    expect(JSON.stringify(year).length).toBeLessThan(90_000)
    const full = yearOf(
      columns.map((column, i) => ({
        ...column,
        price: 60_000 / 7 + i / 3,
        cells: {
          first: 1_250,
          longUsd: Float64Array.from({ length: 200 }, (_, k) => (k < 110 ? 4.7e8 + i * k : 0)),
          shortUsd: Float64Array.from({ length: 200 }, (_, k) => (k < 90 ? 0 : 4.7e8 + i * k)),
        },
      })),
    )
    expect(JSON.stringify(full).length).toBeLessThan(100_000)
  })

  test('twenty bins hold the total of the map, side by side, on every day', () => {
    const sum = (units: readonly number[]) => units.reduce((a, b) => a + b, 0) * year.unitUsd
    year.days.time.forEach((time, i) => {
      const { longUsd, shortUsd } = map.levels(time, 0)!.total
      for (const [units, usd] of [
        [year.days.long[i]!, longUsd],
        [year.days.short[i]!, shortUsd],
      ] as const) {
        expect(units).toHaveLength(YEAR_BINS)
        expect(Math.abs(sum(units) - usd)).toBeLessThanOrEqual(year.unitUsd / 2 + 1e-3)
      }
    })
    // The unit is small beside what is shown.
    const largest = Math.max(...year.days.long.flat(), ...year.days.short.flat())
    expect(largest).toBeGreaterThan(10_000)
    expect(largest).toBeLessThan(100_000)
  })

  test('the price lies among the bins, and readings are sums of the levels around it', () => {
    expect(Math.min(...year.days.price)).toBeGreaterThan(year.edges[0]!)
    expect(Math.max(...year.days.price)).toBeLessThan(year.edges.at(-1)!)
    for (const i of [0, 100, 364]) {
      const { levels, price } = map.levels(year.days.time[i]!, 0)!
      let [above, below] = [0, 0]
      for (const { priceFrom, priceTo, longUsd, shortUsd } of levels) {
        const share = Math.sqrt(priceFrom * priceTo) / price - 1
        if (share >= 0 && share < AROUND) above += shortUsd
        if (share < 0 && share >= -AROUND) below += longUsd
      }
      expect(year.days.aboveUsd[i]).toBe(Math.round(above))
      expect(year.days.belowUsd[i]).toBe(Math.round(below))
      expect(year.days.ratio[i]).toBeCloseTo(above / below, 4)
    }
  })

  test('days of other days and with missing bars have no change', () => {
    const thin = columns
      .slice(0, 6)
      .map((column, i) => (i === 2 ? { ...column, known: 0.25 } : column))
    const { change, known } = yearOf(thin.filter((_, i) => i !== 4)).days
    expect(change.map((one) => one === null)).toEqual([true, false, true, true, true])
    expect(change[1]).toBeCloseTo(columns[1]!.price / columns[0]!.price - 1, 6)
    expect(known).toEqual([1, 1, 0.25, 1, 1])
  })

  test('none at all is an answer too', () => {
    expect(yearOf([]).days.time).toEqual([])
  })
})

describe('nothing of a day is known from later', () => {
  test.each([40, 120, 399])('what is told of day %d of the history ends there', (days) => {
    const time = map.from + days * DAY
    const then = createPositionMap(until(time), 'isotherm')
    expect(then.to).toBe(time)
    expect(then.weights.length).toBeGreaterThan(20)
    expect(dayColumn(then, time, source.candles)).toEqual(dayColumn(map, time, source.candles))
  })
})
