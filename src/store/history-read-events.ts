import type { DuckDBConnection } from '@duckdb/node-api'
import type { Liquidation, Suspicion, Trade } from '../market/event.ts'
import type { VenueId } from '../market/instrument.ts'
import { quantity } from '../market/units.ts'
import { literal, parquet, readDoubles, readMixed } from './duck.ts'
import type { MixedColumns } from './duck.ts'
import type { FirstLiquidations } from './history-contract.ts'
import type { HistoryGap } from './history-gaps.ts'
import { HISTORY_KINDS } from './history-kinds.ts'
import { ALWAYS, AT, allColumns, partitionPaths, within } from './history-read.ts'
import type { Range, SeriesAddress } from './history-read.ts'

/** Rows of a history as the events that they were. Series that are columns are read in history-read.ts. */

export async function readLiquidations(
  connection: DuckDBConnection,
  address: SeriesAddress,
  range: Range,
  wanted?: string,
): Promise<readonly Liquidation[]> {
  const { rows, number, text } = await readEvents(connection, address, range, wanted)
  const [time, price, amount, ordinal] = [
    number('time'),
    number('price'),
    number('quantity'),
    number('ordinal'),
  ]
  const [position, priceKind] = [text('position'), text('price_kind')]
  const [ids, suspects] = [text('id'), text('suspect')]
  const { venue, instrument } = namesOf(address)
  return Array.from({ length: rows }, (_, i) => {
    // Fields are set one by one: spread into each other they take ten times as long, and there may be millions.
    const event: Building<Liquidation> = {
      venue,
      instrument,
      exchangeTime: time[i]!,
      receivedTime: time[i]!,
      type: 'liquidation',
      position: position[i] as Liquidation['position'],
      price: price[i]!,
      priceKind: priceKind[i] as Liquidation['priceKind'],
      quantity: quantity(amount[i]!),
    }
    const [id, suspect] = [ids[i], suspects[i]]
    if (id !== undefined) event.id = id
    if (!Number.isNaN(ordinal[i])) event.ordinal = ordinal[i]!
    if (suspect !== undefined) event.suspect = suspect as Suspicion
    return event
  })
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

export async function readTrades(
  connection: DuckDBConnection,
  address: SeriesAddress,
  range: Range,
): Promise<readonly Trade[]> {
  const { rows, number, text } = await readEvents(connection, address, range)
  const [time, price, amount] = [number('time'), number('price'), number('quantity')]
  const [ids, takerSide] = [text('id'), text('taker_side')]
  const { venue, instrument } = namesOf(address)
  return Array.from({ length: rows }, (_, i) => {
    const event: Building<Trade> = {
      venue,
      instrument,
      exchangeTime: time[i]!,
      receivedTime: time[i]!,
      type: 'trade',
      price: price[i]!,
      quantity: quantity(amount[i]!),
      takerSide: takerSide[i] as Trade['takerSide'],
    }
    const id = ids[i]!
    // The stage's stand-in for an id begins with '#'.
    if (!id.startsWith('#')) event.id = id
    return event
  })
}

export async function readRecordedGaps(
  connection: DuckDBConnection,
  address: SeriesAddress,
): Promise<readonly HistoryGap[]> {
  const { rows, number, text } = await readEvents(connection, address, ALWAYS)
  const [from, to, repaired] = [number('from_time'), number('to_time'), number('repaired')]
  const [stream, cause, certainty] = [text('stream'), text('cause'), text('certainty')]
  return Array.from({ length: rows }, (_, i) => ({
    stream: stream[i] as HistoryGap['stream'],
    from: from[i]!,
    to: to[i]!,
    cause: cause[i]!,
    certainty: certainty[i] as HistoryGap['certainty'],
    ...(Number.isNaN(repaired[i]) ? {} : { repaired: true as const }),
  }))
}

/** All columns of a series' rows, times in UTC milliseconds. */
async function readEvents(
  connection: DuckDBConnection,
  address: SeriesAddress,
  range: Range,
  wanted?: string,
): Promise<MixedColumns> {
  const paths = await partitionPaths(address, range)
  const { columns } = HISTORY_KINDS[address.type]
  const numbers = columns
    .filter(({ type }) => type !== 'VARCHAR')
    .map(({ name, type }) => [name, type === 'TIMESTAMPTZ' ? `epoch_ms(${name})` : name])
  const texts = columns.filter(({ type }) => type === 'VARCHAR').map(({ name }) => name)
  const time = columns[0]?.name ?? ''
  return readMixed(
    connection,
    Object.fromEntries(numbers) as Record<string, string>,
    texts,
    `${allColumns(address, paths)} WHERE ${wanted ?? within(time, range)}`,
  )
}

const namesOf = ({ id }: SeriesAddress) => ({
  venue: id.slice(0, id.indexOf(':')) as VenueId,
  instrument: id,
})

/** An event while it is put together. */
type Building<Event> = { -readonly [Field in keyof Event]: Event[Field] }
