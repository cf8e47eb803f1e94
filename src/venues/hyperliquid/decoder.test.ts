import { expect, test } from 'vitest'
import { decoder } from './decoder.ts'
import { fixture } from './frames.fixture.ts'

const RECEIVED = Date.UTC(2026, 10, 22)

const textOf = (name: string): string => {
  const frame = fixture.frames.find((one) => one.name === name)
  if (frame === undefined || !('text' in frame.from)) throw new Error(`no documented "${name}"`)
  return frame.from.text
}

const TRADES = textOf('trades that name both accounts')

test('names both accounts of every trade, with what was traded', () => {
  const { addresses } = decoder(fixture.instruments).decode(TRADES, RECEIVED)
  expect(addresses).toEqual([
    {
      address: '0x10d944a35f99c141b9121ec3693000531825bef8',
      instrument: 'hyperliquid:BTC',
      notionalUsd: 83_770 * 0.00819,
    },
    {
      address: '0x1a2e6afa298b1cc50939b4b2b0b430e3c1ef3459',
      instrument: 'hyperliquid:BTC',
      notionalUsd: 83_770 * 0.00819,
    },
    {
      address: '0xdfdac7220711df4e8c362db7d11eef2bd0c51188',
      instrument: 'hyperliquid:BTC',
      notionalUsd: 83_769 * 0.0048,
    },
    {
      address: '0x1a2e6afa298b1cc50939b4b2b0b430e3c1ef3459',
      instrument: 'hyperliquid:BTC',
      notionalUsd: 83_769 * 0.0048,
    },
  ])
})

test('does not hand the accounts of one frame on with the next', () => {
  const reading = decoder(fixture.instruments)
  reading.decode(TRADES, RECEIVED)
  expect(reading.decode('{"channel":"pong"}', RECEIVED)).toEqual({ events: [], heartbeat: true })
})

test('an account that is none is counted, and the trade stands', () => {
  const broken = TRADES.replace('0x10d944', '10d944')
  const { events, addresses, problems } = decoder(fixture.instruments).decode(broken, RECEIVED)
  expect(events).toHaveLength(2)
  expect(addresses).toHaveLength(3)
  expect(problems?.[0]?.detail).toContain('users')
})

test('fault 24: the first trades of a coin on a connection may be of before it', () => {
  const reading = decoder(fixture.instruments)
  expect(reading.decode(TRADES, RECEIVED).replay).toBe(true)
  expect(reading.decode(TRADES, RECEIVED).replay).toBeUndefined()
  const other = TRADES.replaceAll('"BTC"', '"BANANA"')
  expect(reading.decode(other, RECEIVED).replay).toBe(true)
})

test('fault 4: a refusal refuses the subscription that it quotes, and no other', () => {
  const refuse = (data: string) =>
    decoder(fixture.instruments).decode(JSON.stringify({ channel: 'error', data }), RECEIVED)
  const quoted = '{"method":"subscribe","subscription":{"type":"trades","coin":"NOPE"}}'
  expect(refuse(`Invalid subscription ${quoted}`)).toMatchObject({
    acks: [{ topics: ['trades:NOPE'], accepted: false }],
    problems: [{ kind: 'refused' }],
  })
  expect(refuse('Already subscribed: {"type":"trades","coin":"BTC"}')).toEqual({
    events: [],
    acks: [{ topics: ['trades:BTC'], accepted: true }],
  })
  expect(refuse('Too many requests').acks).toBeUndefined()
})

test('one bad level spoils the picture of a book: a hole in it would look like thin air', () => {
  const book = (px: string) =>
    JSON.stringify({
      channel: 'l2Book',
      data: {
        coin: 'BTC',
        time: 1_790_358_575_700,
        levels: [
          [
            { px: '83767.0', sz: '6.87634', n: 45 },
            { px, sz: '1', n: 1 },
          ],
          [],
        ],
      },
    })
  const reading = decoder(fixture.instruments)
  expect(reading.decode(book('83766.0'), RECEIVED).events).toHaveLength(1)
  expect(reading.decode(book('NaN'), RECEIVED)).toMatchObject({ events: [], problems: [{}] })
})
