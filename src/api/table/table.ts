/** Rows with named and typed columns: what leaves Isotherm as CSV, JSON lines, Parquet or Arrow. */

/** `time` is UTC milliseconds, which files that know times hold as such. */
export type ColumnType = 'time' | 'number' | 'whole' | 'text' | 'truth'

export interface Column {
  readonly name: string
  readonly type: ColumnType
}

/** null, undefined and NaN are "not known". */
export type Cell = number | string | boolean | null | undefined
export type Row = readonly Cell[]

/** How something is told as a table; the units are in the names of the columns. */
export interface TableOf<Answer> {
  readonly columns: readonly Column[]
  readonly rows: (answer: Answer) => readonly Row[]
}

export const TABLE_FORMATS = ['csv', 'ndjson', 'parquet', 'arrow'] as const
export type TableFormat = (typeof TABLE_FORMATS)[number]

export const MEDIA_TYPES: Readonly<Record<TableFormat, string>> = {
  csv: 'text/csv',
  ndjson: 'application/x-ndjson',
  parquet: 'application/vnd.apache.parquet',
  arrow: 'application/vnd.apache.arrow.stream',
}

const of =
  (type: ColumnType) =>
  (name: string): Column => ({ name, type })

export const time = of('time')
export const number = of('number')
export const whole = of('whole')
export const text = of('text')
export const truth = of('truth')

/** A cell as formats hold it: what is not known is null. */
export const knownCell = (cell: Cell): string | number | boolean | null =>
  cell === undefined || (typeof cell === 'number' && !Number.isFinite(cell)) ? null : cell
