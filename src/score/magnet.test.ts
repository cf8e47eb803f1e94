import { describe, expect, test } from 'vitest'
import { normal, seededRandom } from '../market/seeded-random.ts'
import { DAY } from '../market/units.ts'
import { candlesOf } from './closes.fixture.ts'
import { type MagnetTrial, magnetTest } from './magnet.ts'
import { watchLevel } from './watch-level.ts'

const SIGMA = 0.006

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
