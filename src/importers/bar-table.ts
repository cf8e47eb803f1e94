import { ImportError } from './row.ts'

/** What a table of bars or of a series may hold; docs/importing.md describes each. */
export const BAR_FIELDS = [
  'time',
  'venue',
  'symbol',
  'open',
  'high',
  'low',
  'close',
  'volume',
  'taker_buy_volume',
  'trades',
  'oi_open',
  'oi_high',
  'oi_low',
  'oi_close',
  'open_interest',
  'long_account_pct',
  'liquidated_long',
  'liquidated_short',
  'funding_rate',
] as const

export type BarField = (typeof BAR_FIELDS)[number]

/** The fields that hold numbers. */
export type NumberField = Exclude<BarField, 'time' | 'venue' | 'symbol'>

const CANDLE_FIELDS = ['open', 'high', 'low', 'close', 'volume'] as const
const SERIES_FIELDS = ['open_interest', 'funding_rate', 'long_account_pct'] as const

const AT_A_MOMENT = new Set<BarField>(['time', 'venue', 'symbol', ...SERIES_FIELDS])

/** Which column of a table holds which field. */
export interface BarTable {
  readonly columns: readonly string[]
  /** Index of the column of each field that the table has. */
  readonly index: Readonly<Partial<Record<BarField, number>>>
  /** The same for the fields that hold numbers, as a list. */
  readonly numbers: readonly { readonly field: NumberField; readonly at: number }[]
  /** Whether rows are bars (with open, high, low, close and volume) or values at a moment. */
  readonly bars: boolean
  /** Columns that are not read. */
  readonly unused: readonly string[]
}

/** Column names by field, as a user maps them (`--column time=ts`). */
export type ColumnMapping = Readonly<Partial<Record<BarField, string>>>

/**
 * Finds the fields of a table by its column names: mapped ones by their exact name, the others by
 * their own. Throws an ImportError that names what is missing, given twice or not there.
 */
export function findFields(columns: readonly string[], mapping: ColumnMapping): BarTable {
  const twice = columns.find((name, i) => name !== '' && columns.indexOf(name) !== i)
  if (twice !== undefined) throw new ImportError(`the column "${shown(twice)}" is there twice`)
  const index: Partial<Record<BarField, number>> = {}
  for (const field of BAR_FIELDS) {
    const name = mapping[field]
    const at = columns.indexOf(name ?? field)
    if (at >= 0) index[field] = at
    else if (name !== undefined)
      throw new ImportError(`--column ${field}=${shown(name)}: ${has(columns)}`)
  }
  if (index.time === undefined) throw missing('time', columns)
  const bars = CANDLE_FIELDS.some((field) => index[field] !== undefined)
  const absent = bars ? CANDLE_FIELDS.find((field) => index[field] === undefined) : undefined
  if (absent !== undefined) throw missing(absent, columns)
  if (!bars) {
    if (SERIES_FIELDS.every((field) => index[field] === undefined)) throw missing('open', columns)
    // What is true of a span means nothing without the bar.
    for (const field of BAR_FIELDS) if (!AT_A_MOMENT.has(field)) delete index[field]
  }
  const used = new Set(Object.values(index))
  const numbers = BAR_FIELDS.flatMap((field) => {
    const at = index[field]
    return at === undefined || !isNumberField(field) ? [] : [{ field, at }]
  })
  return { columns, index, numbers, bars, unused: columns.filter((_, i) => !used.has(i)) }
}

const isNumberField = (field: BarField): field is NumberField =>
  field !== 'time' && field !== 'venue' && field !== 'symbol'

const shown = (name: string): string => JSON.stringify(name.slice(0, 60)).slice(1, -1)

const has = (columns: readonly string[]): string => {
  const names = columns.slice(0, 30).map(shown).join(', ')
  return `the columns are ${names}${columns.length > 30 ? ` and ${columns.length - 30} more` : ''}`
}

const missing = (field: BarField, columns: readonly string[]): ImportError =>
  new ImportError(`no column "${field}"; ${has(columns)}. Map it with --column ${field}=NAME`)
