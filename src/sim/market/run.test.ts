import { describe, expect, test } from 'vitest'
import { binOf } from '../../market/price-bin.ts'
import { HOUR, SECOND } from '../../market/units.ts'
import { realismOf } from './realism.ts'
import { firstVenue, runOf, START, worstHour } from './runs.fixture.ts'
import { simulateMarket } from './run.ts'
import type { SimulatedLiquidation } from './venue-run.ts'
import { SIMULATED_VENUES } from './venues.ts'

const crash = runOf({ regime: 'crash', days: 5 })
const [calm, crashed] = [firstVenue(runOf({ perturbed: false })), firstVenue(crash)]
const side = runOf({ venues: SIMULATED_VENUES, days: 1 })

describe('a run', () => {
  test('is the same for the same options, and another for another seed', () => {
    const textOf = (seed: number) => JSON.stringify(runOf({ seed, days: 0.5 }).venues)
    expect(textOf(3) === textOf(3)).toBe(true)
    expect(textOf(3) === textOf(4)).toBe(false)
  })

  test('refuses a start within a minute, and a path shorter than itself', () => {
    const options = { seed: 1, days: 1, regime: 'range', start: START + 1 } as const
    expect(() => simulateMarket(options)).toThrow(RangeError)
    const path = runOf({ days: 0.01 }).path
    expect(() => simulateMarket({ ...options, start: START, path })).toThrow(/minutes/)
  })

  test('crashes in a crash', () => {
    expect(worstHour(crashed)).toBeGreaterThan(0.05)
    expect(worstHour(calm)).toBeLessThan(0.04)
  })

  test('put on the path of another has its price and other traders', () => {
    const first = firstVenue(runOf({ days: 0.5, path: crash.path, agentSeed: 1 }))
    const second = firstVenue(runOf({ days: 0.5, path: crash.path, agentSeed: 2 }))
    expect(second.candles.close).toEqual(first.candles.close)
    expect(second.all).not.toEqual(first.all)
  })

  test('whose leverage drifts ends with another stock', () => {
    const levered = (leverageShift: number) =>
      realismOf(firstVenue(runOf({ leverageShift, days: 1, path: crash.path }))).leveredShare
    expect(levered(0.9)).toBeGreaterThan(levered(0))
    expect(levered(-0.9)).toBeLessThan(levered(0))
  })
})

describe('every liquidation', () => {
  test.each([
    ['of a range', calm],
    ['of a crash', crashed],
    ['of a venue with maintenance on the entry price', side.venues[1]!],
  ])('%s comes at or beyond its level, which the candle has', (_name, run) => {
    expect(run.all.length).toBeGreaterThan(100)
    for (const liquidation of run.all) {
      const { position, liquidationPrice, markPrice } = liquidation
      const beyond =
        position === 'long' ? liquidationPrice - markPrice : markPrice - liquidationPrice
      expect(beyond).toBeGreaterThanOrEqual(0)
      const minute = Math.floor((liquidation.time - START) / run.candles.interval)
      const most = 8 * run.venue.basis * liquidation.price
      expect(liquidation.price).toBeGreaterThanOrEqual(run.candles.low[minute]! - 0.1)
      expect(liquidation.price).toBeLessThanOrEqual(run.candles.high[minute]! + 0.1)
      if (position === 'long') expect(run.candles.low[minute]).toBeLessThan(liquidationPrice + most)
      else expect(run.candles.high[minute]).toBeGreaterThan(liquidationPrice - most)
    }
  })
})

test('the truth has longs below the price and shorts above it, every hour', () => {
  expect(crashed.truth.length).toBe(24 * 5)
  crashed.truth.forEach(({ time, price, firstBin, long, short }, hour) => {
    expect(time).toBe(START + (hour + 1) * HOUR)
    // The mark price, which decides, is a little off the last price.
    const above = binOf(price) - firstBin + 2
    const below = above - 4
    expect(long.subarray(above + 1).every((usd) => usd === 0)).toBe(true)
    expect(short.subarray(0, below).every((usd) => usd === 0)).toBe(true)
    expect(long.some((usd) => usd > 0) && short.some((usd) => usd > 0)).toBe(true)
  })
})

describe('the feed', () => {
  const secondsOf = (feed: readonly SimulatedLiquidation[]) =>
    feed.map(({ time }) => Math.floor(time / SECOND))

  test('publishes part of all, at most one a second where throttled', () => {
    for (const run of [crashed, side.venues[0]!, side.venues[2]!]) {
      const all = new Set(run.all)
      expect(run.published.every((one) => all.has(one))).toBe(true)
      const seconds = secondsOf(run.published)
      expect(new Set(seconds).size).toBe(seconds.length)
      expect(new Set(secondsOf(run.all)).size).toBe(seconds.length)
    }
    expect(side.venues[1]!.published).toEqual(side.venues[1]!.all)
    expect(crashed.published.length).toBeLessThan(crashed.all.length)
  })
})

describe('what a venue shows', () => {
  test('keeps to the identity of flow: open interest changes by no more than was traded', () => {
    const { candles, openInterest } = crashed
    for (let i = 1; i < openInterest.value.length; i++) {
      let volume = 0
      for (let k = (i - 1) * 5; k < i * 5; k++) volume += candles.volume[k]!
      const change = Math.abs(openInterest.value[i]! - openInterest.value[i - 1]!)
      expect(change).toBeLessThanOrEqual(volume * (1 + 1e-12))
    }
  })

  test('has candles whose prices and volumes are in order', () => {
    const { open, high, low, close, volume, takerBuyVolume } = crashed.candles
    const isRight = (i: number) =>
      high[i]! >= Math.max(open[i]!, close[i]!) &&
      low[i]! <= Math.min(open[i]!, close[i]!) &&
      takerBuyVolume[i]! >= 0 &&
      takerBuyVolume[i]! <= volume[i]!
    expect([...open.keys()].filter((i) => !isRight(i))).toEqual([])
  })

  test('differs by venue, while prices stay together', () => {
    const [a, b, c] = side.venues
    a!.candles.close.forEach((close, i) => {
      for (const other of [b!, c!])
        expect(Math.abs(other.candles.close[i]! / close - 1)).toBeLessThan(0.002)
    })
    expect(new Set(side.venues.map(({ all }) => all.length)).size).toBe(3)
    // No leverage above 40 where the venue allows none, so nothing stands very near.
    const most = Math.max(...c!.all.map(({ leverage }) => leverage))
    expect(most).toBeLessThanOrEqual(40)
    expect(Math.max(...a!.all.map(({ leverage }) => leverage))).toBe(125)
  })
})

// Ranges about real markets: facts in realism.ts.
test.each(['range', 'trend', 'crash', 'mixed'] as const)('%s resembles real markets', (regime) => {
  const run = regime === 'crash' ? crash : runOf({ regime, days: 3, perturbed: false })
  const realism = realismOf(firstVenue(run))
  expect(realism.turnover).toBeGreaterThan(2.5)
  expect(realism.turnover).toBeLessThan(5.5)
  expect(realism.liquidatedShare).toBeGreaterThan(0.005)
  expect(realism.liquidatedShare).toBeLessThan(0.05)
  expect(realism.leveredShare).toBeGreaterThan(0.1)
  expect(realism.leveredShare).toBeLessThan(0.2)
  expect(realism.visibleOpening).toBeGreaterThan(0.025)
  expect(realism.visibleOpening).toBeLessThan(0.06)
})
