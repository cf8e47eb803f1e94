import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { emptyCandleColumns } from '../market/candle-columns.ts'
import { binMiddle } from '../market/price-bin.ts'
import { normal, seededRandom } from '../market/seeded-random.ts'
import { DAY, HOUR } from '../market/units.ts'
import { permuted } from './permuted.ts'
import { bucketDistances, densityAround } from './price-buckets.ts'
import { RateByDistance } from './rate-by-distance.ts'
import { touchChance } from '../signals/touch-chance.ts'
import { dailyVwap, vwapOffsets } from './vwap-offsets.ts'

describe('the chance of a touch', () => {
  test('is 2Φ(−x/σ)', () => {
    expect(touchChance(0, 0.01)).toBeCloseTo(1, 6)
    expect(touchChance(0.01, 0.01)).toBeCloseTo(0.317_310_5, 6)
    expect(touchChance(-0.019_599_64, 0.01)).toBeCloseTo(0.05, 6)
  })

  test('is what a fine random walk does', () => {
    const random = seededRandom(1)
    let touches = 0
    for (let walk = 0; walk < 1_000; walk++) {
      let [at, highest] = [0, 0]
      for (let step = 0; step < 400; step++) {
        at += normal(random) / 20
        highest = Math.max(highest, at)
      }
      if (highest >= 1) touches++
    }
    // Between steps a walk touches unseen: the chance seen is a little lower.
    expect(touches / 1_000 - touchChance(1, 1)).toBeLessThan(0.03)
    expect(touches / 1_000 - touchChance(1, 1)).toBeGreaterThan(-0.07)
  })
})

describe('the rate by distance', () => {
  test('is USD per touch, alike on both sides', () => {
    const law = new RateByDistance(4)
    expect(law.rates()).toBeUndefined()
    law.learn([0, 1, 1, 0], [100, 2, 6, 100])
    expect([...law.rates()!]).toEqual([4, 4, 4, 4])
    law.learn([1, 0, 0, 1], [10, 0, 0, 20])
    expect([...law.rates()!]).toEqual([9.5, 9.5, 9.5, 9.5])
  })

  test('falls where what came falls', () => {
    const law = new RateByDistance(20)
    const all = Array.from({ length: 20 }, () => 1)
    law.learn(
      all,
      Array.from(bucketDistances(20), (x) => Math.exp(-200 * Math.abs(x))),
    )
    const rates = law.rates()!
    for (let i = 11; i < 20; i++) expect(rates[i]).toBeLessThanOrEqual(rates[i - 1]!)
    expect(rates[19]! / rates[10]!).toBeLessThan(0.1)
    expect([...rates].reverse()).toEqual([...rates])
  })
})

describe('offsets from the VWAP', () => {
  const mix = [
    [5, 0.2],
    [10, 0.3],
    [25, 0.4],
    [100, 0.1],
  ] as const

  test('the VWAP is that of 24 h, whatever is unknown', () => {
    const candles = emptyCandleColumns(HOUR, 30)
    for (let i = 0; i < 30; i++) {
      candles.openTime[i] = i * HOUR
      candles.close[i] = i < 5 ? 100 : 200
      candles.volume[i] = i < 5 ? 30 : 10
    }
    candles.volume[7] = Number.NaN
    const vwap = dailyVwap(candles)
    expect(vwap[0]).toBe(100)
    expect(vwap[23]).toBeCloseTo((5 * 30 * 100 + 18 * 10 * 200) / (5 * 30 + 18 * 10), 9)
    expect(vwap[28]).toBeCloseTo(200, 9)
    expect(dailyVwap(emptyCandleColumns(DAY, 1))[0]).toBeNaN()
    candles.volume.fill(0.1, 0, 5)
    candles.volume.fill(0, 5)
    expect(dailyVwap(candles)[29]).toBeNaN()
  })

  test('stand where the leverages put them, in the dollars they share', () => {
    const density = vwapOffsets(mix, 60_000, 60_000, 1e8, 0.3)
    const total = (side: ArrayLike<number>) => Array.from(side).reduce((a, b) => a + b, 0)
    expect(total(density.long) / 1e8).toBeGreaterThan(0.98)
    expect(total(density.long) / 1e8).toBeLessThan(1.001)
    const buckets = densityAround(density, 60_000, 0.08)
    const peak = buckets.indexOf(Math.max(...buckets))
    // The highest is that of 25x: 4 % away, above as below.
    expect(Math.abs(bucketDistances(buckets.length)[peak]!)).toBeGreaterThan(0.035)
    expect(Math.abs(bucketDistances(buckets.length)[peak]!)).toBeLessThan(0.045)
  })

  test('are gone where price has passed them', () => {
    const { firstBin, long, short } = vwapOffsets(mix, 60_000, 58_000, 1e8, 0.1)
    Array.from(long).forEach((usd, i) => {
      if (usd > 0) expect(binMiddle(firstBin + i)).toBeLessThan(58_000 * 1.0005)
    })
    Array.from(short).forEach((usd, i) => {
      if (usd > 0) expect(binMiddle(firstBin + i)).toBeGreaterThan(58_000 * 0.9995)
    })
  })
})

test('permuted: the same predictions at other times, the same for the same seed', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.integer(), (series, seed) => {
      const drawn = permuted(series, seededRandom(seed))
      expect(permuted(series, seededRandom(seed))).toEqual(drawn)
      const ascending = (values: number[]) => [...values].sort((a, b) => a - b)
      expect(ascending(drawn)).toEqual(ascending(series))
    }),
  )
  const series = Array.from({ length: 100 }, (_, i) => i)
  const stayed = permuted(series, seededRandom(1)).filter((one, i) => one === i)
  expect(stayed.length).toBeLessThan(6)
})
