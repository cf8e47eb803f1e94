import type { Liquidation, Trade } from '../market/event.ts'
import { instrumentId, parseVenueId } from '../market/instrument.ts'
import type { VenueId } from '../market/instrument.ts'
import { quantity } from '../market/units.ts'

export const bybit = parseVenueId('bybit') as VenueId
export const btc = instrumentId(bybit, 'BTCUSDT')
export const start = Date.UTC(2025, 9, 10, 21)

/** The n-th trade of a made-up run, one a millisecond. */
export const trade = (n: number): Trade => ({
  type: 'trade',
  venue: bybit,
  instrument: btc,
  exchangeTime: start + n,
  receivedTime: start + n + 7,
  price: 110_000 + n / 8,
  quantity: quantity(0.25),
  takerSide: n % 2 === 0 ? 'buy' : 'sell',
  id: `t${n}`,
})

export const trades = (from: number, to: number): readonly Trade[] =>
  Array.from({ length: to - from }, (_, i) => trade(from + i))

export const liquidation = (n: number): Liquidation => ({
  type: 'liquidation',
  venue: bybit,
  instrument: btc,
  exchangeTime: start + n,
  receivedTime: start + n + 7,
  position: 'long',
  price: 110_000,
  priceKind: 'bankruptcy',
  quantity: quantity(n + 1),
})
