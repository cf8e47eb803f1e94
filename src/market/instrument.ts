import type { Contracts, Quantity, Usd } from './units.ts'
import { quantity, usd } from './units.ts'

declare const id: unique symbol

/** An exchange, by the id of its folder in `venues/`, for instance `binance`. */
export type VenueId = string & { readonly [id]: 'venue' }

/** `venue:symbol` with the venue's own symbol, for instance `binance:BTCUSDT`. */
export type InstrumentId = string & { readonly [id]: 'instrument' }

export type ContractKind = 'linear' | 'inverse'

/** A perpetual future as its venue defines it. */
export interface Instrument {
  readonly id: InstrumentId
  readonly venue: VenueId
  /** The venue's own symbol, in the venue's spelling. */
  readonly symbol: string
  readonly base: string
  readonly quote: string
  readonly contract: ContractKind
  /** Base coins per contract (linear) or quote USD per contract (inverse). */
  readonly contractSize: number
  /** Smallest step of the price. */
  readonly tickSize: number
}

/** Whether a market was made up: whoever shows it says SIMULATED. Its venue's id begins so. */
export const isSimulated = (id: InstrumentId): boolean => /^simulated[-:]/.test(id)

const VENUE = /^[a-z0-9][a-z0-9-]{0,30}$/
const SYMBOL = /^[A-Za-z0-9][A-Za-z0-9._/-]{0,39}$/

/** Returns the id, or undefined where the text is no venue id. */
export const parseVenueId = (text: string): VenueId | undefined =>
  VENUE.test(text) ? (text as VenueId) : undefined

/** Returns the id, or undefined where the text is not `venue:symbol`. */
export function parseInstrumentId(text: string): InstrumentId | undefined {
  const colon = text.indexOf(':')
  if (colon < 0) return undefined
  const known = VENUE.test(text.slice(0, colon)) && SYMBOL.test(text.slice(colon + 1))
  return known ? (text as InstrumentId) : undefined
}

/** Builds an instrument id. Throws a RangeError on a venue or symbol outside the grammar. */
export function instrumentId(venue: VenueId, symbol: string): InstrumentId {
  const parsed = parseInstrumentId(`${venue}:${symbol}`)
  if (parsed === undefined) throw new RangeError(`not a venue and symbol: "${venue}:${symbol}"`)
  return parsed
}

/** Converts the venue's contracts to the instrument's quantity. */
export const quantityOf = (instrument: Instrument, count: Contracts): Quantity =>
  quantity(count * instrument.contractSize)

/** USD notional of a quantity at a price. */
export const notionalUsd = (contract: ContractKind, amount: Quantity, price: number): Usd =>
  usd(contract === 'linear' ? amount * price : amount)
