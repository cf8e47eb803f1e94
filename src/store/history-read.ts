import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import type { CandleColumns, Series } from '../market/candle-columns.ts'
import type { FundingColumns } from '../market/funding-columns.ts'
import type { Liquidation, Suspicion, Trade } from '../market/event.ts'
import type { InstrumentId, VenueId } from '../market/instrument.ts'
import { quantity } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import { literal, parquet, readDoubles, readRows } from './duck.ts'
import type { HistoryGap } from './history-gaps.ts'
import { HISTORY_KINDS } from './history-kinds.ts'
import type { HistoryType } from './history-kinds.ts'
import { listPartitions, seriesFolder } from './history-path.ts'
import type {
  FirstLiquidations,
  HistorySpan,
  LiquidationColumns,
  LiquidationTotalColumns,
} from './history-contract.ts'

/** One series of the history and where it lies. */
export interface SeriesAddress {
  readonly root: string
  readonly type: HistoryType
  readonly id: InstrumentId
  readonly interval?: Millis
}

interface Range {
  readonly from: Millis
  readonly to: Millis
}

const ALWAYS: Range = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }

/** Paths of a series' files that may hold rows of [from, to), oldest first. */
export async function partitionPaths(
  { root, type, id, interval }: SeriesAddress,
  range: Range = ALWAYS,
): Promise<readonly string[]> {
  const kind = HISTORY_KINDS[type]
  const partitions = await listPartitions(kind, join(root, seriesFolder(kind, id, interval)))
  return partitions
    .filter(({ from, to }) => from < range.to && to > range.from)
    .map(({ path }) => path)
}

/** First and last time of a series and its number of rows; undefined where there are none. */
export async function readSpan(
  connection: DuckDBConnection,
  address: SeriesAddress,
): Promise<HistorySpan | undefined> {
  const paths = await partitionPaths(address)
  if (paths.length === 0) return undefined
  const time = HISTORY_KINDS[address.type].columns[0]?.name
  const [first, last, rows] = await readDoubles(
    connection,
    `SELECT epoch_ms(min(${time}))::DOUBLE, epoch_ms(max(${time}))::DOUBLE, count(*)::DOUBLE
      FROM ${parquet(paths)}`,
  )
  const length = address.type === 'candle' ? (address.interval ?? 1) : 1
  return { from: first?.[0] ?? 0, to: (last?.[0] ?? 0) + length, rows: rows?.[0] ?? 0 }
}

/** All times of a series, ascending. */
export async function readTimes(
  connection: DuckDBConnection,
  address: SeriesAddress,
): Promise<Float64Array> {
  const [time] = await readColumns(connection, address, ALWAYS, [])
  return time ?? new Float64Array(0)
}

export async function readCandles(
  connection: DuckDBConnection,
  address: SeriesAddress & { readonly interval: Millis },
  range: Range,
): Promise<CandleColumns> {
  const names = ['open', 'high', 'low', 'close', 'volume', 'taker_buy_volume']
  const columns = await readColumns(connection, address, range, names)
  const [openTime, open, high, low, close, volume, takerBuyVolume] = columns as Columns<7>
  const { interval } = address
  return { interval, openTime, open, high, low, close, volume, takerBuyVolume }
}

export async function readFundingRates(
  connection: DuckDBConnection,
  address: SeriesAddress,
  range: Range,
): Promise<FundingColumns> {
  const columns = await readColumns(connection, address, range, ['funding_rate', 'interval_ms'])
  const [time, value, interval] = columns as Columns<3>
  return { time, value, interval }
}

/** Reads a series of one value over time: open interest or account ratio. */
export async function readSeries(
  connection: DuckDBConnection,
  address: SeriesAddress,
  range: Range,
): Promise<Series> {
  const name = HISTORY_KINDS[address.type].columns[1]?.name ?? ''
  const [time, value] = (await readColumns(connection, address, range, [name])) as Columns<2>
  return { time, value }
}

