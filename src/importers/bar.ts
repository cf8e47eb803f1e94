import type { Millis } from '../market/units.ts'
import { parseDecimal } from './decimal.ts'
import type { BarField, BarTable, NumberField } from './bar-table.ts'
import type { RowReject } from './row.ts'
import { parseTime } from './time-text.ts'
import type { TimeFormat } from './time-text.ts'

/** One row of a table of bars or of a series. */
export interface Bar {
  readonly line: number
  readonly venue: string | undefined
  readonly symbol: string | undefined
  readonly time: Millis
  readonly numbers: Readonly<Record<NumberField, number | undefined>>
}

/** Written out, so that copies of it stay fast: one is made per row. */
const UNKNOWN: Record<NumberField, number | undefined> = {
  open: undefined,
  high: undefined,
  low: undefined,
  close: undefined,
  volume: undefined,
  taker_buy_volume: undefined,
  trades: undefined,
  oi_open: undefined,
  oi_high: undefined,
  oi_low: undefined,
  oi_close: undefined,
  open_interest: undefined,
  long_account_pct: undefined,
  liquidated_long: undefined,
  liquidated_short: undefined,
  funding_rate: undefined,
}

/** Reads the cells of one row, texts of a CSV or values of Parquet; an empty one is unknown, never 0. */
export function parseBar(
  cells: readonly (string | number)[],
  table: BarTable,
  format: TimeFormat,
  line: number,
): Bar | RowReject {
  const { columns, index } = table
  if (cells.length !== columns.length) {
    const reason = `the row has ${cells.length} cells, the header ${columns.length}`
    return { line, column: '', value: cells.join(',').slice(0, 200), reason }
  }
  const time = textAt(cells, index.time)
  const reading = parseTime(time, format)
  if ('reason' in reading) return reject(table, line, 'time', time, reading.reason)
  const numbers = { ...UNKNOWN }
  for (const { field, at } of table.numbers) {
    const cell = cells[at] ?? ''
    if (cell === '') continue
    const value = typeof cell === 'string' ? parseDecimal(cell) : cell
    if (value === undefined || !Number.isFinite(value))
      return reject(table, line, field, String(cell), 'is no plain decimal number')
    numbers[field] = value
  }
  const venue = textAt(cells, index.venue) || undefined
  const symbol = textAt(cells, index.symbol) || undefined
  return { line, venue, symbol, time: reading.time, numbers }
}

const textAt = (cells: readonly (string | number)[], at: number | undefined): string =>
  at === undefined ? '' : String(cells[at] ?? '')

const PRICES = ['open', 'high', 'low', 'close'] as const
const POSITIVE = ['oi_open', 'oi_high', 'oi_low', 'oi_close', 'open_interest'] as const
const NOT_NEGATIVE = [
  'volume',
  'taker_buy_volume',
  'trades',
  'liquidated_long',
  'liquidated_short',
] as const

/** Says what cannot be true in a row; undefined where nothing is wrong. */
export function checkBar(bar: Bar, table: BarTable): RowReject | undefined {
  const { numbers } = bar
  const wrong = (field: NumberField, reason: string): RowReject =>
    reject(table, bar.line, field, String(numbers[field] ?? ''), reason)
  if (table.bars) {
    for (const field of PRICES) {
      const price = numbers[field]
      if (price === undefined) return wrong(field, 'is empty; a candle needs it')
      if (!(price > 0)) return wrong(field, 'is not above 0')
    }
    if (numbers.volume === undefined) return wrong('volume', 'is empty; a candle needs it')
    const { open = 0, high = 0, low = 0, close = 0, volume, taker_buy_volume: bought } = numbers
    if (high < low) return wrong('high', `is below low ${low}`)
    if (open > high || open < low) return wrong('open', `is outside low ${low} to high ${high}`)
    if (close > high || close < low) return wrong('close', `is outside low ${low} to high ${high}`)
    if (bought !== undefined && bought > volume)
      return wrong('taker_buy_volume', `is above volume ${volume}`)
  }
  for (const field of POSITIVE)
    if (!((numbers[field] ?? 1) > 0))
      return wrong(field, 'is not above 0; leave it empty where it is unknown')
  for (const field of NOT_NEGATIVE)
    if (!((numbers[field] ?? 0) >= 0)) return wrong(field, 'is below 0')
  if (!Number.isSafeInteger(numbers.trades ?? 0)) return wrong('trades', 'is no whole number')
  const { long_account_pct: pct = 50, funding_rate: rate = 0 } = numbers
  if (!(pct >= 0 && pct <= 100))
    return wrong('long_account_pct', 'is not within 0 to 100 (percent)')
  if (!(Math.abs(rate) < 1)) return wrong('funding_rate', 'is not within −1 to 1 (a fraction)')
  return undefined
}

/** Builds a reject that names the column as the file does. */
export const reject = (
  table: BarTable,
  line: number,
  field: BarField,
  value: string,
  reason: string,
): RowReject => ({
  line,
  column: table.columns[table.index[field] ?? -1] ?? field,
  value: value.slice(0, 200),
  reason,
})
