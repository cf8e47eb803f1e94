import { asterReader } from './aster/reader.ts'
import { binanceReader } from './binance/reader.ts'
import { bitfinexReader } from './bitfinex/reader.ts'
import { bitgetReader } from './bitget/reader.ts'
import { bybitReader } from './bybit/reader.ts'
import { deribitReader } from './deribit/reader.ts'
import { dydxReader } from './dydx/reader.ts'
import { gateReader } from './gate/reader.ts'
import { htxReader } from './htx/reader.ts'
import { hyperliquidReader } from './hyperliquid/reader.ts'
import { krakenReader } from './kraken/reader.ts'
import { lighterReader } from './lighter/reader.ts'
import { okxReader } from './okx/reader.ts'
import type { VenueReader } from './wire/reader.ts'

/** Every venue whose wire Isotherm reads itself, one line each. */
export const READERS: readonly VenueReader[] = [
  binanceReader,
  bybitReader,
  okxReader,
  hyperliquidReader,
  dydxReader,
  lighterReader,
  bitgetReader,
  gateReader,
  htxReader,
  krakenReader,
  deribitReader,
  asterReader,
  bitfinexReader,
]

/** Returns the reader of a venue, or undefined where there is none. */
export const findReader = (venue: string): VenueReader | undefined =>
  READERS.find((reader) => reader.venue === venue)