export async function readLiquidationTotals(
  connection: DuckDBConnection,
  address: SeriesAddress & { readonly interval: Millis },
  range: Range,
): Promise<LiquidationTotalColumns> {
  const names = ['long_quantity', 'short_quantity']
  const columns = await readColumns(connection, address, range, names)
  const [time, longQuantity, shortQuantity] = columns as Columns<3>
  return { interval: address.interval, time, longQuantity, shortQuantity }
}

export async function readLiquidations(
  connection: DuckDBConnection,
  address: SeriesAddress,
  range: Range,
  wanted?: string,
): Promise<readonly Liquidation[]> {
  const rows = await readEvents(connection, address, range, { wanted })
  return rows.map(({ at, row }) => ({
    ...eventHeader(address.id, at),
    type: 'liquidation',
    position: row['position'] as Liquidation['position'],
    price: Number(row['price']),
    priceKind: row['price_kind'] as Liquidation['priceKind'],
    quantity: quantity(Number(row['quantity'])),
    ...(typeof row['id'] === 'string' ? { id: row['id'] } : {}),
    ...(row['ordinal'] == null ? {} : { ordinal: Number(row['ordinal']) }),
    ...(row['suspect'] == null ? {} : { suspect: row['suspect'] as Suspicion }),
  }))
}

export async function readLiquidationColumns(
  connection: DuckDBConnection,
  address: SeriesAddress,
  range: Range,
): Promise<LiquidationColumns> {
  const paths = await partitionPaths(address, range)
  const none = new Float64Array(0)
  if (paths.length === 0) return { time: none, isLong: none, price: none, quantity: none }
  // Files that were written before there was anything to suspect have no such column.
  const files = `(SELECT NULL::VARCHAR AS suspect WHERE false UNION ALL BY NAME FROM ${parquet(paths)})`
  const columns = await readDoubles(
    connection,
    `SELECT ${AT}, (position = 'long')::INT::DOUBLE, price, quantity FROM ${files}
      WHERE ${within('time', range)} AND suspect IS NULL`,
  )
  const [time, isLong, price, quantity] = columns as Columns<4>
  return { time, isLong, price, quantity }
}

/** The first of an order: where they end is asked first, so that of a long range only these are read. */
export async function readFirstLiquidations(
  connection: DuckDBConnection,
  address: SeriesAddress,
  range: Range,
  { order, rows, contract, position, minUsd, after }: FirstLiquidations,
): Promise<readonly Liquidation[]> {
  const paths = await partitionPaths(address, range)
  if (paths.length === 0) return []
  const usd = contract === 'linear' ? 'price * quantity' : 'quantity'
  const keys = order === 'newest' ? [AT] : [usd, AT]
  const wanted = [
    within('time', range),
    ...(position === undefined ? [] : [`position = ${literal(position)}`]),
    ...(minUsd === undefined ? [] : [`${usd} >= ${number(minUsd)}`]),
    ...(after === undefined ? [] : [compared(keys, '<', after)]),
  ].join(' AND ')
  const last = await readDoubles(
    connection,
    `SELECT ${keys.join(', ')} FROM ${parquet(paths)} WHERE ${wanted}
      ORDER BY ${keys.map((key) => `${key} DESC`).join(', ')} LIMIT 1 OFFSET ${rows - 1}`,
  )
  const end = last.map((column) => column[0]).filter((value) => value !== undefined)
  const isAll = end.length === 0
  return readLiquidations(
    connection,
    address,
    range,
    isAll ? wanted : `${wanted} AND ${compared(keys, '>=', end)}`,
  )
}

const number = (value: number): string => `'${value}'::DOUBLE`

/** A condition on keys together: the first counts, and where it is equal the next. */
function compared(
  [key, ...keys]: readonly string[],
  operator: '<' | '>=',
  [value, ...values]: readonly number[],
): string {
  const bound = number(value!)
  if (keys.length === 0) return `${key} ${operator} ${bound}`
  const rest = compared(keys, operator, values)
  return `(${key} ${operator[0]} ${bound} OR (${key} = ${bound} AND ${rest}))`
}

