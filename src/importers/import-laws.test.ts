import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseInstrumentId } from '../market/instrument.ts'
import type { InstrumentId } from '../market/instrument.ts'
import { HOUR } from '../market/units.ts'
import { literal, openDuck } from '../store/duck.ts'
import { fileHashes } from '../store/file-hashes.fixture.ts'
import { openHistory } from '../store/history.ts'
import { importFiles } from './import-files.ts'
import { ALL, useImports } from './imports.fixture.ts'

const imports = useImports()
const options = { flags: { venue: 'binance' }, now: Date.UTC(2026, 0) }
const btc = parseInstrumentId('binance:BTCUSDT') as InstrumentId
const HEADER =
  'time,open,high,low,close,volume,taker_buy_volume,trades,oi_close,liquidated_long,liquidated_short'
const START = Date.UTC(2024, 5, 30, 12)

/** Rows over a month's end; some cells are unknown. */
const ROWS = Array.from({ length: 24 }, (_, i) => {
  const known = i % 3 === 0 ? ',,,' : `,${i},${i * 2},${1000 + i}`
  const liquidated = i % 4 === 0 ? ',,' : `,${i},0`
  return `${START + i * HOUR},100.5,110,90.25,${95 + (i % 7)},${50 + i}${known}${liquidated}`
})
const csv = (rows: readonly string[]) => `${[HEADER, ...rows].join('\n')}\n`

test('importing any files that together hold the same rows gives the same bytes', async () => {
  const { root, importOf, history } = imports.current
  await importOf('BTCUSDT-1h.csv', csv(ROWS), options)
  const expected = await fileHashes(history.directory)
  expect(Object.keys(expected).length).toBeGreaterThan(5)
  const rows = fc.shuffledSubarray(ROWS, { minLength: 2 })
  const files = fc
    .tuple(fc.array(rows, { maxLength: 3 }), fc.shuffledSubarray(ROWS, { minLength: ROWS.length }))
    .chain(([parts, whole]) =>
      fc.shuffledSubarray([...parts, whole], { minLength: parts.length + 1 }),
    )
  let run = 0
  await fc.assert(
    fc.asyncProperty(files, async (parts) => {
      const folder = join(root, `run-${run++}`)
      const other = await openHistory(folder)
      try {
        const paths = parts.map((_, i) => join(root, `${run}-${i}`, 'BTCUSDT-1h.csv'))
        for (const [i, part] of parts.entries()) {
          await mkdir(join(root, `${run}-${i}`))
          await writeFile(paths[i] ?? '', csv(part))
        }
        const report = await importFiles(paths, other, options)
        expect(report.files.map(({ error }) => error)).toEqual(parts.map(() => undefined))
        expect(await fileHashes(folder)).toEqual(expected)
        await importFiles(paths, other, options)
        expect(await fileHashes(folder)).toEqual(expected)
      } finally {
        await other.close()
      }
    }),
    { numRuns: 10 },
  )
})

/** Writes a Parquet file from an SQL query. */
async function parquetFile(name: string, sql: string): Promise<string> {
  const path = join(imports.current.root, name)
  const duck = await openDuck(imports.current.root)
  await duck.reader.run(`COPY (${sql}) TO ${literal(path)} (FORMAT parquet)`)
  duck.close()
  return path
}

test('Parquet of the same rows gives the same history as CSV', async () => {
  const { root, importOf, history } = imports.current
  await importOf('BTCUSDT-1h.csv', csv(ROWS), options)
  const expected = await fileHashes(history.directory)
  const source = literal(join(root, 'BTCUSDT-1h.csv'))
  const numbers = await parquetFile('BTCUSDT-1h.parquet', `SELECT * FROM ${source}`)
  const stamps = await parquetFile(
    'ETHUSDT-1h.parquet',
    `SELECT * REPLACE (make_timestamptz(time * 1000) AS time) FROM ${source}`,
  )
  const again = await importFiles([numbers], history, options)
  expect(again.files[0]?.stored?.counts.candle).toMatchObject({ added: 0, identical: ROWS.length })
  expect(await fileHashes(history.directory)).toEqual(expected)
  const stamped = await importFiles([stamps], history, options)
  expect(stamped.files[0]).toMatchObject({ rows: ROWS.length, rejected: 0, error: undefined })
})

test('broken rows of Parquet are reported by row and column', async () => {
  const good = `(TIMESTAMPTZ '2024-06-01 00:00:00+00', 1.0, 2.0, 1.0, 1.5, 10.0)`
  const rows = [
    good,
    `(TIMESTAMPTZ '2024-06-01 01:00:00+00', 'NaN'::DOUBLE, 2, 1, 1.5, 10)`,
    `(TIMESTAMPTZ '2024-06-01 02:00:00+00', 1, 2, 1, NULL, 10)`,
    `(NULL, 1, 2, 1, 1, 10)`,
    `(TIMESTAMPTZ '2024-06-01 04:00:00+00', 1, 'Infinity'::DOUBLE, 1, 1, 10)`,
  ]
  const table = `SELECT * FROM (VALUES ${rows.join(', ')}) t(time, open, high, low, close, volume)`
  const report = await importFiles(
    [await parquetFile('BTCUSDT-1h.parquet', table)],
    imports.current.history,
    options,
  )
  expect(report.rejects.map(({ line, column }) => [line, column])).toEqual([
    [2, 'open'],
    [3, 'close'],
    [4, 'time'],
    [5, 'high'],
  ])
  expect((await imports.current.history.candles(btc, HOUR, ...ALL)).openTime).toHaveLength(1)
})

test('Parquet times without a zone are refused unless the user says UTC', async () => {
  const table = `SELECT TIMESTAMP '2024-06-01 00:00:00' AS time, 1 AS open, 1 AS high, 1 AS low,
    1 AS close, 5 AS volume`
  const path = await parquetFile('BTCUSDT-1h.parquet', table)
  const { history } = imports.current
  const refused = await importFiles([path], history, options)
  expect(refused.files[0]?.error).toContain('holds times without a zone: say --assume-utc')
  await importFiles([path], history, { ...options, time: { unit: 'ms', assumeUtc: true } })
  const read = await history.candles(btc, HOUR, ...ALL)
  expect([...read.openTime]).toEqual([Date.UTC(2024, 5, 1)])
})

test('a hand-made history file opens in any Parquet tool with its columns as documented', async () => {
  const { history, importOf } = imports.current
  await importOf('BTCUSDT-1h.csv', csv(ROWS), options)
  const duck = await openDuck(imports.current.root)
  const path = join(history.directory, 'candles/binance/BTCUSDT/1h/2024-07.parquet')
  const result = await duck.reader.runAndReadAll(`DESCRIBE SELECT * FROM ${literal(path)}`)
  duck.close()
  expect(result.getRows().map(([name, type]) => `${String(name)} ${String(type)}`)).toEqual([
    'open_time TIMESTAMP WITH TIME ZONE',
    'open DOUBLE',
    'high DOUBLE',
    'low DOUBLE',
    'close DOUBLE',
    'volume DOUBLE',
    'taker_buy_volume DOUBLE',
    'trades BIGINT',
  ])
})
