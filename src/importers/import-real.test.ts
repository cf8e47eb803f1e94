import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseInstrumentId } from '../market/instrument.ts'
import type { InstrumentId } from '../market/instrument.ts'
import { DAY, HOUR } from '../market/units.ts'
import { importableFiles, importFiles } from './import-files.ts'
import { ALL, useImports } from './imports.fixture.ts'

const DATA = join(import.meta.dirname, '../../../shared/data')
const HOURLY = join(DATA, 'binance-usdm-2024-1h')
const MULTIVENUE = join(DATA, 'multivenue-2025-1h')
const id = (text: string) => parseInstrumentId(text) as InstrumentId

const imports = useImports()

/** The cells of a file, read in the plainest way. */
async function cellsOf(symbol: string): Promise<string[][]> {
  const text = await readFile(join(HOURLY, `${symbol}-1h.csv`), 'utf8')
  return text
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','))
}

const known = (cell = '') => (cell === '' ? Number.NaN : Number(cell))

describe.skipIf(!existsSync(HOURLY))('hourly files of ../shared/data (absent: skipped)', () => {
  test('three instruments, each row as the file has it, no gap', async () => {
    const { history } = imports.current
    const report = await importFiles(await importableFiles([HOURLY]), history)
    expect(report.files.map(({ rows, rejected, error }) => ({ rows, rejected, error }))).toEqual(
      Array.from({ length: 3 }, () => ({ rows: 1465, rejected: 0, error: undefined })),
    )
    expect(report.gaps.map(({ gaps }) => gaps)).toEqual([[], [], []])
    const stored = await history.instruments()
    expect(stored.map(({ instrument }) => instrument.id)).toEqual([
      'binance:BTCUSDT',
      'binance:ETHUSDT',
      'binance:SOLUSDT',
    ])
    for (const { instrument, candles } of stored) {
      expect(candles).toMatchObject([{ interval: HOUR, rows: 1465 }])
      const rows = await cellsOf(instrument.symbol)
      const read = await history.candles(instrument.id, HOUR, ...ALL)
      const column = (index: number) => rows.map((row) => known(row[index]))
      expect([...read.openTime]).toEqual(rows.map(([time = '']) => Date.parse(time)))
      expect([...read.open]).toEqual(column(1))
      expect([...read.high]).toEqual(column(2))
      expect([...read.low]).toEqual(column(3))
      expect([...read.close]).toEqual(column(4))
      expect([...read.volume]).toEqual(column(5))
      expect([...read.takerBuyVolume]).toEqual(column(6))
      const ratios = await history.accountRatios(instrument.id, ...ALL)
      const shares = rows.filter((row) => row[12] !== '').map((row) => Number(row[12]) / 100)
      expect([...ratios.value]).toEqual(shares)
      const totals = await history.liquidationTotals(instrument.id, HOUR, ...ALL)
      const liquidated = rows.filter((row) => row[13] !== '' && row[14] !== '')
      expect([...totals.longQuantity]).toEqual(liquidated.map((row) => Number(row[13])))
      expect([...totals.shortQuantity]).toEqual(liquidated.map((row) => Number(row[14])))
      const interest = await history.openInterest(instrument.id, ...ALL)
      const given = rows.filter((row) => row[11] !== '')
      expect([...interest.time]).toEqual(given.map(([time = '']) => Date.parse(time) + HOUR))
      expect([...interest.value]).toEqual(given.map((row) => Number(row[11])))
    }
  })

  test('empty liquidation cells are unknown, not zero', async () => {
    const { history } = imports.current
    await importFiles(await importableFiles([HOURLY]), history)
    const totals = async (text: string) =>
      history.liquidationTotals(id(text), HOUR, ...ALL).then(({ time }) => [...time])
    const btc = await totals('binance:BTCUSDT')
    const rows = await cellsOf('BTCUSDT')
    const given = rows.filter((row) => row[13] !== '' && row[14] !== '')
    expect(given.length).toBeGreaterThan(800)
    expect(btc).toEqual(given.map(([time = '']) => Date.parse(time) + HOUR))
    expect(Math.max(...btc)).toBeLessThanOrEqual(Date.UTC(2024, 6, 24) + DAY)
    expect(await totals('binance:SOLUSDT')).toEqual([])
  })
})

describe.skipIf(!existsSync(MULTIVENUE))('Parquet of ../shared/data (absent: skipped)', () => {
  const columns = {
    time: 'timestamp',
    symbol: 'coin',
    venue: 'venue',
    open: 'o',
    high: 'h',
    low: 'l',
    close: 'c',
    volume: 'v',
  }

  test('candles of every venue and coin, with their intervals and gaps', async () => {
    const { history } = imports.current
    const report = await importFiles([join(MULTIVENUE, 'candles.parquet')], history, { columns })
    const [file] = report.files
    expect(file?.error).toBeUndefined()
    expect(file?.rows).toBe(121_122)
    const { added = 0, repeated = 0 } = file?.stored?.counts.candle ?? {}
    expect(added + repeated + (file?.rejected ?? 0)).toBe(121_122)
    const stored = await history.instruments()
    expect(new Set(stored.map(({ instrument }) => instrument.venue))).toEqual(
      new Set(['binance', 'bybit', 'dydx', 'hyperliquid', 'kraken', 'lighter', 'okx']),
    )
    const hyperliquid = await history.candles(
      id('hyperliquid:ETH'),
      HOUR,
      Date.UTC(2025, 2, 6, 11),
      Date.UTC(2025, 2, 6, 12),
    )
    expect([hyperliquid.open[0], hyperliquid.high[0], hyperliquid.volume[0]]).toEqual([
      2292, 2299.4, 731.3046,
    ])
    expect(report.gaps.find(({ instrument }) => instrument === 'binance:BTC')?.gaps).toEqual([])
  })

  test('one venue under its own symbols, and funding rates of another file', async () => {
    const { history } = imports.current
    const flags = { venue: 'binance' }
    const rename = new Map([['BTC', 'BTCUSDT']])
    const report = await importFiles([join(MULTIVENUE, 'candles.parquet')], history, {
      columns,
      flags,
      rename,
    })
    expect(report.files[0]?.notes.join('\n')).toContain('rows of other instruments passed over')
    const { instrument } = (await history.instruments())[0] ?? {}
    expect(instrument).toMatchObject({ id: 'binance:BTCUSDT', quote: 'USDT', tickSize: 0.1 })
    const funding = await importFiles([join(MULTIVENUE, 'funding-rates.parquet')], history, {
      columns: { time: 'timestamp', symbol: 'coin', venue: 'venue' },
      flags,
      rename,
    })
    expect(funding.files[0]?.taken).toBe('Parquet of a series')
    expect((await history.fundingRates(id('binance:BTCUSDT'), ...ALL)).time.length).toBeGreaterThan(
      1000,
    )
  })
})
