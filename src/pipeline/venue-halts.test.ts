import { expect, test } from 'vitest'
import type { Trade } from '../market/event.ts'
import { parseInstrumentId, parseVenueId } from '../market/instrument.ts'
import { DAY, quantity } from '../market/units.ts'
import { livingVenues } from '../signals/cascade/venue-failure.ts'
import { VenueHalts } from './venue-halts.ts'

const T0 = Date.UTC(2026, 0, 5)

function trade(venue: string, receivedTime: number): Trade {
  return {
    type: 'trade',
    venue: parseVenueId(venue)!,
    instrument: parseInstrumentId(`${venue}:BTCUSDT`)!,
    exchangeTime: receivedTime,
    receivedTime,
    price: 60_000,
    quantity: quantity(1),
    takerSide: 'buy',
  }
}

test('a venue that has said nothing for three mean lifetimes loses its levels; one that halts does not', () => {
  const halts = new VenueHalts()
  const now = T0 + 10 * DAY
  halts.push(trade('okx', T0))
  halts.push(trade('bybit', T0))
  halts.push(trade('binance', now))
  halts.push({ ...trade('bybit', now - DAY), type: 'mark-price', markPrice: 60_000 })
  const { living, observedShare } = livingVenues(
    new Map(
      [...halts.heard()].map(([id, heard]) => [
        id,
        { heard, meanLifetime: 3 * DAY, openInterestUsd: 1e6 },
      ]),
    ),
    now,
  )
  expect([...living].toSorted()).toEqual(['binance', 'bybit'])
  expect(observedShare).toBeCloseTo(2 / 3, 9)
})

test('news of gaps and of health are not the venue speaking', () => {
  const halts = new VenueHalts()
  halts.push(trade('okx', T0))
  const { venue, instrument } = trade('okx', T0)
  const state = {
    venue,
    instrument,
    exchangeTime: T0 + 1,
    receivedTime: T0 + 1,
    stream: 'trade',
  } as const
  halts.push({ ...state, type: 'stream-state', health: 'down' })
  halts.push({ ...state, type: 'gap', from: T0, cause: 'not connected', certainty: 'certain' })
  expect(halts.heard().get(venue)).toBe(T0)
})
