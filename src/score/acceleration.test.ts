import { describe, expect, test } from 'vitest'
import { normal, seededRandom } from '../market/seeded-random.ts'
import { DAY, HOUR, MINUTE } from '../market/units.ts'
import {
  accelerationTest,
  continuationAfterTouch,
  followedSpan,
  type TouchOutcome,
} from './acceleration.ts'
import { candlesOf } from './closes.fixture.ts'

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

  test('is followed for one candle where ten minutes are not known', () => {
    expect([1, 5, 15, 60].map((minutes) => followedSpan(minutes * MINUTE) / MINUTE)).toEqual([
      10, 10, 15, 60,
    ])
    const candles = candlesOf(Float64Array.of(100, 101, 103, 106), HOUR)
    expect(continuationAfterTouch(candles, 1, 1, 0.01)).toBeCloseTo(
      Math.log(1.03) / (0.01 * Math.SQRT2),
      12,
    )
  })

  test('is not known over a hole', () => {
    const candles = candlesOf(
      Float64Array.from({ length: 30 }, (_, i) => 100 + i),
      MINUTE,
    )
    candles.openTime.forEach((time, i) => (candles.openTime[i] = i < 15 ? time : time + MINUTE))
    expect(continuationAfterTouch(candles, 4, 1, 0.002)).toBeDefined()
    expect(continuationAfterTouch(candles, 5, 1, 0.002)).toBeUndefined()
    expect(continuationAfterTouch(candles, 15, 1, 0.002)).toBeUndefined()
    expect(continuationAfterTouch(candles, 16, 1, 0.002)).toBeDefined()
  })

  /**
   * Touches by day, of which most at clusters come by momentum. Clusters push price on by `push`,
   * momentum carries it on by `carried`, falls go on farther, days differ.
   */
  function outcomes(seed: number, push: number, carried: number): TouchOutcome[] {
    const random = seededRandom(seed)
    return Array.from({ length: 1_000 }, (_, day) => {
      const mood = normal(random)
      return [true, false].map((atCluster): TouchOutcome => {
        const momentum = normal(random) + (atCluster ? 0.7 : -0.7)
        const direction = random() < (atCluster ? 0.4 : 0.6) ? 1 : -1
        const moved = 2.5 + carried * momentum - 0.5 * direction + (atCluster ? push : 0)
        const continuation = moved + mood + normal(random)
        return { time: (day + 1) * DAY, atCluster, momentum, direction, continuation }
      })
    }).flat()
  }

  test('is found where clusters amplify, and not where momentum alone goes on', () => {
    const options = { seed: 1, draws: 300 }
    expect(accelerationTest(outcomes(1, 0.5, 0.4), options)!.amplification.low).toBeGreaterThan(0)
    const none = accelerationTest(outcomes(2, 0, 0.4), options)!
    expect(none.cluster - none.mirror).toBeGreaterThan(0.4)
    expect(none.amplification.low).toBeLessThan(0)
    expect(none.amplification.high).toBeGreaterThan(0)
    expect([none.clusterTouches, none.mirrorTouches]).toEqual([1_000, 1_000])
  })

  test('is not known of clusters alone, nor of clusters on one side', () => {
    const all = outcomes(1, 0, 0)
    const of = (some: readonly TouchOutcome[]) => accelerationTest(some, { seed: 1, draws: 10 })
    expect(of(all)).toBeDefined()
    expect(of(all.filter(({ atCluster }) => atCluster))).toBeUndefined()
    expect(of(all.map((one) => ({ ...one, direction: one.atCluster ? 1 : -1 })))).toBeUndefined()
  })
})
