import type { Candle, Gap, MarketEvent, OpenInterest, StreamState, Trade } from '../market/event.ts'
import { parseInstrumentId, parseVenueId } from '../market/instrument.ts'
import { DAY, MINUTE, quantity } from '../market/units.ts'
import type { Millis } from '../market/units.ts'

/** Short ways to write market events of one made-up instrument. */

export const T0: Millis = 20_000 * DAY
export const ID = parseInstrumentId('testvenue:A')!
const venue = parseVenueId('testvenue')!

const header = (exchangeTime: Millis, late: Millis) =>
  ({ venue, instrument: ID, exchangeTime, receivedTime: exchangeTime + late }) as const

/** @param at after T0 */
export const trade = (at: Millis, price: number, more: Partial<Trade> & { late?: Millis } = {}) => {
  const { late = 100, ...rest } = more
  const base = { type: 'trade', ...header(T0 + at, late), price, quantity: quantity(1) } as const
  return { ...base, takerSide: 'buy', ...rest } satisfies Trade
}

/** @param minute after T0 */
export const candle = (minute: number, close: number, late = 1_000): Candle => ({
  type: 'candle',
  ...header(T0 + (minute + 1) * MINUTE, late),
  openTime: T0 + minute * MINUTE,
  interval: MINUTE,
  open: close - 1,
  high: close + 2,
  low: close - 2,
  close,
  volume: quantity(50),
})

export const gap = (from: Millis, to: Millis, more: Partial<Gap> = {}): Gap => ({
  type: 'gap',
  ...header(T0 + to, 0),
  stream: 'trade',
  from: T0 + from,
  cause: 'the connection was lost',
  certainty: 'certain',
  ...more,
})

export const state = (
  at: Millis,
  health: StreamState['health'],
  stream: StreamState['stream'] = 'trade',
): StreamState => ({ type: 'stream-state', ...header(T0 + at, 0), stream, health })

export const openInterest = (at: Millis, value: number, late = 100): OpenInterest => ({
  type: 'open-interest',
  ...header(T0 + at, late),
  openInterest: quantity(value),
})

export const clock = (at: Millis): MarketEvent => ({
  type: 'clock',
  exchangeTime: T0 + at,
  receivedTime: T0 + at,
})
