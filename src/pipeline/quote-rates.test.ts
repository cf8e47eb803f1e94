import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Candle, Clock, Trade } from '../market/event.ts'
import { instrumentId, parseVenueId } from '../market/instrument.ts'
import type { Instrument } from '../market/instrument.ts'
import { DAY, MINUTE, SECOND, quantity } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import { LiveMarket } from './live-market.ts'
import { RATE_STANDS } from './quote-rates.ts'

const T0: Millis = 20_600 * DAY

function perpetual(venueName: string, base: string, quote: string, inverse = false): Instrument {
  const venue = parseVenueId(venueName)!
  const id = instrumentId(venue, `${base}${quote}`)
  const contract = inverse ? 'inverse' : 'linear'
  return { id, venue, symbol: id, base, quote, contract, contractSize: 1, tickSize: 0.1 }
}

const kraken = perpetual('kraken', 'BTC', 'USD')
const deribit = perpetual('deribit', 'BTC', 'USD', true)
const binance = perpetual('binance', 'BTC', 'USDT')
const okx = perpetual('okx', 'BTC', 'USDT')
const usde = perpetual('bybit', 'BTC', 'USDE')
const krakenEth = perpetual('kraken', 'ETH', 'USD')
const binanceEth = perpetual('binance', 'ETH', 'USDT')
const ALL = [kraken, deribit, binance, okx, usde, krakenEth, binanceEth]

/** @param at after T0 */
const trade = (of: Instrument, at: Millis, price: number, late = 100): Trade => ({
  type: 'trade',
  venue: of.venue,
  instrument: of.id,
  exchangeTime: T0 + at,
  receivedTime: T0 + at + late,
  price,
  quantity: quantity(1),
  takerSide: 'buy',
})

const clock = (at: Millis): Clock => ({
  type: 'clock',
  exchangeTime: T0 + at,
  receivedTime: T0 + at,
})

function marketOf(events: readonly (Trade | Candle | Clock)[], defined = ALL): LiveMarket {
  const market = new LiveMarket()
  for (const one of defined) market.define(one)
  for (const event of events) market.push(event)
  market.settle()
  return market
}

const rateOf = (market: LiveMarket, quote: string) => market.quoteRates.at(quote, market.now)
/** Rates of the first minutes. */
const ratesOf = (market: LiveMarket, quote: string, minutes: number) =>
  Array.from({ length: minutes }, (_, i) => market.quoteRates.during(quote, T0 + i * MINUTE))

