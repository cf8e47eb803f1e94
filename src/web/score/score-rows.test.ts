import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { InstrumentScore } from '../../api/score.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import { logScale, powersWithin } from './score-axis.ts'
import { gainDomain, scoreRows } from './score-rows.ts'

const gain = (value: number) => ({ value, low: value - 0.1, high: value + 0.1 })
const shared = { rows: 100, days: 10 }
const score: InstrumentScore = {
  instrument: 'binance:BTCUSDT' as InstrumentId,
  from: '2024-06-19T21:00:00.000Z',
  to: '2024-08-19T22:00:00.000Z',
  hours: 819,
  calibration: { days: {}, feed: 'sound', recalibrated: null },
  models: {
    isotherm: { qlikeGain: gain(-0.05), ...shared },
    openingOnly: { qlikeGain: gain(0.15), ...shared },
    conserving: shared,
  },
  baselines: {
    excursion: { loss: 12.7, rows: 100 },
    excursionTimesVolume: { loss: 12.5, rows: 100 },
  },
}

test('all are in one table, best first, and ours where it belongs', () => {
  const rows = scoreRows(score)
  expect(rows.map(({ id }) => id)).toEqual([
    'openingOnly',
    'excursionTimesVolume',
    'isotherm',
    'excursion',
    'conserving',
  ])
  expect(rows.map(({ ours }) => ours)).toEqual([false, false, true, false, false])
  const [, candle, , distance, unknown] = rows
  expect(candle!.gain).toBe(0)
  expect(distance!.gain).toBeCloseTo(-0.2, 12)
  expect(unknown!.gain).toBeUndefined()
})

const interval = fc
  .tuple(fc.double({ min: -3, max: 3, noNaN: true }), fc.double({ min: 0, max: 2, noNaN: true }))
  .map(([low, length]) => ({ low, value: low + length / 2, high: low + length }))

test('the scale of gains holds 0 and every interval', () => {
  fc.assert(
    fc.property(fc.array(fc.option(interval, { nil: undefined })), (gains) => {
      const [low, high] = gainDomain(gains)
      expect(low).toBeLessThan(0)
      expect(high).toBeGreaterThan(0)
      for (const one of gains) {
        if (one === undefined) continue
        expect(low).toBeLessThanOrEqual(one.low)
        expect(high).toBeGreaterThanOrEqual(one.high)
      }
    }),
  )
})

test('an axis of USD holds all amounts, in order, with few labels', () => {
  const amounts = fc.array(fc.double({ min: 1e-3, max: 1e12, noNaN: true }), { minLength: 1 })
  fc.assert(
    fc.property(amounts, (usd) => {
      const scale = logScale(usd)
      for (const one of usd) {
        expect(scale.at(one)).toBeGreaterThanOrEqual(0)
        expect(scale.at(one)).toBeLessThanOrEqual(1)
      }
      expect(scale.at(0)).toBe(0)
      expect(scale.at(scale.low)).toBeCloseTo(0, 9)
      expect(scale.at(scale.high)).toBeCloseTo(1, 9)
      const labels = powersWithin(scale)
      expect(labels.length).toBeGreaterThanOrEqual(2)
      expect(labels.length).toBeLessThanOrEqual(6)
    }),
  )
})
