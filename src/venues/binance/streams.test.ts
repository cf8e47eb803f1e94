import { expect, test } from 'vitest'
import type { StreamKind } from '../../market/event.ts'
import { fixture } from './frames.fixture.ts'

// Where Binance is asked for what, and that nothing is counted twice. Frames here are the shapes of
// frames.fixture.ts with other numbers.

const START = Date.UTC(2026, 10, 22)
const { reader, instruments } = fixture

const routes = (wanted: readonly StreamKind[], of = instruments) =>
  reader
    .sockets(of, wanted)
    .map(({ host, path, topics }) => [
      `${reader.hosts[host]![0]}${path}`,
      topics.map(({ name }) => name),
    ])

const usdm = instruments.slice(0, 1)
const coinm = instruments.slice(2, 3)

test('fault 14: since 2026-04-23 each kind has its route, and a socket without one stays silent', () => {
  expect(routes(['trade', 'mark-price', 'order-book'], usdm)).toEqual([
    ['wss://fstream.binance.com/market/stream', ['btcusdt@aggTrade', 'btcusdt@markPrice@1s']],
    ['wss://fstream.binance.com/public/stream', ['btcusdt@depth@100ms']],
  ])
  expect(routes(['trade', 'order-book'], coinm)).toEqual([
    ['wss://dstream.binance.com/stream', ['btcusd_perp@aggTrade', 'btcusd_perp@depth@100ms']],
  ])
})

test('the liquidations of both markets come through one stream, asked for once', () => {
  for (const some of [usdm, coinm, instruments])
    expect(routes(['liquidation'], some)).toEqual([
      ['wss://fstream.binance.com/market/stream', ['!forceOrder@arr']],
    ])
  expect(routes(['liquidation'], [])).toEqual([])
})

test('mark price and funding rate share a subscription, and it is sent once', () => {
  const [plan] = reader.sockets(usdm, ['mark-price', 'funding-rate'])
  expect(plan!.topics.map(({ stream }) => stream)).toEqual(['mark-price', 'funding-rate'])
  expect(plan!.subscribe(plan!.topics, 3).map((text) => JSON.parse(text) as unknown)).toEqual([
    { method: 'SUBSCRIBE', params: ['btcusdt@markPrice@1s'], id: 300 },
  ])
})

const liquidation = (s: string, st: unknown, place: 'inside' | 'beside', more = {}) => {
  const market = st === undefined ? {} : { st }
  const order = { s, S: 'SELL', q: '9', p: '90', ap: '100', X: 'FILLED', l: '1', z: '3', T: START }
  const inside = { ...order, ...(place === 'inside' ? market : {}), ...more }
  const data = { e: 'forceOrder', E: START, o: inside, ...(place === 'beside' ? market : {}) }
  return reader
    .decoder(instruments)
    .decode(JSON.stringify({ stream: '!forceOrder@arr', data }), START)
}

test.each(['inside', 'beside'] as const)(
  'a merged stream: st %s o must fit the symbol',
  (place) => {
    expect(liquidation('BTCUSDT', 1, place).events).toMatchObject([{ quantity: 3 }])
    expect(liquidation('BTCUSD_PERP', 2, place).events).toMatchObject([{ quantity: 300 }])
    for (const [symbol, st] of [
      ['BTCUSDT', 2],
      ['BTCUSD_PERP', 1],
    ] as const) {
      const { events, problems } = liquidation(symbol, st, place)
      expect(events).toEqual([])
      expect(problems).toMatchObject([{ kind: 'malformed' }])
    }
    expect(liquidation('BTCUSDT', undefined, place).events).toHaveLength(1)
  },
)

test('a liquidation is worth what was filled at its average, not what was ordered at its limit', () => {
  expect(liquidation('BTCUSDT', 1, 'inside').events).toMatchObject([
    { price: 100, quantity: 3, priceKind: 'fill', position: 'long' },
  ])
  const nothingFilled = liquidation('BTCUSDT', 1, 'inside', { z: '0' })
  expect(nothingFilled.events).toEqual([])
  expect(nothingFilled.problems).toMatchObject([{ kind: 'malformed' }])
})

test('an order that shuts the server down makes a new connection', () => {
  const { problems } = reader.decoder([]).decode('{"e":"serverShutdown","E":1}', START)
  expect(problems).toMatchObject([{ kind: 'closing', action: 'reconnect' }])
})

test('COIN-M history is asked by pair and kind of contract, USD-M by symbol', () => {
  const path = (of: typeof instruments) =>
    reader.history!['open-interest']!.read(of[0]!, START, START + 300_000).path
  expect(path(usdm)).toBe(
    `/futures/data/openInterestHist?symbol=BTCUSDT&period=5m&startTime=${START}&endTime=${START + 299_999}&limit=500`,
  )
  expect(path(coinm)).toContain('pair=BTCUSD&contractType=PERPETUAL&')
})

test('open interest is asked for every 15 s, and less often where that would be too much', () => {
  const every = (count: number) =>
    reader.polls!(
      Array.from({ length: count }, () => usdm[0]!),
      ['open-interest'],
    )[0]!.every
  expect([every(1), every(150), every(600)]).toEqual([15_000, 15_000, 60_000])
})

test('a row of history outside the range is left out, one with a broken time is a problem', () => {
  const read = reader.history!['open-interest']!.read(usdm[0]!, START, START + 300_000)
  const row = (timestamp: unknown) => ({ symbol: 'BTCUSDT', sumOpenInterest: '5', timestamp })
  const rows = [row(START - 1), row(START), row(START + 300_000), row(0)]
  const { value, problems } = read.parse(JSON.stringify(rows), START + 900_000)
  expect(value).toMatchObject([{ exchangeTime: START, openInterest: 5 }])
  expect(problems).toHaveLength(1)
})
