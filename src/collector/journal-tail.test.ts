import { expect, test } from 'vitest'
import type { MarketEvent, StreamHealth, StreamKind } from '../market/event.ts'
import { instrumentId, parseVenueId } from '../market/instrument.ts'
import { quantity, SECOND } from '../market/units.ts'
import { JournalTail } from './journal-tail.ts'

const venue = parseVenueId('bybit')!
const btc = instrumentId(venue, 'BTCUSDT')
const start = Date.UTC(2026, 10, 22)

const trade = (at: number): MarketEvent => ({
  type: 'trade',
  venue,
  instrument: btc,
  exchangeTime: at,
  receivedTime: at,
  price: 1,
  quantity: quantity(1),
  takerSide: 'buy',
})
const state = (at: number, stream: StreamKind, health: StreamHealth): MarketEvent => ({
  type: 'stream-state',
  venue,
  instrument: btc,
  exchangeTime: at,
  receivedTime: at,
  stream,
  health,
})
const clock = (at: number): MarketEvent => ({ type: 'clock', exchangeTime: at, receivedTime: at })

test('fault 51: a stream that was well at the end was so until the last record', () => {
  const tail = new JournalTail()
  tail.push([
    state(start, 'liquidation', 'quiet'),
    state(start, 'trade', 'proven'),
    trade(start + SECOND),
    state(start + 40 * SECOND, 'trade', 'stale'),
    clock(start + 60 * SECOND),
  ])
  expect(tail.lastProven(venue)).toEqual({
    [`liquidation ${btc}`]: start + 60 * SECOND,
    [`trade ${btc}`]: start + SECOND,
  })
  expect(tail.lastProven(parseVenueId('okx')!)).toEqual({})
})

test('keeps the events of the last ten minutes, by venue', () => {
  const tail = new JournalTail()
  tail.push([trade(start), trade(start + 11 * 60 * SECOND), clock(start + 12 * 60 * SECOND)])
  expect(tail.known(venue)).toEqual([trade(start + 11 * 60 * SECOND)])
  expect(tail.known(parseVenueId('okx')!)).toEqual([])
})

test('fault 58: a damaged stretch is a certain gap of every stream that was followed', () => {
  const tail = new JournalTail()
  tail.push([
    state(start, 'liquidation', 'quiet'),
    trade(start),
    state(start, 'candle', 'rejected'),
  ])
  const gaps = tail.gapsOf(start, start + SECOND, 'a damaged record of the journal')
  expect(gaps.map(({ stream }) => stream).sort()).toEqual(['liquidation', 'trade'])
  expect(gaps[0]).toMatchObject({ from: start, exchangeTime: start + SECOND, certainty: 'certain' })
})