/** The time of an event in milliseconds. */
const AT = 'epoch_ms(time)::DOUBLE'

export async function readTrades(
  connection: DuckDBConnection,
  address: SeriesAddress,
  range: Range,
): Promise<readonly Trade[]> {
  const rows = await readEvents(connection, address, range)
  return rows.map(({ at, row }) => {
    const id = String(row['id'])
    return {
      ...eventHeader(address.id, at),
      type: 'trade',
      price: Number(row['price']),
      quantity: quantity(Number(row['quantity'])),
      takerSide: row['taker_side'] as Trade['takerSide'],
      // The stage's stand-in for an id begins with '#'.
      ...(id.startsWith('#') ? {} : { id }),
    }
  })
}

export async function readRecordedGaps(
  connection: DuckDBConnection,
  address: SeriesAddress,
): Promise<readonly HistoryGap[]> {
  const rows = await readEvents(connection, address, ALWAYS, {
    more: ', epoch_ms(to_time) AS until',
  })
  return rows.map(({ at, row }) => ({
    stream: row['stream'] as HistoryGap['stream'],
    from: at,
    to: Number(row['until']),
    cause: row['cause'] as string,
    certainty: row['certainty'] as HistoryGap['certainty'],
    ...(row['repaired'] == null ? {} : { repaired: true as const }),
  }))
}

type Columns<N extends number, T extends Float64Array[] = []> = T['length'] extends N
  ? T
  : Columns<N, [...T, Float64Array]>

/** The time and the named columns of a series as typed arrays, in order; unknown is NaN. */
async function readColumns(
  connection: DuckDBConnection,
  address: SeriesAddress,
  range: Range,
  names: readonly string[],
): Promise<readonly Float64Array[]> {
  const paths = await partitionPaths(address, range)
  if (paths.length === 0) return Array.from({ length: names.length + 1 }, () => new Float64Array(0))
  const time = HISTORY_KINDS[address.type].columns[0]?.name ?? ''
  const columns = names.map((name) => `coalesce(${name}::DOUBLE, 'NaN'::DOUBLE)`)
  return readDoubles(
    connection,
    `SELECT ${[`epoch_ms(${time})::DOUBLE`, ...columns].join(', ')}
      FROM ${parquet(paths)} WHERE ${within(time, range)}`,
  )
}

async function readEvents(
  connection: DuckDBConnection,
  address: SeriesAddress,
  range: Range,
  { more = '', wanted }: { readonly more?: string; readonly wanted?: string | undefined } = {},
): Promise<readonly { at: Millis; row: Record<string, unknown> }[]> {
  const paths = await partitionPaths(address, range)
  if (paths.length === 0) return []
  const time = HISTORY_KINDS[address.type].columns[0]?.name ?? ''
  const rows = await readRows(
    connection,
    `SELECT *, epoch_ms(${time}) AS at${more} FROM ${parquet(paths)} WHERE ${wanted ?? within(time, range)}`,
  )
  return rows.map((row) => ({ at: Number(row['at']), row }))
}

/** A condition on a time column; ends that are not finite or beyond what a timestamp holds are left open. */
function within(time: string, { from, to }: Range): string {
  const bound = (value: Millis, operator: string) =>
    Math.abs(value) < 8.64e15
      ? `${time} ${operator} make_timestamptz(${Math.ceil(value)}::BIGINT * 1000)`
      : `${value > 0 === (operator === '<')}`
  return `${bound(from, '>=')} AND ${bound(to, '<')}`
}

function eventHeader(id: InstrumentId, at: Millis) {
  const venue = id.slice(0, id.indexOf(':')) as VenueId
  return { venue, instrument: id, exchangeTime: at, receivedTime: at }
}
