import { expect, test } from 'vitest'
import { decoder } from './decoder.ts'
import { fixture } from './frames.fixture.ts'
import { gateReader } from './reader.ts'

const RECEIVED = Date.UTC(2026, 10, 22)
const read = (frame: object) => decoder(fixture.instruments).decode(JSON.stringify(frame), RECEIVED)

const reply = (message: string) => ({
  channel: 'futures.tickers',
  event: 'subscribe',
  error: { code: 2, message },
  result: { status: 'fail' },
})

test('fault 4: one unknown contract fails its message, and is the only one that is refused', () => {
  expect(read(reply('unknown currency pair ETH_USDT')).acks).toMatchObject([
    { topics: ['futures.tickers ETH_USDT'], accepted: false },
  ])
})

test('fault 4: a contract whose name holds that of another refuses not the other', () => {
  expect(read(reply('unknown currency pair XETH_USDT')).acks).toMatchObject([
    { topics: ['futures.tickers BTC_USDT', 'futures.tickers ETH_USDT'], accepted: false },
  ])
})

test('an acknowledgement stands for the contracts that it names', () => {
  const ack = {
    channel: 'futures.trades',
    event: 'subscribe',
    payload: ['BTC_USDT'],
    result: { status: 'success' },
  }
  expect(read(ack).acks).toEqual([{ topics: ['futures.trades BTC_USDT'], accepted: true }])
})

test('fault 10: a notice of maintenance asks for a new connection', () => {
  const notice = { channel: 'futures.system', event: 'update', result: { type: 'upgrade' } }
  expect(read(notice).problems).toMatchObject([{ kind: 'closing', action: 'reconnect' }])
})

test('open interest counts one side, live and in history alike', () => {
  const row = {
    contract: 'BTC_USDT',
    mark_price: '80000',
    index_price: '80000',
    funding_rate: '0',
    total_size: '2000',
    t: RECEIVED,
  }
  const live = read({ channel: 'futures.tickers', event: 'update', result: [row] }).events
  const time = RECEIVED - 600_000
  const statistics = JSON.stringify([{ time: time / 1_000, open_interest: '2000' }])
  const plan = gateReader.history?.['open-interest']
  const before = plan
    ?.read(fixture.instruments[0]!, time, RECEIVED)
    .parse(statistics, RECEIVED).value
  for (const events of [live, before])
    expect(events?.filter(({ type }) => type === 'open-interest')).toMatchObject([
      { openInterest: 0.1 },
    ])
})

test('totals of five minutes that are not over are left out', () => {
  const plan = gateReader.history?.['liquidation-total']
  const rows = [RECEIVED - 300_000, RECEIVED - 299_000].map((time) => ({
    time: time / 1_000,
    long_liq_size: '30',
    short_liq_size: '0',
  }))
  const { value } = plan!
    .read(fixture.instruments[0]!, 0, RECEIVED)
    .parse(JSON.stringify(rows), RECEIVED)
  expect(value).toMatchObject([
    { exchangeTime: RECEIVED, interval: 300_000, longQuantity: 0.003, shortQuantity: 0 },
  ])
})
