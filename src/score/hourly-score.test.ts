import { describe, expect, test } from 'vitest'
import { seededRandom } from '../market/seeded-random.ts'
import { HOUR } from '../market/units.ts'
import { readHours } from './hour-columns.ts'
import type { HourRow } from './hour-columns.ts'
import { scoreHours } from './hourly-score.ts'

/**
 * Hours in which what is liquidated is drawn about a map that the candle knows in part: half of it
 * is excursion × volume, half where positions happened to stand.
 */
function market(seed: number, days: number) {
  const random = seededRandom(seed)
  const draw = () => -Math.log(1 - random())
  const rows: HourRow[] = []
  const map: number[] = []
  for (let hour = 1; hour <= days * 24; hour++) {
    for (const side of ['long', 'short'] as const) {
      const excursion = Math.max(0, 0.01 * (draw() - 0.5))
      const volumeUsd = 1e8 * draw()
      const stood = 0.3 * excursion * 1e8 * draw() ** 2
      const swept = stood + 0.3 * excursion * volumeUsd
      const realisedUsd = (0.5 * swept + 1_000) * draw()
      rows.push({ time: hour * HOUR, side, realisedUsd, excursion, volumeUsd })
      map.push(swept)
    }
  }
  return { rows, map: Float64Array.from(map) }
}

const { rows, map } = market(1, 60)
const random = seededRandom(9)
const noise = map.map(() => 1e6 * random())
const candle = Float64Array.from(rows, (row) => 7 * row.excursion * row.volumeUsd)
const options = { seed: 3 }
const { models, baselines } = scoreHours(readHours(rows, options), {
  map,
  noise,
  candle,
  nothing: map.map(() => 0),
  silent: map.map(() => Number.NaN),
})

describe('on hours drawn about a known map', () => {
  test('the map adds to the candle, and says so with an interval above 0', () => {
    const { qlikeGain, qlikeGainOverRange, qlikeGainAlone, partialSpearman } = models.map
    expect(qlikeGain!.low).toBeGreaterThan(0)
    expect(qlikeGainOverRange!.low).toBeGreaterThan(0)
    expect(qlikeGainAlone!.low).toBeGreaterThan(0)
    expect(partialSpearman).toBeGreaterThan(0.1)
    expect(models.map.spearman!).toBeGreaterThan(baselines.excursionTimesVolume.spearman!)
  })

  test('its discount is the one drawn with', () => {
    const { low, high, value } = models.map.realisedOverPredicted!
    expect(low).toBeLessThan(0.51)
    expect(high).toBeGreaterThan(0.5)
    expect(high - low).toBeLessThan(0.3)
    expect(low < value && value < high).toBe(true)
  })

  test('noise adds nothing', () => {
    expect(models.noise.qlikeGain!.low).toBeLessThan(0)
    expect(models.noise.qlikeGainAlone!.high).toBeLessThan(0)
    expect(Math.abs(models.noise.partialSpearman!)).toBeLessThan(0.06)
  })

  test('the candle itself in another unit gains nothing on itself', () => {
    expect(Math.abs(models.candle.qlikeGain!.value)).toBeLessThan(0.01)
    expect(Math.abs(models.candle.qlikeGainAlone!.value)).toBeLessThan(1e-6)
    expect(models.candle.partialSpearman).toBeUndefined()
    expect(models.candle.spearman).toBeCloseTo(baselines.excursionTimesVolume.spearman!, 12)
  })

  test('nothing predicted is a prediction, nothing said is none', () => {
    expect(models.nothing.rows).toBe(models.map.rows)
    expect(models.nothing.qlikeGain!.value).toBeCloseTo(0, 12)
    expect(models.nothing.spearman).toBeUndefined()
    expect(models.nothing.realisedOverPredicted).toBeUndefined()
    expect(models.silent).toMatchObject({ rows: 0, days: 0, qlikeGain: undefined })
  })

  test('forty days of both sides are scored, each baseline with its loss', () => {
    expect(models.map.rows).toBe(40 * 24 * 2)
    expect(models.map.days).toBe(40)
    for (const { loss, rows } of Object.values(baselines)) {
      expect(rows).toBe(40 * 24 * 2)
      expect(Number.isFinite(loss)).toBe(true)
    }
  })
})

test('what is unknown is not scored', () => {
  const holes = rows.map((row, i) =>
    i % 2 === 0 ? row : { ...row, realisedUsd: i % 3 === 0 ? Number.NaN : row.realisedUsd },
  )
  const scores = scoreHours(readHours(holes, options), { map })
  expect(scores.models.map.rows).toBe(40 * 24 * 2 - (40 * 24) / 3)
})

test('the same rows and seed give the same report, whatever models stand beside', () => {
  expect(scoreHours(readHours(rows, options), { map }).models.map).toEqual(models.map)
})

test('no rows have no score; columns of another length are refused', () => {
  const empty = scoreHours(readHours([], options), { map: new Float64Array(0) })
  expect(empty.models.map.qlikeGain).toBeUndefined()
  expect(empty.baselines.excursion).toMatchObject({ spearman: undefined, loss: undefined, rows: 0 })
  const short = { map: new Float64Array(1) }
  expect(() => scoreHours(readHours(rows, options), short)).toThrow(RangeError)
})

test('what an hour swept is expected in part an hour later, on its side alone', () => {
  const hour = (i: number): readonly HourRow[] =>
    (['long', 'short'] as const).map((side) => ({
      time: i * HOUR,
      side,
      realisedUsd: 1e5,
      excursion: 0.01,
      volumeUsd: 1e7,
    }))
  const rows = Array.from({ length: 40 * 24 }, (_, i) => hour(i + 1)).flat()
  // Longs are swept every tenth hour, and a twentieth of it comes the hour after.
  const swept = Float64Array.from(rows, ({ side }, i) =>
    side === 'long' && (i >> 1) % 10 === 0 ? 1e6 : 1e3,
  )
  const late = rows.map((row, i) => ({
    ...row,
    realisedUsd: 0.2 * (swept[i]! + 0.05 * (swept[i - 2] ?? 0)),
  }))
  const gain = (lateShare: number) =>
    scoreHours(readHours(late, { seed: 1, lateShare }), { map: swept }).models.map.qlikeGainAlone!
      .value
  expect(gain(0.05)).toBeGreaterThan(gain(0) + 0.01)
})
