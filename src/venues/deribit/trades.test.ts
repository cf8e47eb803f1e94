import { expect, test } from 'vitest'
import { MINUTE } from '../../market/units.ts'
import { decoder } from './decoder.ts'
import { fixture } from './frames.fixture.ts'
import { history } from './history.ts'

const RECEIVED = Date.UTC(2026, 10, 22)

const row = (direction: string, liquidation: string | undefined, timestamp = RECEIVED) => ({
  trade_id: '7',
  timestamp,
  price: 80_000,
  instrument_name: 'BTC-PERPETUAL',
  direction,
  amount: 500,
  liquidation,
})

test.each([
  ['sell', 'T', ['long']],
  ['buy', 'T', ['short']],
  ['buy', 'M', ['long']],
  ['sell', 'M', ['short']],
  ['sell', 'MT', ['long', 'short']],
  ['buy', 'MT', ['short', 'long']],
  ['buy', undefined, []],
] as const)('fault 34: a taker that %ss, %s liquidated: %j', (direction, liquidated, positions) => {
  const params = { channel: 'trades.BTC-PERPETUAL.100ms', data: [row(direction, liquidated)] }
  const frame = JSON.stringify({ jsonrpc: '2.0', method: 'subscription', params })
  const { events, problems } = decoder(fixture.instruments).decode(frame, RECEIVED)
  const closed = events.flatMap((event) => (event.type === 'liquidation' ? [event] : []))
  expect(closed.map(({ position }) => position)).toEqual(positions)
  expect(new Set(closed.map(({ id }) => id)).size).toBe(positions.length)
  expect(events.length - closed.length).toBe(1)
  expect(problems).toBeUndefined()
})

const ask = (kind: 'trade' | 'liquidation', trades: object[], more = false) =>
  history[kind]!.read(fixture.instruments[0]!, 0, RECEIVED).parse(
    JSON.stringify({ result: { trades, has_more: more } }),
    RECEIVED,
  )

test('liquidations of the last hour are not marked yet, and none is not taken for none', () => {
  const old = row('sell', 'T', RECEIVED - 66 * MINUTE)
  const young = row('sell', undefined, RECEIVED - 64 * MINUTE)
  expect(ask('liquidation', [old]).value).toHaveLength(1)
  expect(ask('liquidation', [old, young]).value).toBeUndefined()
  expect(ask('trade', [old, young]).value).toHaveLength(2)
})

test('an answer with more to come is not taken for whole', () => {
  const old = row('sell', 'T', RECEIVED - 66 * MINUTE)
  for (const kind of ['trade', 'liquidation'] as const)
    expect(ask(kind, [old], true)).toMatchObject({
      value: undefined,
      problems: [{ kind: 'refused' }],
    })
})

test("fault 8: the venue's test request is answered", () => {
  const frame = JSON.stringify({ method: 'heartbeat', params: { type: 'test_request' } })
  const { replies } = decoder(fixture.instruments).decode(frame, RECEIVED)
  expect(replies?.map((text) => JSON.parse(text) as unknown)).toMatchObject([
    { method: 'public/test' },
  ])
})

test('fault 45: a candle of an inverse contract has the volume in USD, of a linear one in coins', () => {
  const { text } = fixture.answers.find(({ of }) => of === 'candle')!.from
  const volumes = fixture.instruments.map((listed) => {
    const [first] = history.candle!.read(listed, 0, RECEIVED).parse(text, RECEIVED).value!
    return first?.type === 'candle' ? first.volume : undefined
  })
  expect(volumes).toEqual([28_740, 3.6680847969999992])
})
