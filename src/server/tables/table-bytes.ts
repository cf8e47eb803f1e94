import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { csvHead, csvRows, ndjsonRows } from '../../api/table/text-tables.ts'
import type { Column, Row, TableFormat } from '../../api/table/table.ts'
import { arrowStream } from './arrow-stream.ts'
import { writeParquetFile } from './parquet-file.ts'

export type Parts = AsyncIterable<readonly Row[]>

/** Rows in a format that can be written as they come; there is one part at least, and it may be empty. */
export function tableStream(
  format: Exclude<TableFormat, 'parquet'>,
  columns: readonly Column[],
  parts: Parts,
): AsyncIterable<string | Uint8Array> {
  if (format === 'arrow') return arrowStream(columns, parts)
  return format === 'csv' ? csvStream(columns, parts) : ndjsonStream(columns, parts)
}

async function* csvStream(columns: readonly Column[], parts: Parts): AsyncGenerator<string> {
  // What fails before there are rows is not to have begun.
  let head = csvHead(columns)
  for await (const rows of parts) {
    yield head + csvRows(columns, rows)
    head = ''
  }
}

async function* ndjsonStream(columns: readonly Column[], parts: Parts): AsyncGenerator<string> {
  for await (const rows of parts) if (rows.length > 0) yield ndjsonRows(columns, rows)
}

/** A table whole, as it is answered. */
export async function tableBytes(
  format: TableFormat,
  columns: readonly Column[],
  rows: readonly Row[],
): Promise<Uint8Array> {
  if (format === 'parquet') return parquetBytes(columns, once(rows))
  const chunks: Uint8Array[] = []
  for await (const chunk of tableStream(format, columns, once(rows)))
    chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk)
  return Buffer.concat(chunks)
}

/** DuckDB writes Parquet into files alone. */
export async function parquetBytes(columns: readonly Column[], parts: Parts): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'isotherm-table-'))
  try {
    const path = join(folder, 'table.parquet')
    await writeParquetFile(path, columns, parts)
    return await readFile(path)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function* once(rows: readonly Row[]): AsyncGenerator<readonly Row[]> {
  yield rows
}
