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

const trades = `trade ${btc}`
const liquidations = `liquidation ${btc}`

test('fault 51: a stream that was well is complete as far as the feed had written down', () => {
  const tail = new JournalTail()
  tail.push([
    state(start, 'liquidation', 'quiet'),
    state(start, 'trade', 'proven'),
    trade(start + SECOND),
    clock(start + 60 * SECOND),
  ])
  const kept = { [liquidations]: start + 52 * SECOND, [trades]: start + 900 }
  expect(tail.lastProven(venue, kept)).toEqual({
    [liquidations]: start + 52 * SECOND,
    [trades]: start + SECOND,
  })
  expect(tail.lastProven(parseVenueId('okx')!)).toEqual({})
})

test('fault 51: what the feed had heard and the journal had not is not complete', () => {
  const tail = new JournalTail()
  tail.push([state(start, 'liquidation', 'quiet'), clock(start + 60 * SECOND)])
  const kept = { [liquidations]: start + 300 * SECOND, [trades]: start + 300 * SECOND }
  expect(tail.lastProven(venue, kept)).toEqual({
    [liquidations]: start + 60 * SECOND,
    [trades]: start + 60 * SECOND,
  })
})

test('fault 6: without the feed’s word a stream that seemed well may have been dead for 30 s', () => {
  const tail = new JournalTail()
  tail.push([
    state(start, 'liquidation', 'quiet'),
    state(start, 'trade', 'proven'),
    trade(start + SECOND),
    state(start + 40 * SECOND, 'trade', 'stale'),
    clock(start + 60 * SECOND),
  ])
  expect(tail.lastProven(venue)).toEqual({
    [liquidations]: start + 30 * SECOND,
    [trades]: start + SECOND,
  })
})

test('fault 61: what was proven is told on the venue’s clock, however wrong this machine’s is', () => {
  const tail = new JournalTail()
  const late = (at: number, by: number): MarketEvent => ({ ...trade(at), receivedTime: at + by })
  tail.push([
    state(start + 60 * SECOND, 'liquidation', 'quiet'),
    late(start + SECOND, 60_250),
    late(start + 2 * SECOND, 60_020),
    late(start + 3 * SECOND, 61_000),
  ])
  // The last record was received at 64.0 s of this machine, when it was 3.98 s at the venue.
  const kept = { [liquidations]: start + 3_500, [trades]: start + 9_000 }
  expect(tail.lastProven(venue, kept)).toEqual({
    [liquidations]: start + 3_500,
    [trades]: start + 3_980,
  })
})

test('a stream that never was well is missing from when it was first spoken of', () => {
  const tail = new JournalTail()
  tail.push([state(start, 'trade', 'down'), clock(start + 60 * SECOND)])
  expect(tail.lastProven(venue)).toEqual({ [trades]: start })
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
