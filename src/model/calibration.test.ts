import { beforeAll, describe, expect, test } from 'vitest'
import { normal, seededRandom } from '../market/seeded-random.ts'
import { DAY, HOUR } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import { newBar } from './bar.ts'
import type { Bar } from './bar.ts'
import type { CalibratedWeights } from './calibrated-weights.ts'
import { Calibrator } from './calibration.ts'
import type { CalibrationOptions } from './calibration.ts'
import type { RealisedUsd } from './realised-usd.ts'
import { ExposureRecorder, weighted } from './exposure.ts'
import type { ExposureRow } from './exposure.ts'
import { modelSpec } from './models.ts'
import { PositionModel } from './position-model.ts'
import type { SideIndex } from './side.ts'

const START = Date.UTC(2026, 0, 1)
const DAYS = 40
const spec = modelSpec('isotherm', (_side, leverage) => 1 / leverage - 0.0045)
const prior = spec.weights[0]!.weights

/** Hourly bars of a random walk. */
function walk(days: number): readonly Bar[] {
  const random = seededRandom(5)
  let price = 60_000
  return Array.from({ length: days * 24 }, (_, i) => {
    const open = price
    const close = open * Math.exp(0.006 * normal(random))
    price = close
    const wide = () => 1 + 0.003 * Math.abs(normal(random))
    return Object.assign(newBar(), {
      openTime: START + i * HOUR,
      interval: HOUR,
      open,
      close,
      high: Math.max(open, close) * wide(),
      low: Math.min(open, close) / wide(),
      volume: 8_000 * (0.5 + random()),
      takerBuyShare: 0.5,
      openInterest: 80_000,
      openInterestChange: 0,
    })
  })
}
const bars = walk(DAYS)

/** The truth: short distances are liquidated a quarter as often as the prior says, far ones never. */
const truth = Float64Array.from(prior, (weight, i) => {
  const { long } = spec.distances[Math.floor(i / spec.lifetimes.length)]!
  return weight * (long < 0.012 ? 0.02 : long < 0.05 ? 0.12 : 0.04)
})
const realised = new Map<string, number>()
const keyOf = (time: Millis, side: SideIndex) => `${time} ${side}`
const rows: ExposureRow[] = []
/** What is learnt from all that was realised. */
let learnt: readonly CalibratedWeights[]

beforeAll(() => {
  const random = seededRandom(9)
  const model = new PositionModel(spec)
  const recorder = new ExposureRecorder(prior.length)
  const weights = Float64Array.of(...truth, 0)
  for (const bar of bars) {
    model.push(bar)
    for (const row of recorder.push(bar, model, bar.close)) {
      rows.push(row)
      // Amounts scatter by half of themselves: liquidations come in lumps.
      const noise = Math.exp(0.5 * normal(random) - 0.125)
      realised.set(keyOf(row.time, row.side), weighted(row, weights) * noise)
    }
  }
  learnt = calibrate(told)
})

const told: RealisedUsd = (time, side) => realised.get(keyOf(time, side)) ?? Number.NaN

/** Runs model and calibration together, as the product does. */
function calibrate(
  feed: RealisedUsd,
  some: readonly Bar[] = bars,
  others?: CalibrationOptions['others'],
) {
  const calibrator = new Calibrator(prior, feed, { background: 1e-6, ...(others && { others }) })
  const model = new PositionModel({ ...spec, weights: calibrator.known })
  for (const bar of some) {
    model.push(bar)
    calibrator.push(bar, model, bar.close)
  }
  return calibrator.known
}

/** Mean of |ln(expected ÷ true)| over the hours after a day, each with the weights known at its start. */
function error(known: readonly CalibratedWeights[], from = 20): number {
  const [one, other] = [Float64Array.of(...truth, 0), new Float64Array(prior.length + 1)]
  let [sum, count] = [0, 0]
  for (const row of rows.filter(({ time }) => time > START + from * DAY)) {
    const { weights } = known.findLast(({ since }) => since <= row.time - HOUR)!
    other.set(weights)
    const [real, expected] = [weighted(row, one), weighted(row, other)]
    if (real < 1_000) continue
    sum += Math.abs(Math.log(expected / real))
    count++
  }
  return sum / count
}
const ofPrior = () => error([{ ...calibrate(() => Number.NaN, [])[0]!, weights: prior }])

