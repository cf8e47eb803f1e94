import type { FundingAnswer, LiquidationTotals } from '../flows.ts'
import type { LiquidationInfo } from '../live.ts'
import { number, text, time, truth, whole } from './table.ts'
import type { Cell, Row, TableOf } from './table.ts'

/** Prices are in the instrument's quote, quantities base coins of a linear contract and USD of an inverse one. */

/** What answers and stored columns have in common: the same table tells both. */
type Numbers = ArrayLike<number | null>
interface Of {
  readonly instrument: string
}
const each = ({ length }: Numbers, row: (i: number) => readonly Cell[]): readonly Row[] =>
  Array.from({ length }, (_, i) => row(i))

type CandleRows = Of & { readonly interval: number } & Readonly<
    Record<'openTime' | 'open' | 'high' | 'low' | 'close' | 'volume' | 'takerBuyVolume', Numbers>
  >

export const candlesTable: TableOf<CandleRows> = {
  columns: [
    text('instrument'),
    time('open_time'),
    whole('interval_ms'),
    number('open_price'),
    number('high_price'),
    number('low_price'),
    number('close_price'),
    number('volume_quantity'),
    number('taker_buy_quantity'),
  ],
  rows: ({ instrument, interval, openTime, open, high, low, close, volume, takerBuyVolume }) =>
    each(openTime, (i) => [
      instrument,
      openTime[i],
      interval,
      ...[open, high, low, close, volume, takerBuyVolume].map((column) => column[i]),
    ]),
}

export const openInterestTable: TableOf<Of & Readonly<Record<'time' | 'openInterest', Numbers>>> = {
  columns: [text('instrument'), time('time'), number('open_interest_quantity')],
  rows: ({ instrument, time, openInterest }) =>
    each(time, (i) => [instrument, time[i], openInterest[i]]),
}

const RATE = [number('funding_rate'), whole('funding_interval_ms')]

/** Every rate that is stored. */
export const fundingRatesTable: TableOf<
  Of & Readonly<Record<'time' | 'value' | 'interval', Numbers>>
> = {
  columns: [text('instrument'), time('time'), ...RATE],
  rows: ({ instrument, time, value, interval }) =>
    each(time, (i) => [instrument, time[i], value[i], interval[i]]),
}

/** The last rate of each bucket. */
export const fundingTable: TableOf<FundingAnswer> = {
  columns: [text('instrument'), time('open_time'), time('time'), ...RATE],
  rows: ({ instrument, openTime, time, fundingRate, interval }) =>
    each(time, (i) => [instrument, openTime[i], time[i], fundingRate[i], interval[i]]),
}

export const liquidationTotalsTable: TableOf<LiquidationTotals> = {
  columns: [
    text('instrument'),
    time('open_time'),
    whole('interval_ms'),
    number('long_usd'),
    number('short_usd'),
    number('known_share'),
  ],
  rows: ({ instrument, interval, openTime, longUsd, shortUsd, known }) =>
    each(openTime, (i) => [instrument, openTime[i], interval, longUsd[i], shortUsd[i], known[i]]),
}

/** Sums as they are stored, over the interval that ends at `time`. */
export const storedTotalsTable: TableOf<
  Of & { readonly interval: number } & Readonly<
      Record<'time' | 'longQuantity' | 'shortQuantity', Numbers>
    >
> = {
  columns: [
    text('instrument'),
    time('time'),
    whole('interval_ms'),
    number('long_quantity'),
    number('short_quantity'),
  ],
  rows: ({ instrument, interval, time, longQuantity, shortQuantity }) =>
    each(time, (i) => [instrument, time[i], interval, longQuantity[i], shortQuantity[i]]),
}

export const liquidationsTable: TableOf<{ readonly liquidations: readonly LiquidationInfo[] }> = {
  columns: [
    text('instrument'),
    time('time'),
    text('position'),
    number('price'),
    text('price_kind'),
    number('quantity'),
    number('notional_usd'),
    text('id'),
    whole('ordinal'),
    text('suspect'),
  ],
  rows: ({ liquidations }) =>
    liquidations.map((one) => [
      one.instrument,
      one.time,
      one.position,
      one.price,
      one.priceKind,
      one.quantity,
      one.notionalUsd,
      one.id,
      one.ordinal,
      one.suspect,
    ]),
}

interface Gap {
  readonly stream: string
  readonly interval?: number
  readonly from: number
  readonly to: number
  readonly cause: string
  readonly certainty: string
  readonly repaired?: true
}

export const gapsTable: TableOf<Of & { readonly gaps: readonly Gap[] }> = {
  columns: [
    text('instrument'),
    text('stream'),
    whole('interval_ms'),
    time('from_time'),
    time('to_time'),
    text('cause'),
    text('certainty'),
    truth('repaired'),
  ],
  rows: ({ instrument, gaps }) =>
    gaps.map(({ stream, interval, from, to, cause, certainty, repaired = false }) => [
      instrument,
      stream,
      interval,
      from,
      to,
      cause,
      certainty,
      repaired,
    ]),
}
