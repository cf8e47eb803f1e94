import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DuckDBAppender } from '@duckdb/node-api'
import { knownCell } from '../../api/table/table.ts'
import type { Cell, Column, ColumnType, Row } from '../../api/table/table.ts'
import { literal, openDuck } from '../../store/duck.ts'

/** How a type is held while rows come, and how it is written. */
const TYPES: Readonly<
  Record<ColumnType, readonly [held: string, written: (column: string) => string]>
> = {
  time: ['DOUBLE', (column) => `make_timestamptz((${column} * 1000)::BIGINT)`],
  number: ['DOUBLE', (column) => column],
  whole: ['DOUBLE', (column) => `${column}::BIGINT`],
  text: ['VARCHAR', (column) => column],
  truth: ['BOOLEAN', (column) => column],
}

/** Writes rows into a Parquet file, which is replaced. What does not fit into DuckDB's memory is spilt to the disk. */
export async function writeParquetFile(
  path: string,
  columns: readonly Column[],
  parts: AsyncIterable<readonly Row[]>,
): Promise<void> {
  const duck = await openDuck(join(tmpdir(), `isotherm-table-${process.pid}`))
  try {
    const held = columns.map(({ type }, i) => `c${i} ${TYPES[type][0]}`)
    await duck.writer.run(`CREATE TABLE held (${held.join(', ')})`)
    const appender = await duck.writer.createAppender('held')
    try {
      for await (const rows of parts)
        for (const row of rows) {
          columns.forEach(({ type }, i) => appendCell(appender, type, row[i]))
          appender.endRow()
        }
    } finally {
      appender.closeSync()
    }
    const written = columns.map(({ name, type }, i) => `${TYPES[type][1](`c${i}`)} AS "${name}"`)
    await duck.writer.run(
      `COPY (SELECT ${written.join(', ')} FROM held)
       TO ${literal(path)} (FORMAT parquet, COMPRESSION zstd)`,
    )
  } finally {
    duck.close()
  }
}

function appendCell(appender: DuckDBAppender, type: ColumnType, cell: Cell): void {
  const known = knownCell(cell)
  if (known === null) appender.appendNull()
  else if (type === 'text') appender.appendVarchar(String(known))
  else if (type === 'truth') appender.appendBoolean(Boolean(known))
  else appender.appendDouble(Number(known))
}
