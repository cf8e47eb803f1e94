import { DuckDBInstance } from '@duckdb/node-api'
import type { DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api'

/** An in-memory DuckDB instance without a database file. */
export interface Duck {
  readonly reader: DuckDBConnection
  readonly writer: DuckDBConnection
  /** A connection of one's own, which its owner closes. */
  readonly connect: () => Promise<DuckDBConnection>
  close(): void
}

/**
 * Starts DuckDB in memory.
 * @param spill folder for what does not fit into the memory limit
 */
export async function openDuck(spill: string): Promise<Duck> {
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: '1GB',
    // One thread: rows keep their order and the same rows give the same bytes of Parquet.
    threads: '1',
    temp_directory: spill,
    // Files are replaced under our feet; what they held is not to be remembered.
    enable_external_file_cache: 'false',
    // Nothing is to be fetched behind the user's back.
    autoinstall_known_extensions: 'false',
  })
  const reader = await instance.connect()
  const writer = await instance.connect()
  return {
    reader,
    writer,
    connect: () => instance.connect(),
    close() {
      reader.closeSync()
      writer.closeSync()
      instance.closeSync()
    },
  }
}

/** A text as an SQL literal. */
export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`

/** A table function over Parquet files, whose columns go by name; characters of a path that DuckDB would take for a pattern are escaped. */
export const parquet = (paths: readonly string[]): string =>
  `read_parquet([${paths.map((path) => literal(path.replaceAll(/[[*?]/g, '[$&]'))).join(', ')}], union_by_name = true)`

/**
 * Runs a query whose columns are all DOUBLE and returns them as typed arrays. NULL becomes NaN only
 * where the query says so with coalesce.
 */
export async function readDoubles(
  connection: DuckDBConnection,
  sql: string,
): Promise<readonly Float64Array[]> {
  const result = await connection.run(sql)
  const chunks = await result.fetchAllChunks()
  const rows = chunks.reduce((sum, chunk) => sum + chunk.rowCount, 0)
  const columns = Array.from({ length: result.columnCount }, () => new Float64Array(rows))
  let row = 0
  for (const chunk of chunks) {
    columns.forEach((column, i) => {
      column.set(doubles(chunk, i), row)
    })
    row += chunk.rowCount
  }
  return columns
}

/** Columns that were read, by their names: DOUBLE as it lies in memory, VARCHAR with undefined for NULL. */
export interface MixedColumns {
  readonly rows: number
  readonly number: (name: string) => Float64Array
  readonly text: (name: string) => readonly (string | undefined)[]
}

/**
 * Runs a query for these columns alone, which must be there. Numbers that are NULL become NaN.
 * @param from what follows FROM in the query
 */
export async function readMixed(
  connection: DuckDBConnection,
  numbers: Readonly<Record<string, string>>,
  texts: readonly string[],
  from: string,
): Promise<MixedColumns> {
  const names = Object.keys(numbers)
  const asked = Object.values(numbers).map((sql) => `coalesce((${sql})::DOUBLE, 'NaN'::DOUBLE)`)
  const result = await connection.run(`SELECT ${[...asked, ...texts].join(', ')} FROM ${from}`)
  const chunks = await result.fetchAllChunks()
  const rows = chunks.reduce((sum, chunk) => sum + chunk.rowCount, 0)
  const numbersOf = new Map(names.map((name) => [name, new Float64Array(rows)]))
  const textsOf = new Map(
    texts.map((name) => [name, Array.from<string | undefined>({ length: rows })]),
  )
  let row = 0
  for (const chunk of chunks) {
    names.forEach((name, i) => numbersOf.get(name)!.set(doubles(chunk, i), row))
    texts.forEach((name, i) => {
      const column = textsOf.get(name)!
      const vector = chunk.getColumnVector(names.length + i)
      for (let at = 0; at < chunk.rowCount; at++)
        column[row + at] = (vector.getItem(at) as string | null) ?? undefined
    })
    row += chunk.rowCount
  }
  return { rows, number: (name) => numbersOf.get(name)!, text: (name) => textsOf.get(name)! }
}

/** Runs a query and returns its rows as plain objects, bigints as text. Of many rows columns are read in a tenth of the time. */
export async function readRows(
  connection: DuckDBConnection,
  sql: string,
): Promise<readonly Record<string, unknown>[]> {
  return (await connection.runAndReadAll(sql)).getRowObjectsJson()
}

/** The numbers of a DOUBLE column of a chunk, as they lie in memory: what NULL holds is not defined. */
export function doubles(chunk: DuckDBDataChunk, column: number): Float64Array {
  // The binding declares `items` private but has no other way to its memory; values one by one are 10x slower.
  return (chunk.getColumnVector(column) as unknown as { readonly items: Float64Array }).items
}
