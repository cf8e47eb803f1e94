import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LN_BIN, binEdge, binOf } from '../../market/price-bin.ts'
import { clustersOf } from './clusters.ts'
import type { Density } from './clusters.ts'

const PRICE = 60_000
const FIRST = binOf(PRICE * 0.9)
const BINS = binOf(PRICE * 1.1) - FIRST

/** A map by hand: USD at prices, each spread over the bins around it. */
function mapOf(longs: readonly [number, number][], shorts: readonly [number, number][]): Density {
  const [longUsd, shortUsd] = [new Float64Array(BINS), new Float64Array(BINS)]
  const put = (usd: Float64Array, levels: readonly [number, number][]): void => {
    for (const [price, amount] of levels)
      for (const away of [-1, 0, 1]) usd[binOf(price) - FIRST + away]! += amount / 3
  }
  put(longUsd, longs)
  put(shortUsd, shorts)
  return { firstBin: FIRST, longUsd, shortUsd, price: PRICE }
}

describe('clusters of a map', () => {
  it('finds a wall of longs below and one of shorts above, with what they hold', () => {
    const found = clustersOf(mapOf([[59_000, 9e6]], [[62_400, 6e6]]))
    expect(found.map(({ side, distanceBand }) => [side, distanceBand])).toEqual([
      ['long', 'near'],
      ['short', 'far'],
    ])
    const [below, above] = found
    expect(below!.usd).toBeCloseTo(9e6, 0)
    expect(above!.usd).toBeCloseTo(6e6, 0)
    expect(Math.abs(below!.peakPrice / 59_000 - 1)).toBeLessThan(0.0005)
    expect(Math.abs(above!.centrePrice / 62_400 - 1)).toBeLessThan(0.0005)
    expect(below!.distance).toBeCloseTo(59_000 / PRICE - 1, 3)
  })

  it('joins levels that lie close and parts those that do not', () => {
    expect(
      clustersOf(
        mapOf(
          [
            [58_000, 5e6],
            [58_060, 5e6],
          ],
          [],
        ),
      ),
    ).toHaveLength(1)
    expect(
      clustersOf(
        mapOf(
          [
            [58_000, 5e6],
            [57_000, 5e6],
          ],
          [],
        ),
      ),
    ).toHaveLength(2)
  })

  it('leaves out a ripple on a larger one', () => {
    const ripple = clustersOf(
      mapOf(
        [
          [58_000, 9e6],
          [57_800, 3e6],
        ],
        [],
      ),
    )
    expect(ripple).toHaveLength(1)
    expect(Math.abs(ripple[0]!.peakPrice / 58_000 - 1)).toBeLessThan(0.001)
  })

  it('takes longs above the price, and shorts below it, for what was not swept yet', () => {
    expect(clustersOf(mapOf([[61_000, 5e6]], [[59_000, 5e6]]))).toEqual([])
  })

  it('never lets two of a side overlap, nor counts a dollar twice', () => {
    const level = fc.tuple(
      fc.double({ min: PRICE * 0.905, max: PRICE * 1.095, noNaN: true }),
      fc.double({ min: 1, max: 1e7, noNaN: true }),
    )
    fc.assert(
      fc.property(fc.array(level), fc.array(level), (longs, shorts) => {
        const found = clustersOf(mapOf(longs, shorts))
        for (const side of ['long', 'short'] as const) {
          const own = found.filter((one) => one.side === side)
          own.slice(1).forEach((one, i) => {
            expect(one.firstBin).toBeGreaterThanOrEqual(own[i]!.endBin)
          })
          const held = (side === 'long' ? longs : shorts).reduce((sum, [, usd]) => sum + usd, 0)
          expect(own.reduce((sum, { usd }) => sum + usd, 0)).toBeLessThanOrEqual(held * (1 + 1e-9))
        }
      }),
    )
  })

  it('says nothing of an empty map', () => {
    expect(clustersOf(mapOf([], []))).toEqual([])
  })
})

describe('a map seen from further away', () => {
  it('has its clusters where they are at the finest bins, at every zoom', () => {
    const fine = mapOf([[59_000, 9e6]], [[62_400, 6e6]])
    for (const zoom of [1, 2, 3]) {
      const found = clustersOf(coarser(fine, zoom))
      expect(found.map(({ side }) => side)).toEqual(['long', 'short'])
      clustersOf(fine).forEach((one, i) => {
        const far = found[i]!
        expect(far.usd).toBeCloseTo(one.usd, 0)
        expect(Math.abs(Math.log(far.peakPrice / one.peakPrice))).toBeLessThan(LN_BIN * 2 ** zoom)
        expect(far.firstBin).toBeLessThanOrEqual(one.firstBin)
        expect(binEdge(far.firstBin)).toBeCloseTo(far.priceFrom, 6)
        expect(binEdge(far.endBin)).toBeCloseTo(far.priceTo, 6)
      })
    }
  })
})

/** The same amounts in bins of a zoom. */
function coarser({ firstBin, longUsd, shortUsd, price }: Density, zoom: number): Density {
  const first = firstBin >> zoom
  const summed = (usd: Readonly<Float64Array>): Float64Array => {
    const sums = new Float64Array(((firstBin + usd.length - 1) >> zoom) - first + 1)
    usd.forEach((one, i) => (sums[((firstBin + i) >> zoom) - first]! += one))
    return sums
  }
  return { zoom, firstBin: first, longUsd: summed(longUsd), shortUsd: summed(shortUsd), price }
}
