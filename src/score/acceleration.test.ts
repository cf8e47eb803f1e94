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