describe('fault 50: a stablecoin that leaves its peg', () => {
  test('fault 50: a scripted USDT at 0.97 and USDe at 0.65, minute by minute, from the coin they both price', () => {
    const script = [
      { usdt: 1, usde: 1 },
      { usdt: 0.99, usde: 0.9 },
      { usdt: 0.97, usde: 0.65 },
      { usdt: 1.002, usde: 0.998 },
    ]
    const events = script.flatMap((usd, i) => {
      const bitcoin = 60_000 + 500 * i
      return [
        // What was traded first in a minute says nothing of its end.
        trade(binance, i * MINUTE + SECOND, 1),
        trade(kraken, i * MINUTE + 20 * SECOND, bitcoin),
        trade(binance, i * MINUTE + 40 * SECOND, bitcoin / usd.usdt),
        trade(usde, i * MINUTE + 50 * SECOND, bitcoin / usd.usde),
      ]
    })
    const market = marketOf([...events, clock(4 * MINUTE + 10 * SECOND)])
    for (const quote of ['usdt', 'usde'] as const)
      ratesOf(market, quote.toUpperCase(), 4).forEach((rate, i) =>
        expect(rate, `${quote} in minute ${i}`).toBeCloseTo(script[i]![quote], 12),
      )
    expect(market.quoteRates.quotes).toEqual(['USDE', 'USDT'])
  })

  test('fault 50: tells what it was held against, and when', () => {
    const market = marketOf([
      trade(deribit, SECOND, 60_010),
      trade(kraken, 2 * SECOND, 59_990),
      trade(binance, 3 * SECOND, 61_000),
      trade(okx, 4 * SECOND, 63_000),
      clock(MINUTE + 10 * SECOND),
    ])
    expect(rateOf(market, 'USDT')).toEqual({
      quote: 'USDT',
      rate: 60_000 / 62_000,
      time: T0 + MINUTE,
      base: 'BTC',
      references: [deribit.id, kraken.id],
    })
  })

  test('fault 50: one venue whose price runs away does not move the rate', () => {
    const third = perpetual('bitmex', 'BTC', 'USD', true)
    const market = marketOf(
      [
        trade(kraken, SECOND, 60_000),
        trade(deribit, SECOND, 60_060),
        trade(third, SECOND, 5_000),
        trade(binance, SECOND, 60_000),
        clock(MINUTE + 10 * SECOND),
      ],
      [...ALL, third],
    )
    expect(rateOf(market, 'USDT')?.rate).toBe(1)
  })

  test('fault 50: without bitcoin on both sides ether is compared, and only then', () => {
    const ether = [trade(krakenEth, SECOND, 3_000), trade(binanceEth, SECOND, 4_000)]
    const end = clock(MINUTE + 10 * SECOND)
    const without = marketOf([...ether, trade(kraken, SECOND, 60_000), end])
    expect(rateOf(without, 'USDT')).toMatchObject({ rate: 0.75, base: 'ETH' })
    const both = [trade(kraken, SECOND, 60_000), trade(binance, SECOND, 75_000)]
    expect(rateOf(marketOf([...ether, ...both, end]), 'USDT')).toMatchObject({
      rate: 0.8,
      base: 'BTC',
    })
  })

  test('fault 50: unknown stays unknown, and is never par', () => {
    const usd = trade(kraken, SECOND, 60_000)
    const usdt = trade(binance, SECOND, 60_000)
    const end = clock(MINUTE + 10 * SECOND)
    expect(rateOf(marketOf([usd, usdt, end]), 'USDT')?.rate).toBe(1)
    // Nothing in USD; nothing in USDT; a quote of which nothing is known; the minute not over.
    expect(rateOf(marketOf([usdt, end]), 'USDT')).toBeUndefined()
    expect(rateOf(marketOf([usd, end]), 'USDT')).toBeUndefined()
    expect(rateOf(marketOf([usd, usdt, end]), 'USDC')).toBeUndefined()
    expect(rateOf(marketOf([usd, usdt]), 'USDT')).toBeUndefined()
    // Not defined: nobody knows what its price is in.
    expect(rateOf(marketOf([usd, usdt, end], [kraken]), 'USDT')).toBeUndefined()
  })

  test('fault 50: a price older than the minute, carried on or not, is none', () => {
    const market = marketOf([
      trade(kraken, SECOND, 60_000),
      trade(binance, SECOND, 60_000),
      {
        type: 'stream-state',
        ...header(kraken, 2 * SECOND),
        stream: 'trade',
        health: 'proven',
      } as never,
      trade(binance, MINUTE + SECOND, 60_000),
      trade(binance, 2 * MINUTE + SECOND, 60_000),
      clock(3 * MINUTE + 10 * SECOND),
    ])
    // The bars of the quiet minutes are there, with the close before.
    const bars = market.instrument(kraken.id)!.series.candles(T0, T0 + DAY)
    expect([...bars.close]).toEqual([60_000, 60_000, 60_000])
    expect(ratesOf(market, 'USDT', 3)).toEqual([1, undefined, undefined])
  })

  test('fault 50: a rate stands for three minutes after its own, then it is not known', () => {
    const market = marketOf([
      trade(kraken, SECOND, 60_000),
      trade(binance, SECOND, 60_000),
      clock(MINUTE + RATE_STANDS),
    ])
    expect(rateOf(market, 'USDT')?.time).toBe(T0 + MINUTE)
    market.push(clock(MINUTE + RATE_STANDS + 1))
    market.settle()
    expect(rateOf(market, 'USDT')).toBeUndefined()
    expect(market.quoteRates.during('USDT', T0)).toBe(1)
  })

  test('fault 50: what Hyperliquid settles in USDC it prices in USDT; of Lighter nobody knows', () => {
    const events = (of: Instrument) => [
      trade(kraken, SECOND, 60_000),
      trade(of, SECOND, 61_000),
      clock(MINUTE + 10 * SECOND),
    ]
    const hyperliquid = perpetual('hyperliquid', 'BTC', 'USDC')
    const one = marketOf(events(hyperliquid), [kraken, hyperliquid])
    expect(one.quoteRates.quotes).toEqual(['USDT'])
    const lighter = perpetual('lighter', 'BTC', 'USDC')
    expect(marketOf(events(lighter), [kraken, lighter]).quoteRates.quotes).toEqual([])
    const bybit = perpetual('bybit', 'BTC', 'USDC')
    expect(rateOf(marketOf(events(bybit), [kraken, bybit]), 'USDC')?.rate).toBe(60 / 61)
  })
})

