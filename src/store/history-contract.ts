import type { CandleColumns, Series } from '../market/candle-columns.ts'
import type { FundingColumns } from '../market/funding-columns.ts'
import type { Liquidation, MarketEvent, Trade } from '../market/event.ts'
import type { ContractKind, Instrument, InstrumentId } from '../market/instrument.ts'
import type { Millis } from '../market/units.ts'
import type { HistoryGap } from './history-gaps.ts'
import type { HistoryType } from './history-kinds.ts'
import type { MergeCounts } from './history-merge.ts'

export type { HistoryGap } from './history-gaps.ts'
export type { MergeCounts } from './history-merge.ts'
export type { HistoryType } from './history-kinds.ts'

/** What is stored of one series: querying [from, to) gives all its rows. */
export interface HistorySpan {
  readonly from: Millis
  readonly to: Millis
  readonly rows: number
}

/** A span of candles or of liquidation totals. */
export interface IntervalSpan extends HistorySpan {
  readonly interval: Millis
}

/** An instrument and what the history holds of it; undefined or empty where it holds nothing. */
export interface HistoryInstrument {
  readonly instrument: Instrument
  /** One entry per interval, shortest first. `to` is the end of the last candle. */
  readonly candles: readonly IntervalSpan[]
  readonly openInterest: HistorySpan | undefined
  readonly fundingRates: HistorySpan | undefined
  readonly liquidations: HistorySpan | undefined
  readonly liquidationTotals: readonly IntervalSpan[]
  readonly accountRatios: HistorySpan | undefined
  readonly trades: HistorySpan | undefined
}

/** Realised liquidations summed over [time − interval, time), by the side that was closed. */
export interface LiquidationTotalColumns {
  readonly interval: Millis
  readonly time: Float64Array
  readonly longQuantity: Float64Array
  readonly shortQuantity: Float64Array
}

/** Single liquidations, but for those that look wrong. */
export interface LiquidationColumns {
  readonly time: Float64Array
  /** 1 where a long was closed, else 0. */
  readonly isLong: Float64Array
  readonly price: Float64Array
  readonly quantity: Float64Array
}

/** Which single liquidations of a range are wanted: those that come first in an order. */
export interface FirstLiquidations {
  /** The largest are of USD and, where these are equal, of time. */
  readonly order: 'newest' | 'largest'
  /** At least so many where there are; those that are equal in the order come all. */
  readonly rows: number
  readonly contract: ContractKind
  readonly position?: Liquidation['position'] | undefined
  readonly minUsd?: number | undefined
  /** What the order goes on after: a time, or USD and a time. */
  readonly after?: readonly number[] | undefined
}

/** Rows of one series that an append changed or found given twice, for a report. */
export interface AppendNotice {
  readonly type: HistoryType
  readonly instrument: InstrumentId
  readonly interval: Millis | undefined
  readonly kind: 'conflicting' | 'replaced'
  /** The first of them. */
  readonly times: readonly Millis[]
}

export interface AppendReport {
  /** By type of event; a type that was not given is absent. */
  readonly counts: Readonly<Partial<Record<HistoryType, MergeCounts>>>
  /** Events of types that the history does not keep, by type. */
  readonly notKept: Readonly<Partial<Record<MarketEvent['type'], number>>>
  readonly notices: readonly AppendNotice[]
  /** The instruments that events were given of. */
  readonly instruments: readonly InstrumentId[]
}

/** One write in the making: nothing of it is stored before `commit`. Use one or the other ending. */
export interface HistoryWriter {
  add(events: Iterable<MarketEvent>): Promise<void>
  /** Stores all that was added, and the instruments it belongs to. */
  commit(instruments?: readonly Instrument[]): Promise<AppendReport>
  discard(): Promise<void>
}

/** Parquet history of a folder. It must be closed. All ranges are [from, to) in UTC milliseconds. */
export interface History {
  readonly directory: string
  /** Every instrument the history knows, by id. */
  instruments(): Promise<readonly HistoryInstrument[]>
  /** The definitions alone, by id. */
  definitions(): Promise<readonly Instrument[]>
  /** By open time. Empty columns where nothing is stored. */
  candles(id: InstrumentId, interval: Millis, from: Millis, to: Millis): Promise<CandleColumns>
  openInterest(id: InstrumentId, from: Millis, to: Millis): Promise<Series>
  fundingRates(id: InstrumentId, from: Millis, to: Millis): Promise<FundingColumns>
  /** Share of long accounts, 0 to 1. */
  accountRatios(id: InstrumentId, from: Millis, to: Millis): Promise<Series>
  liquidationTotals(
    id: InstrumentId,
    interval: Millis,
    from: Millis,
    to: Millis,
  ): Promise<LiquidationTotalColumns>
  /** Single liquidations and trades as events, in the order of their key. */
  liquidations(
    id: InstrumentId,
    from: Millis,
    to: Millis,
    first?: FirstLiquidations,
  ): Promise<readonly Liquidation[]>
  /** The same as columns, which for many is a hundred times faster. */
  liquidationColumns(id: InstrumentId, from: Millis, to: Millis): Promise<LiquidationColumns>
  trades(id: InstrumentId, from: Millis, to: Millis): Promise<readonly Trade[]>
  /** Missing candles between the first and the last, and the gaps that feeds recorded. */
  gaps(id: InstrumentId): Promise<readonly HistoryGap[]>
  /** A hash of the stored candles and open interest of an instrument: the same data, the same text. */
  fingerprint(id: InstrumentId): Promise<string>
  begin(): HistoryWriter
  /** Stores events at once; `begin` for many batches. */
  append(events: Iterable<MarketEvent>, instruments?: readonly Instrument[]): Promise<AppendReport>
  /** Stores instruments; one that is there is replaced. Returns the ids that were new or changed. */
  putInstruments(instruments: readonly Instrument[]): Promise<readonly InstrumentId[]>
  /** Waits for the reads and appends that were begun. */
  close(): Promise<void>
}
