import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bucketDistances } from './price-buckets.ts'
import { DISTANCE_BANDS, LEVEL_KINDS, strongestLevel } from './strong-level.ts'

test('is the strongest bucket 1–5 % away; of equal ones the lower', () => {
  const distances = Float64Array.of(-0.06, -0.03, -0.005, 0.005, 0.03, 0.06)
  const of = (...usd: number[]) => strongestLevel(Float64Array.from(usd), distances)?.distance
  expect(of(9, 2, 9, 9, 3, 9)).toBe(0.03)
  expect(of(9, 2, 9, 9, 2, 9)).toBe(-0.03)
  expect(of(9, 0, 9, 9, 0, 9)).toBeUndefined()
})

test('its cluster are the neighbours that hold at least half as much, on its side within 5 %', () => {
  const distances = Float64Array.of(-0.02, -0.01, 0.01, 0.02, 0.03, 0.04, 0.05, 0.06)
  const level = strongestLevel(Float64Array.of(9, 9, 5, 10, 6, 4, 8, 8), distances)!
  expect(level).toEqual({ distance: 0.02, clusterUsd: 21, sideUsd: 33 })
  const last = strongestLevel(Float64Array.of(0, 0, 1, 1, 1, 1, 8, 8), distances)!
  expect(last).toEqual({ distance: 0.05, clusterUsd: 8, sideUsd: 12 })
})

test('a wall is dominant from 40 % of its side on', () => {
  const kinds = (clusterUsd: number) =>
    Object.entries(LEVEL_KINDS).flatMap(([kind, isOf]) =>
      isOf({ distance: 0.02, clusterUsd, sideUsd: 100 }) ? [kind] : [],
    )
  expect([kinds(39), kinds(40)]).toEqual([['noDominantWall'], ['dominantWall']])
})

test('of any map the level lies in one distance band, and its cluster within its side', () => {
  const distances = bucketDistances(50)
  const density = fc.array(fc.nat(1_000), { minLength: 50, maxLength: 50 })
  fc.assert(
    fc.property(density, (usd) => {
      const level = strongestLevel(Float64Array.from(usd), distances)
      if (level === undefined) return
      const away = Math.abs(level.distance)
      expect(DISTANCE_BANDS.filter(({ from, to }) => away >= from && away < to)).toHaveLength(1)
      expect(level.clusterUsd).toBeGreaterThan(0)
      expect(level.clusterUsd).toBeLessThanOrEqual(level.sideUsd)
    }),
  )
})
