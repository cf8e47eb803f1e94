import { describe, expect, test } from 'vitest'
import { DAY } from '../market/units.ts'
import { type MagnetTrial, magnetTest } from './magnet.ts'
import { pulledWalk, SIGMA } from './pulled-walk.fixture.ts'
import { watchLevel } from './watch-level.ts'

const trials = (seed: number, days: number, pull: number): MagnetTrial[] => {
  const { candles, placed } = pulledWalk(seed, days, pull)
  return placed.flatMap(({ at, distance }) => {
    const level = { distance, clusterUsd: 1, sideUsd: 1 }
    return watchLevel(candles, at, level, SIGMA)?.trial ?? []
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
