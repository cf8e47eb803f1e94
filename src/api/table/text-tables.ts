import { csvCell } from '../../signals/paper/paper-csv.ts'
import { knownCell } from './table.ts'
import type { Cell, Column, Row } from './table.ts'

/** Tables as text. Times are ISO 8601 in UTC, numbers the shortest that read back as the same. */

/** The first line of a file of CSV (RFC 4180). */
export const csvHead = (columns: readonly Column[]): string =>
  csvLine(columns.map(({ name }) => name))

/** Rows as lines of CSV; unknown is empty, and a text that a spreadsheet would run begins with an apostrophe. */
export const csvRows = (columns: readonly Column[], rows: readonly Row[]): string =>
  rows.map((row) => csvLine(columns.map((column, i) => textCell(column, row[i]) ?? ''))).join('')

const csvLine = (cells: readonly (string | number | boolean)[]): string =>
  `${cells.map(csvCell).join(',')}\r\n`

/** Rows as lines of JSON, an object each; unknown is null. */
export const ndjsonRows = (columns: readonly Column[], rows: readonly Row[]): string =>
  rows
    .map((row) => {
      const named = columns.map((column, i) => [column.name, textCell(column, row[i])])
      return `${JSON.stringify(Object.fromEntries(named))}\n`
    })
    .join('')

function textCell({ type }: Column, cell: Cell): string | number | boolean | null {
  const known = knownCell(cell)
  return type === 'time' && typeof known === 'number' ? new Date(known).toISOString() : known
}
