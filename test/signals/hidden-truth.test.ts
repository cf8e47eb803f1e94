import { describe, expect, it } from 'vitest'
import { LN_BIN, binMiddle } from '../../src/market/price-bin.ts'
import { HOUR } from '../../src/market/units.ts'
import { clustersOf } from '../../src/signals/clusters/clusters.ts'
import type { Cluster, Density } from '../../src/signals/clusters/clusters.ts'
import type { Truth } from '../../src/sim/market/run.ts'
import { firstVenue, runOf } from '../../src/sim/market/runs.fixture.ts'

const run = firstVenue(runOf({ seed: 5, days: 5, regime: 'mixed' }))

/** Positions have been opened for so long before the truth is looked at. */
const FILLED = run.candles.openTime[0]! + 48 * HOUR
const truths = run.truth.filter(({ time }) => time >= FILLED)

const densityOf = ({ firstBin, long, short, price }: Truth): Density => ({
  firstBin,
  longUsd: Float64Array.from(long),
  shortUsd: Float64Array.from(short),
  price,
})

/** USD of a side that lies ahead of the price, bin by bin. */
const ahead = (truth: Truth, side: 'long' | 'short'): Float64Array =>
  Float64Array.from(truth[side], (usd, i) => {
    const isBelow = binMiddle(truth.firstBin + i) < truth.price
    return isBelow === (side === 'long') ? usd : 0
  })

const sumOf = (usd: Float64Array, from: number, end: number): number =>
  usd.subarray(Math.max(0, from), Math.max(0, end)).reduce((a, b) => a + b, 0)

describe('clusters of positions that are known', () => {
  it('hold what lies between their edges, and the densest stretch of a side is in one', () => {
    let looked = 0
    for (const truth of truths.filter((_, i) => i % 6 === 0)) {
      const clusters = clustersOf(densityOf(truth))
      for (const side of ['long', 'short'] as const) {
        const own = clusters.filter((one) => one.side === side)
        const usd = ahead(truth, side)
        const first = truth.firstBin
        for (const { firstBin, endBin, usd: held } of own)
          expect(held).toBeCloseTo(sumOf(usd, firstBin - first, endBin - first), 0)
        // Found by another way: the heaviest stretch of 0.4 %, without any smoothing.
        const width = Math.round(0.004 / LN_BIN)
        const stretches = usd.map((_, i) => sumOf(usd, i, i + width))
        const heaviest = first + stretches.indexOf(Math.max(...stretches)) + width / 2
        const away = ({ firstBin, endBin }: Cluster) =>
          Math.max(firstBin - heaviest, heaviest - endBin, 0) * LN_BIN
        expect(Math.min(...own.map(away))).toBeLessThan(0.002)
        looked++
      }
    }
    expect(looked).toBeGreaterThan(20)
  })

  it('are what is liquidated at their prices when price goes through them', () => {
    const ratios = truths.slice(0, -1).flatMap((truth) => {
      const { time } = truth
      const isNext = (at: number) => at >= time && at < time + HOUR
      const rows = Array.from(run.candles.openTime.keys()).filter((row) =>
        isNext(run.candles.openTime[row]!),
      )
      const low = Math.min(...rows.map((row) => run.candles.low[row]!))
      const high = Math.max(...rows.map((row) => run.candles.high[row]!))
      const swept = clustersOf(densityOf(truth)).filter(({ side, priceFrom, priceTo }) =>
        side === 'long' ? low < priceFrom * 0.998 : high > priceTo * 1.002,
      )
      return swept.map(({ side, priceFrom, priceTo, usd }) => {
        const events = run.all.filter(
          (one) =>
            one.position === side &&
            isNext(one.time) &&
            one.liquidationPrice >= priceFrom &&
            one.liquidationPrice < priceTo,
        )
        return events.reduce((sum, one) => sum + one.quantity * one.liquidationPrice, 0) / usd
      })
    })
    expect(ratios.length).toBeGreaterThan(10)
    const median = ratios.toSorted((a, b) => a - b)[ratios.length >> 1]!
    // Some close in time, and some are opened there on the way.
    expect(median).toBeGreaterThan(0.6)
    expect(median).toBeLessThan(1.4)
  })
})
