import { expect, test } from 'vitest'
import { MINUTE } from '../../market/units.ts'
import { decoder } from './decoder.ts'
import { fixture } from './frames.fixture.ts'

const RECEIVED = Date.UTC(2026, 10, 22)
const subscribed = '{"event":"subscribed","channel":"status","chanId":907,"key":"liq:global"}'

const row = (match: 0 | 1, price: number | null, amount = -8) =>
  ['pos', 7, RECEIVED, null, 'tETHF0:USTF0', amount, 222, null, match, 1, null, price] as const

function connection() {
  const one = decoder(fixture.instruments)
  one.decode(subscribed, RECEIVED)
  return (payload: unknown, after = 0) =>
    one.decode(JSON.stringify([907, payload]), RECEIVED + after)
}

const short = { type: 'liquidation', position: 'short', quantity: 8, price: 235.5 }

test('a trigger takes its price from its execution, whichever comes first', () => {
  const first = connection()
  expect(first([row(0, null)]).events).toEqual([])
  expect(first([row(1, 235.5, -3)]).events).toMatchObject([short])
  expect(first([row(1, 236, -5)]).events).toEqual([])
  const second = connection()
  expect(second([row(1, 235.5, -3)]).events).toEqual([])
  expect(second([row(0, null)]).events).toMatchObject([short])
  expect(connection()([row(0, null), row(1, 235.5)]).events).toMatchObject([short])
})

test('a trigger that no execution follows is counted after a minute, and nothing is made up', () => {
  const read = connection()
  read([row(0, null)])
  expect(read('hb', MINUTE).problems).toBeUndefined()
  const late = read('hb', MINUTE + 1)
  expect(late.events).toEqual([])
  expect(late.problems).toMatchObject([{ kind: 'drift' }])
  expect(read('hb', MINUTE + 2).problems).toBeUndefined()
})

test('an execution tells no price to another position, nor to one of long after', () => {
  const read = connection()
  read([row(1, 235.5)])
  const other = row(0, null).map((field, i) => (i === 1 ? 8 : field))
  expect(read([other]).events).toEqual([])
  expect(read([row(0, null)], 2 * MINUTE).events).toEqual([])
})

test('fault 17: data of a channel that was not acknowledged is counted', () => {
  const { events, problems } = decoder(fixture.instruments).decode(
    JSON.stringify([907, [row(0, 235.5)]]),
    RECEIVED,
  )
  expect(events).toEqual([])
  expect(problems).toMatchObject([{ kind: 'unknown' }])
})

test('fault 10: notices that the venue goes away ask for a new connection', () => {
  for (const code of [20_051, 20_060, 20_061]) {
    const frame = JSON.stringify({ event: 'info', code, msg: 'Stopping. Please try to reconnect' })
    expect(decoder(fixture.instruments).decode(frame, RECEIVED).problems).toMatchObject([
      { kind: 'closing', action: 'reconnect' },
    ])
  }
})
