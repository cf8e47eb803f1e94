/**
 * Measures the importer and the history: a year of minutes (525,600 rows) as CSV and as Parquet into
 * the history, again with nothing new, and read back into columns.
 *
 *   npx tsx bench/import.ts [ROWS]
 *
 * The rows are made by a formula; only their number and width matter here. Each figure is one run in
 * a fresh folder: wall time, rows per second, and the peak memory of the process up to then.
 */
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { importFiles } from '../src/importers/import-files.ts'
import { parseInstrumentId } from '../src/market/instrument.ts'
import type { InstrumentId } from '../src/market/instrument.ts'
import { MINUTE } from '../src/market/units.ts'
import { openDuck, literal } from '../src/store/duck.ts'
import { openHistory } from '../src/store/history.ts'

const ROWS = Number(process.argv[2] ?? 525_600)
const START = Date.UTC(2023, 0)
const btc = parseInstrumentId('binance:BTCUSDT') as InstrumentId

function csvRow(i: number): string {
  const open = 30_000 + 500 * Math.sin(i / 900)
  const close = open + 10 * Math.sin(i)
  const high = Math.max(open, close) + 5.1
  const low = Math.min(open, close) - 4.9
  const prices = [open, high, low, close].map((price) => price.toFixed(1)).join(',')
  const volume = 20 + (i % 97)
  return `${START + i * MINUTE},${prices},${volume}.125,${(volume / 2).toFixed(3)},${i % 1000},${80_000 + (i % 500)}.5`
}

async function measure(what: string, rows: number, task: () => Promise<unknown>): Promise<void> {
  const start = performance.now()
  await task()
  const seconds = (performance.now() - start) / 1000
  const memory = process.resourceUsage().maxRSS / 1024
  const rate = Math.round(rows / seconds).toLocaleString('en')
  console.log(`${what}: ${seconds.toFixed(3)} s, ${rate} rows/s, peak ${memory.toFixed(0)} MB`)
}

const root = await mkdtemp(join(tmpdir(), 'isotherm-bench-'))
try {
  const csv = join(root, 'BTCUSDT-1m.csv')
  const parquet = join(root, 'BTCUSDT-1m.parquet')
  const header = 'time,open,high,low,close,volume,taker_buy_volume,trades,oi_close'
  await writeFile(
    csv,
    `${[header, ...Array.from({ length: ROWS }, (_, i) => csvRow(i))].join('\n')}\n`,
  )
  const duck = await openDuck(root)
  await duck.reader.run(`COPY (SELECT * FROM ${literal(csv)}) TO ${literal(parquet)}`)
  duck.close()
  console.log(`${ROWS} rows; CSV ${((await stat(csv)).size / 1e6).toFixed(1)} MB`)

  const options = { flags: { venue: 'binance' }, now: START + (ROWS + 1) * MINUTE }
  const history = await openHistory(join(root, 'a'))
  await measure('CSV import', ROWS, () => importFiles([csv], history, options))
  await measure('CSV import again', ROWS, () => importFiles([csv], history, options))
  const read = () => history.candles(btc, MINUTE, 0, Number.POSITIVE_INFINITY)
  await measure('read into columns, first', ROWS, read)
  await measure('read into columns', ROWS, read)
  await measure('fingerprint, first', ROWS, () => history.fingerprint(btc))
  await measure('fingerprint', ROWS, () => history.fingerprint(btc))
  await history.close()

  const other = await openHistory(join(root, 'b'))
  await measure('Parquet import', ROWS, () => importFiles([parquet], other, options))
  await other.close()
} finally {
  await rm(root, { recursive: true, force: true })
}
