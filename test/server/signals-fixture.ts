import { afterAll, beforeAll } from 'vitest'
import { makeMap } from '../../src/cli/history/make-map.ts'
import type { HeldBook } from '../../src/feed/feed.ts'
import { HOUR, quantity } from '../../src/market/units.ts'
import type { Millis } from '../../src/market/units.ts'
import { MODELS } from '../../src/model/models.ts'
import type { AppOptions } from '../../src/server/app.ts'
import type { MarketData } from '../../src/server/market/market.ts'
import { memorySource } from '../../src/server/market/market.ts'
import { candlesWithin, rowsWithin } from '../../src/server/market/rows-within.ts'
import { simulatedMarket } from '../../src/sim/simulated-market.fixture.ts'
import { fakeServer } from './serve-fixture.ts'
import type { FakeServer } from './serve-fixture.ts'

/** A made-up market of 12 days of hours. */
export const market = simulatedMarket(7, 12, HOUR)
export const ID = market.instrument.id
export const END = market.candles.openTime.at(-1)! + HOUR

/** A server of its own over the market, closed when the test ends. */
export const served = (options: Partial<AppOptions> = {}) => fakeServer(withMarket(options))

/**
 * One server for all tests of a file or of a `describe`, which only ask: what it has read of the market
 * it does not read again.
 */
export function servedOnce(options: Partial<AppOptions> = {}): () => FakeServer {
  let server: FakeServer
  let close: (() => Promise<void>) | undefined
  beforeAll(async () => {
    server = await fakeServer(withMarket(options), (end) => (close = end))
  })
  afterAll(() => close?.())
  return () => server
}

const withMarket = (options: Partial<AppOptions>): Partial<AppOptions> => ({
  sources: [memorySource(market, { simulated: true, fingerprint: 'sim' })],
  createMap: (from, model) => makeMap(from, model),
  models: MODELS,
  ...options,
})

/** The market as it was known at a time. */
export function until(data: MarketData, time: Millis): MarketData {
  const { candles, openInterest } = data
  const [, samples] = rowsWithin(openInterest.time, 0, time + 1)
  return {
    ...data,
    candles: candlesWithin(candles, 0, time),
    openInterest: {
      time: openInterest.time.slice(0, samples),
      value: openInterest.value.slice(0, samples),
    },
  }
}

/** So much rests in each percent of price around it, 15 % up and down. */
export function bookAround(price: number, coins: number): HeldBook {
  const level = (i: number, sign: 1 | -1) => ({
    price: price * (1 + sign * 0.001 * (i + 1)),
    quantity: quantity(coins),
  })
  const rows = [...Array(150).keys()]
  return {
    exchangeTime: END,
    receivedTime: END + 50,
    bids: rows.map((i) => level(i, -1)),
    asks: rows.map((i) => level(i, 1)),
  }
}
