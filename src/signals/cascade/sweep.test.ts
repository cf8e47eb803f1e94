import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { binEdge } from '../../market/price-bin.ts'
import type { PositionSide } from '../../market/units.ts'
import type { Cluster } from '../clusters/clusters.ts'
import {
  ask,
  at,
  binsOf,
  book,
  density,
  filled,
  HALF,
  HERE,
  levels,
  PRICE,
  sides,
} from './cascade.fixture.ts'
import type { PerBin } from './cascade.fixture.ts'
import { cascade } from './cascade.ts'

describe('a sweep at a level', () => {
  const wall: PerBin = (away) => (away >= 20 && away < 24 ? 10 : 0)

  test('takes the least order that carries price there, and goes on by what it sets off', () => {
    const nearEdge = binEdge(HERE - 20)
    const found = ask(wall, () => 1, 0, { shock: { reachPrice: nearEdge } })
    expect(found.shockUsd).toBeCloseTo(20, 6)
    // 40 are released over 4 bins, of which each absorbs 1: 36 bins more.
    expect(binsOf(found)).toBeCloseTo(60, 4)
    expect(found.forcedUsd).toBeCloseTo(40, 6)
  })

  test('stays at a level that the book can bear', () => {
    const found = ask(
      (away) => 0.1 * wall(away) * 0.9,
      () => 1,
      0,
      {
        shock: { reachPrice: binEdge(HERE - 20) },
      },
    )
    expect(binsOf(found)).toBeCloseTo(20, 6)
    expect(found.forcedUsd).toBeCloseTo(0, 6)
  })

  test('is an order like any other: the same order ends at the same place', () => {
    fc.assert(
      fc.property(
        sides,
        levels,
        filled,
        fc.integer({ min: 1, max: HALF - 1 }),
        (side, held, resting, away) => {
          const way = { density: density(at(held, 0.5)), book: book(at(resting)), side }
          const reachPrice = binEdge(side === 'long' ? HERE - away : HERE + away)
          const reached = cascade({ ...way, shock: { reachPrice } })!
          const more = cascade({ ...way, shock: { usd: reached.shockUsd * (1 + 1e-9) + 1e-9 } })!
          expect(binsOf(reached)).toBeGreaterThanOrEqual(away - 1e-6)
          expect(binsOf(more)).toBeGreaterThanOrEqual(binsOf(reached) - 1e-3)
          const less = cascade({ ...way, shock: { usd: reached.shockUsd * (1 - 1e-6) } })!
          expect(binsOf(less)).toBeLessThanOrEqual(away + 1e-6)
        },
      ),
    )
  })

  test('is not told of a level behind the price, or beyond what is known', () => {
    const asked = (reachPrice: number) =>
      cascade({
        density: density(wall),
        book: book(() => 1, 30),
        side: 'long',
        shock: { reachPrice },
      })
    expect(asked(PRICE * 1.01)).toBeUndefined()
    expect(asked(binEdge(HERE - 40))).toBeUndefined()
    expect(asked(binEdge(HERE - 25))).toBeDefined()
  })

  test('says which clusters fall, and how much of one that it stops in', () => {
    const cluster = (firstBin: number, side: PositionSide): Cluster => ({
      side,
      firstBin,
      endBin: firstBin + 4,
      priceFrom: binEdge(firstBin),
      priceTo: binEdge(firstBin + 4),
      peakPrice: binEdge(firstBin + 2),
      centrePrice: binEdge(firstBin + 2),
      distance: 0,
      usd: 1,
      distanceBand: 'near',
    })
    const clusters = [
      cluster(HERE - 20, 'long'),
      cluster(HERE - 11, 'long'),
      cluster(HERE - 5, 'long'),
      cluster(HERE + 5, 'short'),
    ]
    const found = ask(
      () => 0,
      () => 1,
      10,
      { clusters },
    )
    expect(found.clusters.map(({ share }) => share)).toEqual([0, expect.closeTo(0.75, 6), 1])
  })
})
