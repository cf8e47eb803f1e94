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
  /** What looked wrong about it; it is kept, and left out of scales, alerts and totals by default. */
  readonly suspect?: Suspicion
}

/**
 * `time`: the venue's time could not be right, and the time of receipt stands in its place.
 * `price`: far from what other venues say at that moment.
 */
export type Suspicion = 'time' | 'price'

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
  /** See `Liquidation.ordinal`. */
  readonly ordinal?: number
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
  /** The venue's id as text, where it gives one. */
  readonly id?: string
  /**
   * Tells apart events of one message that are alike in everything: absent for the first, then 1, 2.
   * A venue that gives no id may liquidate two equal positions in one millisecond.
   */
  readonly ordinal?: number
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

/** A kind of data that a venue supplies of an instrument. */
export type StreamKind = Exclude<MarketEvent['type'], 'gap' | 'clock' | 'stream-state'>

/** Data that is missing, or may be, over [from, exchangeTime). */
export interface Gap extends EventHeader {
  readonly type: 'gap'
  readonly stream: StreamKind
  readonly from: Millis
  readonly cause: string
  readonly certainty: 'certain' | 'possible'
  /**
   * What became of an earlier gap of the same stream that begins at `from`: `repaired` says that
   * history has filled it since. Absent where the data is missing.
   */
  readonly repaired?: true
}

/**
 * How a stream of an instrument fares.
 *
 * `connecting`: no connection yet. `subscribed`: asked for, nothing proven yet. `proven`: data came.
 * `quiet`: connected and nothing to report, as sparse streams do. `stale`: should have said
 * something by now. `suspect`: silent while other venues speak. `rejected`: the venue refuses it.
 * `blocked`: the venue refuses this address for a while. `down`: cannot be reached. `ended`: the
 * instrument is listed no more.
 */
export type StreamHealth =
  | 'connecting'
  | 'subscribed'
  | 'proven'
  | 'quiet'
  | 'stale'
  | 'suspect'
  | 'rejected'
  | 'blocked'
  | 'down'
  | 'ended'

/** A change of a stream's health. */
export interface StreamState extends EventHeader {
  readonly type: 'stream-state'
  readonly stream: StreamKind
  readonly health: StreamHealth
  /** Why, in a few plain words; absent where all is well. */
  readonly cause?: string
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
  | StreamState
  | Clock

/** Kinds that venues stamp as they happen. */
const STAMPED_AT_ONCE: ReadonlySet<string> = new Set(['trade', 'liquidation', 'mark-price'])

/**
 * Whether the time from an event's stamp to its receipt tells of the clocks and of the way between.
 * What the venue did not stamp carries the time of its receipt, and tells of neither.
 */
export const isStampedAtOnce = (event: MarketEvent): boolean =>
  STAMPED_AT_ONCE.has(event.type) && event.exchangeTime !== event.receivedTime

/** Order of events that are true at the same moment: what a candle needs comes before it. */
const RANK: Record<MarketEvent['type'], number> = {
  gap: 0,
  'stream-state': 1,
  'mark-price': 2,
  'funding-rate': 3,
  'account-ratio': 4,
  'open-interest': 5,
  'order-book': 6,
  trade: 7,
  liquidation: 8,
  'liquidation-total': 9,
  candle: 10,
  clock: 11,
}

/** Sorts events into the order in which a pipeline takes them: exchange time, then kind, then instrument. */
export function compareEvents(a: MarketEvent, b: MarketEvent): number {
  if (a.exchangeTime !== b.exchangeTime) return a.exchangeTime - b.exchangeTime
  if (a.type !== b.type) return RANK[a.type] - RANK[b.type]
  if (a.type === 'clock' || b.type === 'clock') return 0
  return a.instrument < b.instrument ? -1 : a.instrument > b.instrument ? 1 : 0
}
