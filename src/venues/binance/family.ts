import type { Instrument, VenueId } from '../../market/instrument.ts'
import type { ListedInstrument } from '../wire/reader.ts'

/**
 * Where a market of Binance's kind of API is asked. Binance has two of them, Aster, whose API is a
 * copy of the first, has one.
 */
export interface Market {
  /** Names in `VenueReader.hosts`. */
  readonly rest: string
  readonly socket: string
  /** Beginning of REST paths: `/fapi/v1`. */
  readonly prefix: string
  /** Path of the sockets that carry trades, prices and liquidations, and of those of order books. */
  readonly market: string
  readonly public: string
  /** Sockets are told apart by it: `usdm`. */
  readonly name: string
}

/** A venue with Binance's kind of API. */
export interface Family {
  readonly venue: VenueId
  readonly marketOf: (instrument: Instrument) => Market
  /** Where the liquidations of all instruments come from, each once. */
  readonly liquidations: Market
  readonly topicsPerSocket: number
}

/** What one unit of an amount on the wire is worth in the instrument's quantity. */
export const unitOf = ({ instrument }: ListedInstrument): number =>
  // USD-M counts coins, COIN-M contracts of 100 or 10 USD.
  instrument.contract === 'linear' ? 1 : instrument.contractSize
