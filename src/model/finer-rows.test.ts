import { expect, test } from 'vitest'
import { normal, seededRandom } from '../market/seeded-random.ts'
import { DAY, HOUR, MINUTE } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import { newBar } from './bar.ts'
import type { Bar } from './bar.ts'
import { Calibrator } from './calibration.ts'
import type { CalibrationOptions } from './calibration.ts'
import type { RealisedUsd } from './realised-usd.ts'
import { ExposureRecorder, weighted } from './exposure.ts'
import { modelSpec } from './models.ts'
import { PositionModel } from './position-model.ts'

const START = Date.UTC(2026, 0, 1)
const SPAN = 5 * MINUTE
const spec = modelSpec('isotherm', (_side, leverage) => 1 / leverage - 0.0045)
const prior = spec.weights[0]!.weights

/** Bars of five minutes of a random walk. */
const bars: readonly Bar[] = (() => {
  const random = seededRandom(5)
  let price = 60_000
  return Array.from({ length: (12 * DAY) / SPAN }, (_, i) => {
    const open = price
    price *= Math.exp(0.002 * normal(random))
    const wide = () => 1 + 0.001 * Math.abs(normal(random))
    return Object.assign(newBar(), {
      openTime: START + i * SPAN,
      interval: SPAN,
      open,
      close: price,
      high: Math.max(open, price) * wide(),
      low: Math.min(open, price) / wide(),
      volume: 700 * (0.5 + random()),
      takerBuyShare: 0.5,
      openInterest: 80_000,
      openInterestChange: 0,
    })
  })
})()

/** The truth: near distances are liquidated far less often than the prior says. */
const truth = Float64Array.from(prior, (weight, i) => {
  const { long } = spec.distances[Math.floor(i / spec.lifetimes.length)]!
  return weight * (long < 0.012 ? 0.05 : long < 0.05 ? 0.4 : 0.1)
})

/** What the true weights realise in rows of a span. */
function realisedBy(span: Millis): RealisedUsd {
  const rows = new Map<string, number>()
  const model = new PositionModel(spec)
  const recorder = new ExposureRecorder(prior.length, span)
  const random = seededRandom(9)
  for (const bar of bars) {
    model.push(bar)
    for (const row of recorder.push(bar, model, bar.close)) {
      const noise = Math.exp(0.5 * normal(random) - 0.125)
      rows.set(`${row.time} ${row.side}`, weighted(row, Float64Array.of(...truth, 0)) * noise)
    }
  }
  return (time, side) => rows.get(`${time} ${side}`) ?? Number.NaN
}
const [hours, fine] = [realisedBy(HOUR), realisedBy(SPAN)]

function learn(options: CalibrationOptions, told = hours) {
  const calibrator = new Calibrator(prior, told, { background: 1e-6, ...options })
  const model = new PositionModel({ ...spec, weights: calibrator.known })
  for (const bar of bars) {
    model.push(bar)
    calibrator.push(bar, model, bar.close)
  }
  return calibrator.known
}
const byHours = learn({})

/** How far learnt weights expect otherwise than the true ones of each row, as a share of it. */
function errorOf(options: CalibrationOptions): number {
  const learnt = Float64Array.of(...learn(options).at(-1)!.weights, 0)
  const model = new PositionModel(spec)
  const recorder = new ExposureRecorder(prior.length, SPAN)
  let [off, all] = [0, 0]
  for (const bar of bars) {
    model.push(bar)
    for (const row of recorder.push(bar, model, bar.close)) {
      const right = weighted(row, Float64Array.of(...truth, 0))
      off += Math.abs(weighted(row, learnt) - right)
      all += right
    }
  }
  return off / all
}

test('rows of an hour told twice teach the same, bit for bit', () => {
  expect(learn({ finer: { span: HOUR, realised: hours } })).toEqual(byHours)
})

test('rows of five minutes teach better what to expect than hours', () => {
  const experts = [{ id: 'weak', window: 30 * DAY, strength: 0.004 }]
  const [finer, hourly] = [
    errorOf({ experts, finer: { span: SPAN, realised: fine } }),
    errorOf({ experts }),
  ]
  expect(finer).toBeLessThan(0.8 * hourly)
})

test('where nothing is known more finely hours teach, as they do alone', () => {
  expect(learn({ finer: { span: SPAN, realised: () => Number.NaN } })).toEqual(byHours)
})

test('an hour teaches once: where a part of it is known more finely, only that does', () => {
  const isKnown = (time: Millis) => time % HOUR === 20 * MINUTE
  const partly: RealisedUsd = (time, side) => (isKnown(time) ? fine(time, side) : Number.NaN)
  const threefold: RealisedUsd = (time, side) => 3 * hours(time, side)
  const experts = [{ id: 'weak', window: 30 * DAY, strength: 0.004 }]
  const finer = { span: SPAN, realised: partly }
  const [asItIs, other] = [hours, threefold].map((told) => learn({ experts, finer }, told).at(-1)!)
  expect(asItIs!.weights).not.toEqual(prior)
  expect(other!.weights).toEqual(asItIs!.weights)
})
