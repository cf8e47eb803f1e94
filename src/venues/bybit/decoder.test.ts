import { expect, test } from 'vitest'
import { fixture } from './frames.fixture.ts'
import { requestId, topicsOfRequest } from './request-id.ts'

// What one connection of Bybit remembers, and what its answers mean. Frames here are the shapes of
// frames.fixture.ts with other numbers, to show one thing at a time.

const START = Date.UTC(2026, 10, 22)
const reader = fixture.reader

const ticker = (type: 'snapshot' | 'delta', ts: number, data: object) =>
  JSON.stringify({ topic: 'tickers.BTCUSDT', type, ts, data: { symbol: 'BTCUSDT', ...data } })

const connection = () => {
  const decoder = reader.decoder(fixture.instruments)
  return (frame: string, at = START) => decoder.decode(frame, at)
}

const amounts = (decoded: ReturnType<ReturnType<typeof connection>>) =>
  decoded.events.flatMap((event) => (event.type === 'open-interest' ? [event.openInterest] : []))

test('open interest counts one side: half of both where the venue gives no single one', () => {
  const say = connection()
  const all = { markPrice: '100', fundingRate: '0.0001', openInterest: '5000' }
  expect(amounts(say(ticker('snapshot', START, all)))).toEqual([2_500])
  expect(amounts(say(ticker('delta', START, { openInterest: '5002' })))).toEqual([2_501])
})

test('the one-sided amount wins, and the other one is not halved beside it', () => {
  const say = connection()
  const all = { markPrice: '100', fundingRate: '0.0001', openInterest: '5000' }
  expect(amounts(say(ticker('snapshot', START, { ...all, singleOpenInterest: '2499' })))).toEqual([
    2_499,
  ])
  expect(amounts(say(ticker('delta', START, { openInterest: '5008' })))).toEqual([])
  expect(amounts(say(ticker('delta', START, { singleOpenInterest: '2504' })))).toEqual([2_504])
})

test('what a change leaves out is said again after 10 s, not at once', () => {
  const say = connection()
  const all = { markPrice: '100', indexPrice: '99', fundingRate: '0.0001', openInterest: '5000' }
  say(ticker('snapshot', START, all))
  const at = (later: number) =>
    say(ticker('delta', START + later, { markPrice: '101' }), START + later).events
  expect(at(9_999).map(({ type }) => type)).toEqual(['mark-price'])
  expect(at(10_000).map(({ type }) => type)).toEqual([
    'mark-price',
    'open-interest',
    'funding-rate',
  ])
  expect(at(10_001).map(({ type }) => type)).toEqual(['mark-price'])
  expect(at(10_002)).toMatchObject([{ markPrice: 101, indexPrice: 99 }])
})

test('nothing of a ticker outlives its connection', () => {
  const first = connection()
  first(ticker('snapshot', START, { markPrice: '1', fundingRate: '0', openInterest: '8' }))
  expect(amounts(connection()(ticker('delta', START, { markPrice: '2' })))).toEqual([])
})

test('a first ticker that lacks a field is drift', () => {
  const decoded = connection()(ticker('snapshot', START, { openInterest: '8', fundingRate: '0' }))
  expect(decoded.problems).toMatchObject([
    { kind: 'drift', detail: expect.stringContaining('markPrice') as string },
  ])
})

test('fault 4: an answer names the topics of its request, so that the others go on', () => {
  const [plan] = reader.sockets(fixture.instruments.slice(0, 2), [
    'trade',
    'liquidation',
    'mark-price',
  ])
  const messages = plan!.subscribe(plan!.topics, 1).map((text) => JSON.parse(text) as Message)
  expect(messages.map(({ args }) => args)).toEqual([
    ['publicTrade.BTCUSDT', 'allLiquidation.BTCUSDT', 'tickers.BTCUSDT'],
    ['publicTrade.LTCUSDT', 'allLiquidation.LTCUSDT', 'tickers.LTCUSDT'],
  ])
  for (const { req_id, args } of messages) {
    expect(topicsOfRequest(req_id)).toEqual(args)
    const said = { op: 'subscribe', req_id, conn_id: 'x' }
    const answer = (success: boolean, ret_msg: string) =>
      connection()(JSON.stringify({ ...said, success, ret_msg })).acks
    expect(answer(true, '')).toEqual([{ topics: args, accepted: true }])
    const reason = `error:handler not found,topic:${args[0]!}`
    expect(answer(false, reason)).toEqual([{ topics: args, accepted: false, reason }])
    const again = `error:already subscribed,topic:${args[0]!}`
    expect(answer(false, again)).toEqual([{ topics: args, accepted: true }])
  }
  expect(topicsOfRequest(requestId('BTC-PERP_1', ['orderbook.200.BTC-PERP_1']))).toEqual([
    'orderbook.200.BTC-PERP_1',
  ])
  expect(topicsOfRequest('10001')).toEqual([])
})

interface Message {
  readonly req_id: string
  readonly args: readonly string[]
}

test('a restart of the service numbers the order book from 1: that is a full picture', () => {
  const book = (u: number) =>
    JSON.stringify({
      topic: 'orderbook.200.BTCUSDT',
      type: 'delta',
      ts: START,
      data: { s: 'BTCUSDT', b: [], a: [], u, seq: 1 },
    })
  expect(connection()(book(1)).books).toMatchObject([{ kind: 'snapshot', last: 1 }])
  expect(connection()(book(2)).books).toMatchObject([{ kind: 'changes', previous: 1 }])
})
