import { describe, expect, test } from 'vitest'
import { type CandleColumns, emptyCandleColumns } from '../market/candle-columns.ts'
import { normal, seededRandom } from '../market/seeded-random.ts'
import { DAY, HOUR, MINUTE } from '../market/units.ts'
import { accelerationTest, continuationAfterTouch, type TouchOutcome } from './acceleration.ts'
import { firstTouch } from './first-touch.ts'
import { type MagnetTrial, magnetTest, magnetTrial, strongestDistance } from './magnet.ts'

const SIGMA = 0.006

/** Candles through closes in equal steps, each from the close before to its own. */
function candlesOf(closes: Float64Array, interval = HOUR): CandleColumns {
  const candles = emptyCandleColumns(interval, closes.length)
  closes.forEach((close, i) => {
    const before = closes[i - 1] ?? close
    candles.openTime[i] = i * interval
    candles.open[i] = before
    candles.close[i] = close
    candles.high[i] = Math.max(before, close)
    candles.low[i] = Math.min(before, close)
  })
  return candles
}

/**
 * Trials on an hourly walk whose drift persists for days, with clusters that mostly stand where
 * price is going: what makes the naive test see magnets. `pull` draws price to the cluster.
 */
function trials(seed: number, days: number, pull: number): MagnetTrial[] {
  const random = seededRandom(seed)
  const closes = new Float64Array(days * 24).fill(100)
  const placed: { at: number; distance: number }[] = []
  let [drift, target] = [0, 0]
  for (let i = 1; i < closes.length; i++) {
    drift = 0.995 * drift + 0.015 * SIGMA * normal(random)
    const x = Math.log(closes[i - 1]!)
    const drawn = target === 0 ? 0 : pull * SIGMA * Math.sign(target - x)
    closes[i] = Math.exp(x + drift + drawn + SIGMA * normal(random))
    if (i % 24 !== 0 || i < 48) continue
    const towards = Math.sign(Math.log(closes[i]! / closes[i - 24]!))
    const side = random() < 0.8 ? towards : -towards
    const distance = side * (0.012 + 0.03 * random())
    target = Math.log(closes[i]!) + distance
    placed.push({ at: i, distance })
  }
  const candles = candlesOf(closes)
  return placed.flatMap(({ at, distance }) => {
    const trial = magnetTrial(candles, at, distance, SIGMA * Math.sqrt(24))
    return trial ? [trial] : []
  })
}

describe('the controlled test', () => {
  test('finds no magnet on walks without one, where the naive test often does', () => {
    let [held, naive] = [0, 0]
    for (let seed = 0; seed < 20; seed++) {
      const result = magnetTest(trials(seed, 600, 0), { seed: 1, draws: 300 })!
      if (result.attraction.low <= 0 && result.attraction.high >= 0) held++
      if (Math.abs(result.naive.z) > 1.96) naive++
    }
    expect(held).toBeGreaterThanOrEqual(16)
    expect(naive).toBeGreaterThanOrEqual(10)
  })

  test('finds one that was put in', () => {
    let found = 0
    for (let seed = 0; seed < 10; seed++) {
      const { attraction } = magnetTest(trials(seed, 600, 0.1), { seed: 1, draws: 300 })!
      if (attraction.low > 0) found++
    }
    expect(found).toBeGreaterThanOrEqual(9)
  })

  test('finds the line that trials lie on', () => {
    const of = (day: number, hit: boolean, mirrorHit: boolean, momentum: number) => ({
      time: day * DAY,
      hit,
      mirrorHit,
      momentum,
    })
    const lying = [
      of(1, true, false, 2),
      of(2, false, false, 0),
      of(3, false, true, -2),
      of(4, true, false, 2),
      of(5, false, true, -2),
    ]
    const {
      attraction,
      momentumSlope,
      naive,
      trials: count,
    } = magnetTest(lying, {
      seed: 1,
      block: DAY,
    })!
    expect(attraction.value).toBeCloseTo(0, 12)
    expect(momentumSlope).toBeCloseTo(0.5, 12)
    expect([naive.difference, naive.z, count]).toEqual([0, 0, 5])
    expect(magnetTest(lying.slice(0, 4), { seed: 1, block: DAY })).toBeUndefined()
    expect(magnetTest([], { seed: 1 })).toBeUndefined()
  })
})

