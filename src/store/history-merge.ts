import { access } from 'node:fs/promises'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Millis } from '../market/units.ts'
import { literal, parquet, readRows } from './duck.ts'
import { replaceFile } from './durable-file.ts'
import type { HistoryColumn } from './history-kinds.ts'
import { partitionName, seriesFolder } from './history-path.ts'
import type { StagedPart } from './history-stage.ts'

/** What became of the rows given for one kind. `added + replaced + identical + repeated` is all of them. */
export interface MergeCounts {
  /** Rows that were not there. */
  added: number
  /** Rows that were there with another value, which the new one took over. */
  replaced: number
  /** Rows that were there with the same values. */
  identical: number
  /** Rows given more than once in this write, beyond the first. */
  repeated: number
  /** Of the rows given more than once, those whose values differed: the later one counts. */
  conflicting: number
}

export interface Merged extends MergeCounts {
  /** Times of some of the conflicting and of the replaced rows, to show a user. */
  readonly conflictTimes: readonly Millis[]
  readonly replacedTimes: readonly Millis[]
}

const SHOWN = 20

/**
 * Merges one staged partition into its Parquet file. Rows are unique by the kind's key and sorted by
 * it. A known value replaces the stored one; an unknown one never does. Where nothing changes, the
 * file is not touched.
 * @param root folder of the history
 */
export async function mergePart(
  connection: DuckDBConnection,
  root: string,
  staged: StagedPart,
): Promise<Merged> {
  const { kind } = staged
  const path = join(
    root,
    seriesFolder(kind, staged.instrument, staged.interval),
    partitionName(kind, staged.from),
  )
  const keys = kind.columns.slice(0, kind.key).map(({ name }) => name)
  const values = kind.columns.slice(kind.key).map(({ name }) => name)
  const stored = await exists(path)
  await connection.run(`CREATE OR REPLACE TEMP TABLE merged AS ${mergeSql(staged, stored && path)}`)
  try {
    const counts = await count(connection, staged.rows, keys[0] ?? '')
    if (counts.added + counts.replaced > 0) {
      const columns = [...keys, ...values].join(', ')
      const order = keys.map((name) => `${name} NULLS FIRST`)
      const sorted = `SELECT ${columns} FROM merged ORDER BY ${order.join(', ')}`
      await replaceFile(path, async (unfinished) => {
        await connection.run(
          `COPY (${sorted}) TO ${literal(unfinished)} (FORMAT parquet, COMPRESSION zstd)`,
        )
      })
    }
    return counts
  } finally {
    await connection.run('DROP TABLE merged')
  }
}

/** Staged rows one per key, joined to the stored ones, with what happened to each. */
function mergeSql({ kind, table, part }: StagedPart, stored: string | false): string {
  const columns = kind.columns.map((column, i) => ({ ...column, sql: typed(column, `c${i}`) }))
  const keys = columns.slice(0, kind.key)
  const values = columns.slice(kind.key)
  const fresh = `
    SELECT ${keys.map(({ name }) => name).join(', ')},
      ${values.map(({ name }) => `arg_max(${name}, row) AS ${name},`).join(' ')}
      count(*) AS given,
      ${anyOf(values.map(({ name }) => `min(${name}) <> max(${name})`))} AS conflict
    FROM (SELECT row, ${columns.map(({ name, sql }) => `${sql} AS ${name}`).join(', ')}
      FROM ${table} WHERE part = ${part})
    GROUP BY ${keys.map(({ name }) => name).join(', ')}`
  if (stored === false) return `SELECT *, true AS added, false AS replaced FROM (${fresh})`
  const taken = columns.map(({ name }) => `coalesce(f.${name}, e.${name}) AS ${name}`)
  const differs = values.map(
    ({ name }) => `(f.${name} IS NOT NULL AND f.${name} IS DISTINCT FROM e.${name})`,
  )
  const same = keys.map(({ name }) => `f.${name} IS NOT DISTINCT FROM e.${name}`)
  return `
    SELECT ${taken.join(', ')}, coalesce(f.given, 0) AS given, coalesce(f.conflict, false) AS conflict,
      e.present IS NULL AS added,
      e.present IS NOT NULL AND f.given IS NOT NULL AND ${anyOf(differs)} AS replaced
    FROM (${fresh}) f FULL JOIN (${storedSql(kind.columns, stored)}) e ON ${same.join(' AND ')}`
}

/** The rows of a file; a column that it was written without is unknown in each. */
function storedSql(columns: readonly HistoryColumn[], path: string): string {
  const outline = columns.map(({ name, type }) => `NULL::${type} AS ${name}`)
  return `SELECT *, true AS present FROM (
    (SELECT ${outline.join(', ')} WHERE false) UNION ALL BY NAME FROM ${parquet([path])})`
}

const anyOf = (conditions: readonly string[]): string =>
  conditions.length === 0 ? 'false' : `coalesce(${conditions.join(' OR ')}, false)`

/** A staged column in its stored type, with the stand-ins for unknown made NULL. */
function typed({ type }: HistoryColumn, column: string): string {
  if (type === 'VARCHAR') return `nullif(${column}, '')`
  const known = `CASE WHEN isnan(${column}) THEN NULL ELSE ${column} END`
  if (type === 'TIMESTAMPTZ') return `make_timestamptz((${column} * 1000)::BIGINT)`
  return type === 'DOUBLE' ? known : `(${known})::BIGINT`
}

async function count(connection: DuckDBConnection, rows: number, time: string): Promise<Merged> {
  const times = (which: string) =>
    `(SELECT list(t) FROM (SELECT epoch_ms(${time}) AS t FROM merged WHERE ${which} ORDER BY t LIMIT ${SHOWN}))`
  const [row] = await readRows(
    connection,
    `SELECT count(*) FILTER (added) AS added, count(*) FILTER (replaced) AS replaced,
      count(*) FILTER (given > 0) AS keys, count(*) FILTER (conflict) AS conflicting,
      ${times('conflict')} AS conflict_times, ${times('replaced')} AS replaced_times FROM merged`,
  )
  const [added, replaced, keys, conflicting] = ['added', 'replaced', 'keys', 'conflicting'].map(
    (name) => Number(row?.[name]),
  ) as [number, number, number, number]
  return {
    added,
    replaced,
    identical: keys - added - replaced,
    repeated: rows - keys,
    conflicting,
    conflictTimes: numbers(row?.['conflict_times']),
    replacedTimes: numbers(row?.['replaced_times']),
  }
}

const numbers = (value: unknown): readonly number[] =>
  Array.isArray(value) ? value.map(Number) : []

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
