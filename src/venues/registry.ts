import { aster } from './aster/venue.ts'
import { binance } from './binance/venue.ts'
import { bitget } from './bitget/venue.ts'
import { bitmex } from './bitmex/venue.ts'
import { bybit } from './bybit/venue.ts'
import { deribit } from './deribit/venue.ts'
import { dydx } from './dydx/venue.ts'
import { gate } from './gate/venue.ts'
import { htx } from './htx/venue.ts'
import { hyperliquid } from './hyperliquid/venue.ts'
import { kraken } from './kraken/venue.ts'
import { kucoin } from './kucoin/venue.ts'
import { lighter } from './lighter/venue.ts'
import { mexc } from './mexc/venue.ts'
import { okx } from './okx/venue.ts'
import { phemex } from './phemex/venue.ts'
import type { KnownInstrument, Venue } from './venue.ts'

/** Every venue. A new one is a folder and a line here. */
export const VENUES: readonly Venue[] = [
  binance,
  bybit,
  okx,
  bitget,
  gate,
  htx,
  hyperliquid,
  deribit,
  dydx,
  kraken,
  lighter,
  kucoin,
  mexc,
  phemex,
  bitmex,
  aster,
]

export const findVenue = (id: string): Venue | undefined => VENUES.find((venue) => venue.id === id)

/** An instrument by the venue's own symbol, spelt as the venue does. */
export const findInstrument = (venue: Venue, symbol: string): KnownInstrument | undefined =>
  venue.instruments.find((instrument) => instrument.symbol === symbol)