describe('a trial', () => {
  const closes = new Float64Array(80).fill(100)
  closes.fill(102, 24)
  closes[40] = 105

  test('tells what was hit within 24 h and how price came there', () => {
    const candles = candlesOf(closes)
    expect(magnetTrial(candles, 30, 0.02, 0.01)).toEqual({
      time: 31 * HOUR,
      hit: true,
      mirrorHit: false,
      momentum: Math.log(1.02) / 0.01,
    })
    const below = magnetTrial(candles, 30, -0.02, 0.01)!
    expect([below.hit, below.mirrorHit]).toEqual([false, true])
    expect(below.momentum).toBeCloseTo(-Math.log(1.02) / 0.01, 12)
    expect(magnetTrial(candles, 39, 0.02, 0.01)!.hit).toBe(true)
    expect(magnetTrial(candles, 41, 0.02, 0.01)!.hit).toBe(false)
    expect(magnetTrial(candles, 23, 0.02, 0.01)).toBeUndefined()
    expect(magnetTrial(candles, 56, 0.02, 0.01)).toBeUndefined()
  })

  test('is of the strongest bucket 1–5 % away', () => {
    const distances = Float64Array.of(-0.06, -0.03, -0.005, 0.005, 0.03, 0.06)
    expect(strongestDistance(Float64Array.of(9, 2, 9, 9, 3, 9), distances)).toBe(0.03)
    expect(strongestDistance(Float64Array.of(9, 2, 9, 9, 2, 9), distances)).toBe(-0.03)
    expect(strongestDistance(new Float64Array(6), distances)).toBeUndefined()
  })

  test('sees the first touch', () => {
    const candles = candlesOf(closes)
    expect(firstTouch(candles, 100, 0.04, 0, 80)).toBe(40)
    expect(firstTouch(candles, 100, 0.04, 41, 80)).toBe(41)
    expect(firstTouch(candles, 100, 0.04, 42, 80)).toBeUndefined()
    expect(firstTouch(candles, 104, -0.02, 0, 80)).toBe(0)
  })
})

describe('acceleration after a touch', () => {
  test('is followed for ten minutes, in standard deviations of eleven', () => {
    const closes = Float64Array.from({ length: 30 }, (_, i) => Math.exp(0.001 * i))
    const candles = candlesOf(closes, MINUTE)
    const up = continuationAfterTouch(candles, 10, 1, 0.002)!
    expect(up).toBeCloseTo(0.011 / (0.002 * Math.sqrt(11)), 9)
    expect(continuationAfterTouch(candles, 10, -1, 0.002)).toBeCloseTo(-up, 12)
    expect(continuationAfterTouch(candles, 0, 1, 0.002)).toBeUndefined()
    expect(continuationAfterTouch(candles, 20, 1, 0.002)).toBeUndefined()
  })

  /** Touches by day; clusters push price on by `push`, days differ, mirrors do not push. */
  function outcomes(seed: number, push: number): TouchOutcome[] {
    const random = seededRandom(seed)
    return Array.from({ length: 200 }, (_, day) => {
      const mood = normal(random)
      return [true, false, false].map((atCluster) => ({
        time: (day + 1) * DAY,
        atCluster,
        continuation: 2.5 + mood + normal(random) + (atCluster ? push : 0),
      }))
    }).flat()
  }

  test('is found where clusters amplify, and not where they do not', () => {
    const options = { seed: 1, draws: 300 }
    expect(accelerationTest(outcomes(1, 0.6), options)!.difference.low).toBeGreaterThan(0)
    const none = accelerationTest(outcomes(2, 0), options)!
    expect(none.difference.low).toBeLessThan(0)
    expect(none.difference.high).toBeGreaterThan(0)
    expect([none.clusterTouches, none.mirrorTouches]).toEqual([200, 400])
    expect(none.cluster - none.mirror).toBeCloseTo(none.difference.value, 12)
    expect(
      accelerationTest(
        outcomes(1, 0).filter((o) => o.atCluster),
        options,
      ),
    ).toBeUndefined()
  })
})
