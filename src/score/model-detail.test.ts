import { describe, expect, test } from 'vitest'
import { seededRandom } from '../market/seeded-random.ts'
import { DAY, HOUR } from '../market/units.ts'
import { type HourRow, readHours } from './hour-columns.ts'
import { scoreHours } from './hourly-score.ts'
import { modelDetail } from './model-detail.ts'

const START = Date.UTC(2024, 5, 1)

/** Hours in which about half of what a map held where price went is liquidated. */
function market(days: number) {
  const random = seededRandom(5)
  const draw = () => -Math.log(1 - random())
  const swept: number[] = []
  const rows: HourRow[] = Array.from({ length: days * 48 }, (_, i) => {
    const excursion = 0.01 * draw()
    swept.push(1e7 * excursion * draw() ** 2)
    return {
      time: START + ((i >> 1) + 1) * HOUR,
      side: i % 2 === 0 ? ('long' as const) : ('short' as const),
      realisedUsd: 0.5 * swept[i]! * draw() + 100,
      excursion,
      volumeUsd: 1e8 * draw(),
    }
  })
  return { rows, swept: Float64Array.from(swept) }
}

const { rows, swept } = market(60)
const hours = readHours(rows, { seed: 1 })
const { reliability, band, byDay } = modelDetail(hours, swept)

describe('the reliability curve', () => {
  test('is short, rising, and made of every scored row', () => {
    expect(reliability.length).toBeGreaterThan(3)
    expect(reliability.length).toBeLessThanOrEqual(40)
    expect(reliability.reduce((sum, point) => sum + point.rows, 0)).toBe(40 * 48)
    for (const key of ['predictedUsd', 'realisedUsd'] as const) {
      const values = reliability.map((point) => point[key])
      expect(values).toEqual(values.toSorted((a, b) => a - b))
    }
  })

  test('keeps the sums of both', () => {
    const scored = rows.flatMap((row, i) => (row.time >= START + 20 * DAY + HOUR ? [i] : []))
    const sum = (of: (i: number) => number) => scored.reduce((all, i) => all + of(i), 0)
    const points = (key: 'predictedUsd' | 'realisedUsd') =>
      reliability.reduce((all, point) => all + point[key] * point.rows, 0)
    expect(points('predictedUsd') / sum((i) => swept[i]!)).toBeCloseTo(1, 9)
    expect(points('realisedUsd') / sum((i) => rows[i]!.realisedUsd)).toBeCloseTo(1, 9)
  })
})

test('the band holds about the share it should', () => {
  expect(band!.target).toBe(0.8)
  expect(band!.coverage).toBeGreaterThan(0.7)
  expect(band!.coverage).toBeLessThan(0.95)
})

test('days follow each other, and their gains have the mean of the score', () => {
  expect(byDay).toHaveLength(40)
  expect(byDay[0]!.day).toBe('2024-06-21')
  expect(byDay.at(-1)!.day).toBe('2024-07-30')
  const mean = byDay.reduce((sum, { gain }) => sum + gain!, 0) / byDay.length
  const { map } = scoreHours(hours, { map: swept }).models
  expect(mean).toBeCloseTo(map.qlikeGain!.value, 9)
  const total = (key: 'realisedUsd' | 'predictedUsd') =>
    byDay.reduce((sum, one) => sum + one[key], 0)
  expect(total('realisedUsd') / total('predictedUsd')).toBeCloseTo(
    map.realisedOverPredicted!.value,
    9,
  )
})

test('a map that says nothing has no detail, and few hours no gain', () => {
  const silent = modelDetail(
    hours,
    swept.map(() => Number.NaN),
  )
  expect(silent).toEqual({ reliability: [], band: null, byDay: [] })
  const few = readHours(rows.slice(0, 48), { seed: 1, firstScoredDay: 0 })
  const short = modelDetail(few, swept.subarray(0, 48))
  expect(short.band).toBeNull()
  expect(short.byDay).toHaveLength(1)
  expect(short.byDay[0]!.gain).toBeNull()
})
