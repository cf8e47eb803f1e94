import type { MarketEvent } from '../market/event.ts'
import type { Millis } from '../market/units.ts'

/** The market events that the Parquet history keeps; the others live in the journal alone. */
export const HISTORY_TYPES = [
  'candle',
  'open-interest',
  'funding-rate',
  'liquidation',
  'liquidation-total',
  'account-ratio',
  'trade',
  'gap',
] as const

export type HistoryType = (typeof HISTORY_TYPES)[number]
export type HistoryEvent = Extract<MarketEvent, { type: HistoryType }>

/** One column of a kind's Parquet files. */
export interface HistoryColumn {
  readonly name: string
  readonly type: 'TIMESTAMPTZ' | 'DOUBLE' | 'BIGINT' | 'VARCHAR'
}

/** How events of one type lie in Parquet. */
export interface HistoryKind {
  readonly type: HistoryType
  readonly folder: string
  /** The first `key` columns make a row unique; the first of all is its time in UTC. */
  readonly columns: readonly HistoryColumn[]
  readonly key: number
  readonly partition: 'day' | 'month'
  /** Whether series of several intervals lie apart. */
  readonly byInterval: boolean
  /** An event of this type as a row, in the order of the columns; undefined where the source did not say. */
  readonly row: (event: HistoryEvent) => readonly (number | string | undefined)[]
}

const time = (name = 'time'): HistoryColumn => ({ name, type: 'TIMESTAMPTZ' })
const number = (name: string): HistoryColumn => ({ name, type: 'DOUBLE' })
const whole = (name: string): HistoryColumn => ({ name, type: 'BIGINT' })
const text = (name: string): HistoryColumn => ({ name, type: 'VARCHAR' })

type Row = readonly (number | string | undefined)[]

function series<T extends HistoryType>(
  type: T,
  folder: string,
  columns: readonly HistoryColumn[],
  row: (event: Extract<HistoryEvent, { type: T }>) => Row,
  rest: Partial<HistoryKind> = {},
): HistoryKind {
  const kind = { type, folder, columns, key: 1, partition: 'month', byInterval: false } as const
  return { ...kind, row: row as HistoryKind['row'], ...rest }
}

/** Every kind of the history: its folder, columns, key and partitions. */
export const HISTORY_KINDS: Readonly<Record<HistoryType, HistoryKind>> = {
  candle: series(
    'candle',
    'candles',
    [
      time('open_time'),
      ...['open', 'high', 'low', 'close', 'volume', 'taker_buy_volume'].map(number),
      whole('trades'),
    ],
    (e) => [e.openTime, e.open, e.high, e.low, e.close, e.volume, e.takerBuyVolume, e.trades],
    { byInterval: true },
  ),
  'open-interest': series(
    'open-interest',
    'open-interest',
    [time(), number('open_interest')],
    (e) => [e.exchangeTime, e.openInterest],
  ),
  'funding-rate': series(
    'funding-rate',
    'funding-rates',
    [time(), number('funding_rate'), whole('interval_ms')],
    (e) => [e.exchangeTime, e.fundingRate, e.interval],
  ),
  liquidation: series(
    'liquidation',
    'liquidations',
    [
      time(),
      text('position'),
      number('price'),
      text('price_kind'),
      number('quantity'),
      text('id'),
      whole('ordinal'),
      text('suspect'),
    ],
    (e) => [
      e.exchangeTime,
      e.position,
      e.price,
      e.priceKind,
      e.quantity,
      e.id,
      e.ordinal,
      e.suspect,
    ],
    // Two equal positions may be closed in one millisecond: the ordinal keeps both.
    { key: 7 },
  ),
  'liquidation-total': series(
    'liquidation-total',
    'liquidation-totals',
    [time(), number('long_quantity'), number('short_quantity')],
    (e) => [e.exchangeTime, e.longQuantity, e.shortQuantity],
    { byInterval: true },
  ),
  'account-ratio': series(
    'account-ratio',
    'account-ratios',
    [time(), number('long_accounts')],
    (e) => [e.exchangeTime, e.longAccounts],
  ),
  trade: series(
    'trade',
    'trades',
    [time(), text('id'), number('price'), number('quantity'), text('taker_side')],
    (e) => [e.exchangeTime, e.id, e.price, e.quantity, e.takerSide],
    { key: 2, partition: 'day' },
  ),
  gap: series(
    'gap',
    'gaps',
    [
      time('from_time'),
      time('to_time'),
      text('stream'),
      text('cause'),
      text('certainty'),
      whole('repaired'),
    ],
    (e) => [e.from, e.exchangeTime, e.stream, e.cause, e.certainty, e.repaired && 1],
    { key: 4 },
  ),
}

/** Whether the history keeps this event. */
export const isHistoryEvent = (event: MarketEvent): event is HistoryEvent =>
  event.type in HISTORY_KINDS

/** The interval whose series an event belongs to; undefined for kinds that have none. */
export const seriesInterval = (event: HistoryEvent): Millis | undefined =>
  event.type === 'candle' || event.type === 'liquidation-total' ? event.interval : undefined
