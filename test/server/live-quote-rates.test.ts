import { expect, test } from 'vitest'
import { quoteRatesSchema } from '../../src/api/live.ts'
import { ROUTES } from '../../src/api/routes.ts'
import type { Trade } from '../../src/market/event.ts'
import { instrumentId, parseVenueId } from '../../src/market/instrument.ts'
import type { Instrument } from '../../src/market/instrument.ts'
import { MINUTE, SECOND, quantity } from '../../src/market/units.ts'
import type { Millis } from '../../src/market/units.ts'
import { createLive } from '../../src/server/live/live.ts'
import { T0, liveServer, openViewer } from './live-fixture.ts'
import type { LiveServer } from './live-fixture.ts'

function bitcoin(venueName: string, quote: string): Instrument {
  const venue = parseVenueId(venueName)!
  const id = instrumentId(venue, `BTC${quote}`)
  const rest = { contract: 'linear', contractSize: 1, tickSize: 0.1 } as const
  return { id, venue, symbol: `BTC${quote}`, base: 'BTC', quote, ...rest }
}
const usd = bitcoin('kraken', 'USD')
const usdt = bitcoin('binance', 'USDT')
const usdc = bitcoin('bybit', 'USDC')

const trade = (of: Instrument, at: Millis, price: number): Trade => ({
  type: 'trade',
  venue: of.venue,
  instrument: of.id,
  exchangeTime: T0 + at,
  receivedTime: T0 + at + 100,
  price,
  quantity: quantity(1),
  takerSide: 'buy',
})
const clock = (at: Millis) =>
  ({ type: 'clock', exchangeTime: T0 + at, receivedTime: T0 + at }) as const

async function ratesOf(server: LiveServer, query = '') {
  const given: unknown = await (await server.get(`${ROUTES.quoteRates}${query}`)).json()
  const read = quoteRatesSchema.parse(given)
  expect(read).toEqual(given)
  return read
}
const unknown = (quote: string) => ({ quote, rate: null, time: null, base: null, references: [] })

test('fault 50: the API and the page are told what quotes are worth, that amounts count them at par, and when nobody knows', async () => {
  let now = T0 + 10 * SECOND
  const live = createLive([usd, usdt, usdc])
  const server = await liveServer({ live, now: () => now })
  live.setReady()
  live.push([trade(usd, 0, 60_000), trade(usdt, 1, 75_000), trade(usdc, 2, 60_000)])
  expect(await ratesOf(server)).toEqual({
    time: now,
    policy: 'par',
    rates: [unknown('USDC'), unknown('USDT')],
  })
  const viewer = await openViewer(server.url)
  expect((await viewer.next('hello')).quoteRates).toEqual([unknown('USDC'), unknown('USDT')])

  now = T0 + MINUTE + 6 * SECOND
  live.push([clock(MINUTE + 6 * SECOND)])
  const known = { time: T0 + MINUTE, base: 'BTC', references: [usd.id] }
  const rates = [
    { quote: 'USDC', rate: 1, ...known },
    { quote: 'USDT', rate: 0.8, ...known },
  ]
  expect((await ratesOf(server)).rates).toEqual(rates)
  const told = await viewer.next('venues', (one) => one.quoteRates?.[0]?.rate === 1)
  expect(told).toEqual({
    type: 'venues',
    time: now,
    venues: [],
    quoteRates: rates,
    seq: expect.any(Number),
  })
  expect((await (await openViewer(server.url)).next('hello')).quoteRates).toEqual(rates)

  // Nothing more is traded: what was is not what is.
  now = T0 + 20 * MINUTE
  live.push([clock(20 * MINUTE)])
  expect((await ratesOf(server)).rates).toEqual([unknown('USDC'), unknown('USDT')])
  await viewer.next('venues', (one) => one.quoteRates?.[0]?.rate === null && one.time === now)
  // Of the minute in which it was known it still is.
  const then = await ratesOf(server, `?time=${T0 + 59_999}`)
  expect(then.rates[1]).toEqual({ ...unknown('USDT'), rate: 0.8, time: T0 + MINUTE })
  expect((await ratesOf(server, `?time=${T0 + MINUTE}`)).rates[1]).toEqual(unknown('USDT'))
  expect((await server.get(`${ROUTES.quoteRates}?time=x`)).status).toBe(400)
})
