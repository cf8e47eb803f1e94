import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { tableFromIPC } from '@uwdata/flechette'
import { knownCell } from '../../src/api/table/table.ts'
import type { Column, Row, TableFormat } from '../../src/api/table/table.ts'
import { literal, openDuck, readRows } from '../../src/store/duck.ts'

/** Tables as others read them: DuckDB, an Arrow library, a line of JSON. */

type Plain = string | number | boolean | null
export type Read = readonly Readonly<Record<string, Plain>>[]

/** Rows by name, times as milliseconds, as they should be read. */
export const namedRows = (columns: readonly Column[], rows: readonly Row[]): Read =>
  rows.map((row) => Object.fromEntries(columns.map(({ name }, i) => [name, knownCell(row[i])])))

export async function readTable(
  bytes: Uint8Array,
  format: TableFormat,
  columns: readonly Column[],
): Promise<Read> {
  if (format === 'arrow') return tableFromIPC(bytes, { useBigInt: false }).toArray() as Read
  if (format === 'ndjson') {
    const lines = Buffer.from(bytes).toString().split('\n').slice(0, -1)
    return lines.map((line) => plain(columns, JSON.parse(line) as Record<string, unknown>))
  }
  const folder = await mkdtemp(join(tmpdir(), 'isotherm-read-'))
  const duck = await openDuck(folder)
  try {
    const path = join(folder, `table.${format}`)
    await writeFile(path, bytes)
    const source = format === 'csv' ? csvSource(path, columns) : literal(path)
    const rows = await readRows(
      duck.reader,
      `SELECT ${columns.map(selected).join(', ')} FROM ${source}`,
    )
    return rows.map((row) => plain(columns, row))
  } finally {
    duck.close()
    await rm(folder, { recursive: true })
  }
}

const selected = ({ name, type }: Column): string =>
  type === 'time' ? `epoch_ms("${name}") AS "${name}"` : `"${name}"`

/** Types are given, so that a column that is all empty is read too. */
function csvSource(path: string, columns: readonly Column[]): string {
  const types = { time: 'TIMESTAMPTZ', number: 'DOUBLE', whole: 'BIGINT', text: 'VARCHAR' }
  const named = columns.map(
    ({ name, type }) => `'${name}': '${type === 'truth' ? 'BOOLEAN' : types[type]}'`,
  )
  return `read_csv(${literal(path)}, header = true, columns = {${named.join(', ')}})`
}

const plain = (columns: readonly Column[], row: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    columns.map(({ name, type }): [string, Plain] => {
      const value = row[name]
      if (value === null || value === undefined) return [name, null]
      if (type === 'time' && typeof value === 'string' && value.endsWith('Z'))
        return [name, Date.parse(value)]
      if (type === 'text' || type === 'truth') return [name, value as Plain]
      return [name, Number(value)]
    }),
  )
