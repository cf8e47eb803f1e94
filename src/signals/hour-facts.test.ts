import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { confluenceOf } from './confluence.ts'
import type { Cluster } from './clusters/clusters.ts'
import { FACT_HOURS, hourFacts } from './hour-facts.ts'
import type { MarketHours } from './hour-facts.ts'
import { NO_FACTS } from './market-facts.ts'

/** Hours that move by so much, up and down in turn, each with the same volume and liquidations. */
function hoursOf(count: number, move: (hour: number) => number): MarketHours {
  let price = 100
  const column = (of: (hour: number) => number) =>
    Float64Array.from({ length: count }, (_, i) => of(i))
  return {
    close: column((i) => (price *= Math.exp((i % 2 === 0 ? 1 : -1) * move(i)))),
    volume: column(() => 10),
    takerBuyVolume: column(() => 6),
    openInterest: column((i) => 1_000 + i),
    liquidatedUsd: column(() => 5_000),
  }
}

describe('facts of hours', () => {
  it('are a day of what is liquidated, the daily sigma, and what takers did', () => {
    const facts = hourFacts(hoursOf(200, () => 0.01))
    expect(facts.liquidatedDayUsd).toBe(120_000)
    expect(facts.dailySigma).toBeCloseTo(0.01 * Math.sqrt(24), 9)
    expect([facts.takerDelta, facts.takerDeltaShare]).toEqual([48, expect.closeTo(0.2, 9)])
    expect(facts.openInterestChange['1h']).toBeCloseTo(1 / 1_198, 9)
    expect(facts.openInterestChange['24h']).toBeCloseTo(24 / 1_175, 9)
    expect(facts.averages.map(({ hours }) => hours)).toEqual([24, 100, 200])
  })

  it('know a calm day among the 30 before, and say nothing of fewer', () => {
    const calm = (hour: number) => (hour >= FACT_HOURS - 24 ? 0.001 : 0.01)
    expect(hourFacts(hoursOf(FACT_HOURS, calm)).calmRank).toBe(0)
    const wild = (hour: number) => (hour >= FACT_HOURS - 24 ? 0.02 : 0.01)
    expect(hourFacts(hoursOf(FACT_HOURS, wild)).calmRank).toBe(1)
    expect(hourFacts(hoursOf(FACT_HOURS - 1, calm)).calmRank).toBeUndefined()
  })

  it('say nothing of what is not known, and do not take it for 0', () => {
    const known = hoursOf(200, () => 0.01)
    const unknown = (column: keyof MarketHours, from: number, to: number) =>
      hourFacts({
        ...known,
        [column]: known[column].map((x, i) => (i >= from && i < to ? Number.NaN : x)),
      })
    expect(unknown('liquidatedUsd', 32, 200 - 83).liquidatedDayUsd).toBeUndefined()
    expect(unknown('liquidatedUsd', 32, 200 - 84).liquidatedDayUsd).toBe(120_000)
    expect(unknown('takerBuyVolume', 180, 181).takerDelta).toBeUndefined()
    expect(unknown('openInterest', 199, 200).openInterestChange).toEqual({
      '1h': undefined,
      '24h': undefined,
    })
    expect(unknown('close', 199, 200)).toMatchObject({ rsi: undefined, averages: [] })
  })

  it('of no hour are none', () => {
    const { openInterestUsd: _, funding: __, ...none } = NO_FACTS
    expect(hourFacts(hoursOf(0, () => 0))).toEqual(none)
  })

  it('hang on nothing older than they look back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), (more) => {
        const all = hoursOf(FACT_HOURS + more, (hour) => 0.01 + 0.005 * Math.sin(hour))
        const kept = Object.fromEntries(
          Object.entries(all).map(([name, column]) => [name, column.slice(more)]),
        ) as unknown as MarketHours
        expect(hourFacts(kept)).toEqual(hourFacts(all))
      }),
      { numRuns: 5 },
    )
  })
})

it('beside a cluster are funding of a year, and how far averages are from price and cluster', () => {
  const cluster = { centrePrice: 110, priceFrom: 109, priceTo: 111 } as Cluster
  const facts = {
    ...NO_FACTS,
    funding: { rate: 0.0001, interval: 8 * 3_600_000 },
    averages: [
      { hours: 24, price: 100 },
      { hours: 100, price: 109.5 },
    ],
  }
  const { fundingAYear, averages, rsi } = confluenceOf(facts, 105, cluster)
  expect(fundingAYear).toBeCloseTo(0.1095, 9)
  expect(rsi).toBeUndefined()
  expect(averages[0]).toMatchObject({ toPrice: expect.closeTo(0.05, 9), isInside: false })
  expect(averages[0]!.toCluster).toBeCloseTo(0.1, 9)
  expect(averages[1]!.isInside).toBe(true)
  expect(confluenceOf(NO_FACTS, 105, cluster).fundingAYear).toBeUndefined()
})
