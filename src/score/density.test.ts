import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { binEdge, binMiddle, binOf } from '../market/price-bin.ts'
import { densityScores, earthMover, totalVariation } from './density.ts'
import {
  BUCKET_WIDTH,
  bucketCount,
  bucketDistances,
  bucketOf,
  densityAround,
  touchedBuckets,
} from './price-buckets.ts'

const usd = fc.integer({ min: 0, max: 1_000 })
const density = (length: number) =>
  fc
    .array(usd, { minLength: length, maxLength: length })
    .filter((values) => values.some((value) => value > 0))
    .map((values) => Float64Array.from(values))
const pair = fc.integer({ min: 1, max: 40 }).chain((n) => fc.tuple(density(n), density(n)))

describe('scores against a truth', () => {
  test('of four buckets, by hand', () => {
    const scores = densityScores(Float64Array.of(4, 0, 0, 4), Float64Array.of(1, 1, 1, 1))!
    expect(scores.massRatio).toBe(2)
    // p − q = ¼ −¼ −¼ ¼, carried ¼ 0 −¼ 0.
    expect(scores.totalVariation).toBeCloseTo(0.5, 12)
    expect(scores.earthMover).toBeCloseTo(0.5 * BUCKET_WIDTH * 100, 12)
    expect(scores.correlation).toBeUndefined()
    expect(scores.efficiency).toBe(1)
  })

  test('of twenty buckets, the highest two of which are half right', () => {
    const truth = new Float64Array(20).fill(1)
    truth[3] = 10
    truth[15] = 30
    const estimate = new Float64Array(20).fill(1)
    estimate[15] = 9
    estimate[16] = 8
    const scores = densityScores(estimate, truth)!
    expect(scores.topDecilePrecision).toBe(0.5)
    expect(scores.efficiency).toBeCloseTo(31 / 40, 12)
  })

  test('buckets in which nothing stands are no agreement', () => {
    const [truth, estimate] = [new Float64Array(40), new Float64Array(40)]
    truth[30] = 5
    estimate[35] = 5
    expect(densityScores(estimate, truth)).toMatchObject({ topDecilePrecision: 0, efficiency: 0 })
    estimate[30] = 6
    expect(densityScores(estimate, truth)).toMatchObject({ topDecilePrecision: 1, efficiency: 1 })
  })

  test('are perfect where the estimate is the truth, and keep their shape under a factor', () => {
    fc.assert(
      fc.property(pair, ([, truth]) => {
        const scores = densityScores(
          truth.map((x) => 3 * x),
          truth,
        )!
        expect(scores.massRatio).toBeCloseTo(3, 12)
        expect(scores.totalVariation).toBeCloseTo(0, 12)
        expect(scores.earthMover).toBeCloseTo(0, 12)
        expect(scores.topDecilePrecision).toBe(1)
        expect(scores.efficiency).toBe(1)
        if (scores.correlation !== undefined) expect(scores.correlation).toBeCloseTo(1, 12)
      }),
    )
  })

  test('of an empty estimate are its mass alone; an empty truth has none', () => {
    const [empty, truth] = [new Float64Array(3), Float64Array.of(1, 2, 3)]
    expect(densityScores(truth, empty)).toBeUndefined()
    expect(densityScores(empty, truth)).toMatchObject({ massRatio: 0, totalVariation: undefined })
    expect(() => densityScores(truth, new Float64Array(4))).toThrow(RangeError)
  })
})

describe('distances between shapes', () => {
  test('are symmetric, within their bounds, and 0 only for equal shapes', () => {
    fc.assert(
      fc.property(pair, ([p, q]) => {
        const [variation, mover] = [totalVariation(p, q), earthMover(p, q)]
        expect(variation).toBeCloseTo(totalVariation(q, p), 12)
        expect(mover).toBeCloseTo(earthMover(q, p), 9)
        expect(variation).toBeGreaterThanOrEqual(0)
        expect(variation).toBeLessThanOrEqual(1 + 1e-12)
        const sum = (shape: Float64Array) => shape.reduce((a, b) => a + b, 0)
        const equal = p.every((x, i) => q[i]! * sum(p) === x * sum(q))
        expect(variation < 1e-12).toBe(equal)
        expect(mover < 1e-12).toBe(equal)
      }),
    )
  })

  test('the earth mover tells how far, total variation only that', () => {
    const at = (i: number) => Float64Array.from({ length: 9 }, (_, k) => (k === i ? 5 : 0))
    expect(totalVariation(at(1), at(2))).toBe(1)
    expect(totalVariation(at(1), at(8))).toBe(1)
    expect(earthMover(at(1), at(2))).toBe(1)
    expect(earthMover(at(1), at(8))).toBe(7)
  })
})

describe('buckets around a price', () => {
  const price = 61_234.5
  const here = binOf(price)

  test('take four bins each, longs below and shorts above', () => {
    const firstBin = here - 300
    const column = () => Float64Array.from({ length: 601 }, (_, i) => firstBin + i)
    const buckets = densityAround({ firstBin, long: column(), short: column() }, price, 0.05)
    expect(buckets.length).toBe(bucketCount(0.05))
    expect(bucketCount(0.05)).toBe(50)
    expect(bucketCount(0.1)).toBe(100)
    expect(buckets[25]).toBe(4 * here + 6)
    expect(buckets[24]).toBe(4 * here - 6)
    expect(buckets[49]).toBe(4 * (here + 96) + 6)
    expect(buckets[0]).toBe(4 * (here - 96) - 6)
  })

  test('are empty where the columns end', () => {
    const density = { firstBin: here, long: [7], short: [5] }
    const buckets = densityAround(density, price, 0.05)
    expect(buckets.reduce((a, b) => a + b, 0)).toBe(12)
    expect([buckets[24], buckets[25]]).toEqual([7, 5])
  })

  test('know their prices', () => {
    const distances = bucketDistances(50)
    distances.forEach((distance, i) => {
      expect(bucketOf(price * Math.exp(distance), price, 50)).toBe(i)
    })
    expect(bucketOf(price * 1.06, price, 50)).toBeUndefined()
    expect(bucketOf(price * 0.94, price, 50)).toBeUndefined()
    const above = binMiddle(here + 42) / binMiddle(here)
    expect(bucketOf(price * above, price, 50)).toBe(25 + 10)
  })

  test('are touched once price has gone through all of them', () => {
    const up = binEdge(8) * 1.000_001
    const touched = touchedBuckets(price, price * 0.999, price * up, 50)
    expect([...touched].flatMap((one, i) => (one ? [i] : []))).toEqual([25, 26])
    expect(touchedBuckets(price, price, price, 50).includes(1)).toBe(false)
    expect(touchedBuckets(price, price * 0.9, price * 1.1, 50).includes(0)).toBe(false)
  })
})
