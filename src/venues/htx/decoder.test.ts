import { expect, test } from 'vitest'
import { decoder } from './decoder.ts'
import { fixture } from './frames.fixture.ts'
import { sockets } from './streams.ts'

const RECEIVED = Date.UTC(2026, 10, 22)
const read = (frame: object) => decoder(fixture.instruments).decode(JSON.stringify(frame), RECEIVED)

test.each([
  [{ ping: 1_492_420_473_027 }, { pong: 1_492_420_473_027 }],
  [
    { op: 'ping', ts: '1492420473058' },
    { op: 'pong', ts: '1492420473058' },
  ],
])("fault 8: the venue's ping %j is answered with %j", (ping, pong) => {
  const { replies, heartbeat, problems } = read(ping)
  expect(replies?.map((text) => JSON.parse(text) as unknown)).toEqual([pong])
  expect(heartbeat).toBe(true)
  expect(problems).toBeUndefined()
})

test('fault 4: a refusal names its topic by the id that was asked with', () => {
  const [plan] = sockets(fixture.instruments, ['trade'])
  const [message] = plan!.subscribe(plan!.topics, 1)
  const { id } = JSON.parse(message!) as { id: string }
  const refused = { status: 'error', id, 'err-code': 'bad-request', 'err-msg': 'invalid topic' }
  expect(read(refused).acks).toEqual([
    { topics: [plan!.topics[0]!.name], accepted: false, reason: 'invalid topic' },
  ])
})

test('every socket is asked for compressed, on the two addresses', () => {
  const plans = sockets(fixture.instruments, ['trade', 'liquidation', 'funding-rate'])
  expect(plans.map(({ path, compression }) => `${path} ${compression}`)).toEqual([
    '/linear-swap-ws gzip',
    '/linear-swap-notification gzip',
  ])
})

test('contracts count on both sides in trades, and on one in liquidations', () => {
  const trade = { amount: 2, ts: RECEIVED, id: 1, price: 1, direction: 'sell' }
  const traded = read({
    ch: 'market.BTC-USDT.trade.detail',
    tick: { data: [trade] },
  })
  const row = { contract_code: 'BTC-USDT', direction: 'buy', volume: 2, price: 1 }
  const closed = read({
    op: 'notify',
    topic: 'public.*.liquidation_orders',
    data: [{ ...row, created_at: RECEIVED }],
  })
  expect(traded.events).toMatchObject([{ type: 'trade', quantity: 0.001 }])
  expect(closed.events).toMatchObject([{ type: 'liquidation', position: 'short', quantity: 0.002 }])
})
