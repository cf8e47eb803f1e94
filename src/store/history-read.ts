import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import type { CandleColumns, Series } from '../market/candle-columns.ts'
import type { FundingColumns } from '../market/funding-columns.ts'
import type { InstrumentId } from '../market/instrument.ts'
import type { Millis } from '../market/units.ts'
import { parquet, readDoubles } from './duck.ts'
import { HISTORY_KINDS } from './history-kinds.ts'
import type { HistoryType } from './history-kinds.ts'
import { listPartitions, seriesFolder } from './history-path.ts'
import type {
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

export interface Range {
  readonly from: Millis
  readonly to: Millis
}

export const ALWAYS: Range = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }

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

export async function readLiquidationColumns(
  connection: DuckDBConnection,
  address: SeriesAddress,
  range: Range,
): Promise<LiquidationColumns> {
  const paths = await partitionPaths(address, range)
  const none = new Float64Array(0)
  if (paths.length === 0) return { time: none, isLong: none, price: none, quantity: none }
  const columns = await readDoubles(
    connection,
    `SELECT ${AT}, (position = 'long')::INT::DOUBLE, price, quantity FROM ${allColumns(address, paths)}
      WHERE ${within('time', range)} AND suspect IS NULL`,
  )
  const [time, isLong, price, quantity] = columns as Columns<4>
  return { time, isLong, price, quantity }
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

/** Rows of files, with every column: those that were written before there was one do not have it. */
export function allColumns({ type }: SeriesAddress, paths: readonly string[]): string {
  const none = HISTORY_KINDS[type].columns.map((one) => `NULL::${one.type} AS ${one.name}`)
  const rows = paths.length === 0 ? '' : ` UNION ALL BY NAME FROM ${parquet(paths)}`
  return `(SELECT ${none.join(', ')} WHERE false${rows})`
}

/** The time of an event in milliseconds. */
export const AT = 'epoch_ms(time)::DOUBLE'

/** A condition on a time column; ends that are not finite or beyond what a timestamp holds are left open. */
export function within(time: string, { from, to }: Range): string {
  const bound = (value: Millis, operator: string) =>
    Math.abs(value) < 8.64e15
      ? `${time} ${operator} make_timestamptz(${Math.ceil(value)}::BIGINT * 1000)`
      : `${value > 0 === (operator === '<')}`
  return `${bound(from, '>=')} AND ${bound(to, '<')}`
}