describe('a calibration', () => {
  test('finds known weights, the closer the more it has seen', () => {
    const until = (day: number) => learnt.filter(({ since }) => since <= START + day * DAY)
    const errors = [2, 5, 12, 39].map((day) => error(until(day)))
    expect(errors[3]).toBeLessThan(0.25)
    expect(errors[3]).toBeLessThan(errors[1]!)
    expect(errors[1]).toBeLessThan(0.5)
    expect(ofPrior()).toBeGreaterThan(2)
  })

  test('learns how far off its dollars are, and says where it has not', () => {
    expect(learnt[0]!.band.isLearnt).toBe(false)
    expect(learnt[1]!.band.isLearnt).toBe(false)
    const { width, isLearnt } = learnt.at(-1)!.band
    expect(isLearnt).toBe(true)
    // Hours scatter by half of themselves, and sweep far more than the 0.2 % that the width is of.
    expect(width).toBeGreaterThan(1.2816 * 0.5)
    expect(width).toBeLessThan(3 * 1.2816 * 0.5)
    const untold = calibrate((time, side) => (time > START + 8 * DAY ? 0 : told(time, side)))
    const last = untold.at(-1)!
    expect([last.feed, last.band]).toEqual(['silent', untold.at(-2)!.band])
  })

  test('knows nothing of the future: what comes later changes no weights of before', () => {
    const part = calibrate(told, bars.slice(0, 20 * 24))
    expect(part).toEqual(learnt.slice(0, part.length))
    expect(learnt.every(({ since }, i) => i === 0 || since % DAY === 0)).toBe(true)
  })

  test('gives the same weights bit for bit', () => {
    expect(calibrate(told)).toEqual(learnt)
  })

  test('stands still where nothing more is known', () => {
    const until = START + 20 * DAY
    const known = calibrate((time, side) => (time > until ? Number.NaN : told(time, side)))
    expect(known).toEqual(learnt.filter(({ since }) => since <= until))
  })

  test('keeps the prior where nothing is known', () => {
    const [only, ...more] = calibrate(() => Number.NaN)
    expect(more).toEqual([])
    expect(only).toMatchObject({ expert: 'prior', feed: 'too-little' })
    expect(only!.weights).toEqual(prior)
  })

  test('says that a feed is silent, and does not take it for a market without liquidations', () => {
    const known = calibrate(() => 0)
    expect(known.at(-1)).toMatchObject({ expert: 'prior', feed: 'silent' })
    expect(known.at(-1)!.weights).toEqual(prior)
  })

  test('goes on borrowing from others while a feed is silent that has taught nothing', () => {
    const others = (now: number) =>
      Float64Array.of(
        ...prior.map((weight) => weight * (now < START + 20 * DAY ? 0.5 : 0.25)),
        1e-6,
      )
    const last = calibrate(() => 0, bars, others).at(-1)!
    expect(last).toMatchObject({ expert: 'others', feed: 'silent' })
    expect(last.weights[0]).toBe(0.25 * prior[0]!)
  })

  test('says that sides are swapped, and learns nothing from it', () => {
    const known = calibrate((time, side) => told(time, side === 0 ? 1 : 0))
    expect(known.at(-1)).toMatchObject({ expert: 'prior', feed: 'wrong-sided' })
    expect(known.every(({ feed }) => feed !== 'sound')).toBe(true)
    expect(learnt.at(-1)!.feed).toBe('sound')
  })

  test('says that a feed tells more than can be, and learns nothing from it', () => {
    const absurd = calibrate((time, side) => (time % (10 * HOUR) === 0 ? 1e12 : told(time, side)))
    expect(absurd.at(-1)).toMatchObject({ expert: 'prior', feed: 'implausible' })
    const once = calibrate((time, side) => (time === START + 9 * DAY ? 1e12 : told(time, side)))
    expect(once.at(-1)!.feed).toBe('sound')
    expect(error(once)).toBeLessThan(0.5)
  })

  test('keeps what it has learnt when a feed falls silent', () => {
    const silentFrom = START + 20 * DAY
    const known = calibrate((time, side) => (time > silentFrom ? 0 : told(time, side)))
    const last = known.at(-1)!
    expect(last.feed).toBe('silent')
    expect(last.since).toBeLessThanOrEqual(silentFrom + 3 * DAY)
    expect(error(known)).toBeLessThan(0.6)
  })

  test('begins with what other instruments have taught, and goes on by itself', () => {
    const taught = Float64Array.of(...truth, 1e-6)
    const others = (now: number) => (now < START + 3 * DAY ? undefined : taught)
    const untold = calibrate(() => Number.NaN, bars, others)
    expect(untold[0]!.weights).toEqual(prior)
    expect(untold[1]).toMatchObject({ since: START + 3 * DAY, expert: 'others' })
    expect(untold.slice(1).every(({ weights }) => weights.every((w, i) => w === taught[i]))).toBe(
      true,
    )
    expect(error(untold)).toBeLessThan(1e-9)
    const known = calibrate(told, bars, others)
    expect(known.at(-1)!.feed).toBe('sound')
    expect(error(known)).toBeLessThan(error(learnt))
    const part = calibrate(told, bars.slice(0, 20 * 24), others)
    expect(part).toEqual(known.slice(0, part.length))
  })

  test('is not led astray for long by others that are used otherwise', () => {
    const wrong = Float64Array.of(...prior.map((w, i) => w * (i < 40 ? 5 : 0.01)), 1e-6)
    const known = calibrate(told, bars, () => wrong)
    expect(error(known)).toBeLessThan(1.2 * error(learnt))
  })

  test.each([
    // In nats beyond the error of the prior: below 0 it is better than the prior all the same.
    ['one of three is told', (usd: number, n: number) => (n % 3 === 0 ? usd : 0), -2],
    [
      'every fifth is a hundred times too large',
      (usd: number, n: number) => usd * (n % 5 ? 1 : 100),
      -0.3,
    ],
    ['amounts are noise', (_: number, n: number) => 1e6 * (1 + Math.sin(n)), -1],
    ['amounts are beyond all bounds', () => Number.POSITIVE_INFINITY, 0],
    ['amounts are negative', () => -1e9, 0],
  ])('stays within bounds of the truth where %s', (_how, change, most) => {
    const known = calibrate((time, side) =>
      Number.isNaN(told(time, side)) ? Number.NaN : change(told(time, side), time / HOUR),
    )
    for (const { weights } of known)
      weights.forEach((weight, i) => {
        expect(weight).toBeGreaterThanOrEqual(prior[i]! / 200.001)
        expect(weight).toBeLessThanOrEqual(prior[i]! * 20.001)
      })
    expect(error(known)).toBeLessThanOrEqual(ofPrior() + most)
  })
})