const header = (of: Instrument, at: Millis) => ({
  venue: of.venue,
  instrument: of.id,
  exchangeTime: T0 + at,
  receivedTime: T0 + at + 100,
})

const anyTrade = fc
  .tuple(
    fc.constantFrom(...ALL),
    fc.integer({ min: 0, max: 4 * MINUTE - 1 }),
    fc.integer({ min: 50, max: 70 }),
  )
  .map(([of, at, price]) => trade(of, at, price))

test('fault 50: rates are the same whatever the order within a minute, the batches and the time of definition', () => {
  const seen = (market: LiveMarket) =>
    ['USDT', 'USDE'].map((quote) => [ratesOf(market, quote, 5), rateOf(market, quote)])
  fc.assert(
    fc.property(
      fc.array(anyTrade, { minLength: 1, maxLength: 60 }),
      fc.infiniteStream(fc.nat()),
      fc.array(fc.nat(60), { maxLength: 8 }),
      fc.boolean(),
      (trades, keys, cuts, revise) => {
        // Two trades of one moment without an id have no order of their own.
        const once = new Map(trades.map((one) => [`${one.instrument} ${one.exchangeTime}`, one]))
        const inOrder = [...once.values()].sort((a, b) => a.receivedTime - b.receivedTime)
        const minuteOf = (one: Trade) => Math.floor(one.exchangeTime / MINUTE)
        const shuffled = inOrder
          .map((one) => ({ one, key: keys.next().value ?? 0 }))
          .sort((a, b) => minuteOf(a.one) - minuteOf(b.one) || a.key - b.key)
          .map(({ one }) => one)
        const end = clock(4 * MINUTE + 30 * SECOND)
        const reference = marketOf([...inOrder, end])

        const market = new LiveMarket()
        ALL.slice(0, 3).forEach((one) => market.define(one))
        shuffled.forEach((one, i) => {
          market.push(one)
          if (cuts.includes(i)) market.settle(revise)
        })
        market.push(end)
        market.settle(revise)
        ALL.slice(3).forEach((one) => market.define(one))
        market.settle()
        expect(seen(market)).toEqual(seen(reference))
      },
    ),
    { numRuns: 300 },
  )
})

test('fault 50: a trade that comes late corrects the rate of its minute', () => {
  const market = marketOf([
    trade(kraken, SECOND, 60_000),
    trade(binance, SECOND, 60_000),
    clock(MINUTE + 10 * SECOND),
  ])
  market.push(trade(binance, 59 * SECOND, 80_000, 3 * MINUTE))
  market.settle(false)
  expect(market.quoteRates.during('USDT', T0)).toBe(1)
  market.settle()
  expect(market.quoteRates.during('USDT', T0)).toBe(0.75)
})
