import type { InstrumentId, VenueId } from './instrument.ts'
import type { Millis, PositionSide, Quantity } from './units.ts'

/** What every market event carries. */
interface EventHeader {
  readonly venue: VenueId
  readonly instrument: InstrumentId
  /** When it was true at the venue. For something that spans time, the end of that span. */
  readonly exchangeTime: Millis
  /** When we learnt it; for imported history the same as `exchangeTime`. */
  readonly receivedTime: Millis
}

/** A closed bar of trades over [openTime, openTime + interval). */
export interface Candle extends EventHeader {
  readonly type: 'candle'
  readonly openTime: Millis
  readonly interval: Millis
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  /** Traded amount; each trade counted once. */
  readonly volume: Quantity
  /** The part of the volume whose taker bought; undefined where the venue does not say. */
  readonly takerBuyVolume?: Quantity
  readonly trades?: number
}

/** Open interest at a moment, one side counted. */
export interface OpenInterest extends EventHeader {
  readonly type: 'open-interest'
  readonly openInterest: Quantity
}

export interface Trade extends EventHeader {
  readonly type: 'trade'
  readonly price: number
  readonly quantity: Quantity
  readonly takerSide: 'buy' | 'sell'
  /** The venue's id as text: ids may exceed 2^53. */
  readonly id?: string
}

export interface MarkPrice extends EventHeader {
  readonly type: 'mark-price'
  readonly markPrice: number
  readonly indexPrice?: number
}

export interface FundingRate extends EventHeader {
  readonly type: 'funding-rate'
  /** Fraction of notional that longs pay shorts for the interval. */
  readonly fundingRate: number
  readonly interval?: Millis
}

/** A realised liquidation: the position of this side was closed by force. */
export interface Liquidation extends EventHeader {
  readonly type: 'liquidation'
  readonly position: PositionSide
  readonly price: number
  /** Whether the price is what was traded or the bankruptcy price of the position. */
  readonly priceKind: 'fill' | 'bankruptcy'
  /** Filled quantity where the venue says it, else the quantity of the order. */
  readonly quantity: Quantity
}

/** Realised liquidations summed over [exchangeTime − interval, exchangeTime) by a source that shows no single ones. */
export interface LiquidationTotal extends EventHeader {
  readonly type: 'liquidation-total'
  readonly interval: Millis
  readonly longQuantity: Quantity
  readonly shortQuantity: Quantity
}

/** Share of accounts that are long. */
export interface AccountRatio extends EventHeader {
  readonly type: 'account-ratio'
  /** A fraction, 0 to 1. */
  readonly longAccounts: number
}

export interface BookLevel {
  readonly price: number
  readonly quantity: Quantity
}

/** A full picture of the order book, best prices first. */
export interface OrderBook extends EventHeader {
  readonly type: 'order-book'
  readonly bids: readonly BookLevel[]
  readonly asks: readonly BookLevel[]
}

/** Data that is missing, or may be, over [from, exchangeTime). */
export interface Gap extends EventHeader {
  readonly type: 'gap'
  readonly stream: Exclude<MarketEvent['type'], 'gap' | 'clock'>
  readonly from: Millis
  readonly cause: string
  readonly certainty: 'certain' | 'possible'
}

/** Time passing with nothing to report, so that buckets close without a clock. */
export interface Clock {
  readonly type: 'clock'
  readonly exchangeTime: Millis
  readonly receivedTime: Millis
}

export type MarketEvent =
  | Candle
  | OpenInterest
  | Trade
  | MarkPrice
  | FundingRate
  | Liquidation
  | LiquidationTotal
  | AccountRatio
  | OrderBook
  | Gap
  | Clock

/** Order of events that are true at the same moment: what a candle needs comes before it. */
const RANK: Record<MarketEvent['type'], number> = {
  gap: 0,
  'mark-price': 1,
  'funding-rate': 2,
  'account-ratio': 3,
  'open-interest': 4,
  'order-book': 5,
  trade: 6,
  liquidation: 7,
  'liquidation-total': 8,
  candle: 9,
  clock: 10,
}

/** Sorts events into the order in which a pipeline takes them: exchange time, then kind, then instrument. */
export function compareEvents(a: MarketEvent, b: MarketEvent): number {
  if (a.exchangeTime !== b.exchangeTime) return a.exchangeTime - b.exchangeTime
  if (a.type !== b.type) return RANK[a.type] - RANK[b.type]
  if (a.type === 'clock' || b.type === 'clock') return 0
  return a.instrument < b.instrument ? -1 : a.instrument > b.instrument ? 1 : 0
}
