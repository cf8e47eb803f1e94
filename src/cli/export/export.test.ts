import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TABLE_FORMATS } from '../../api/table/table.ts'
import type { Column, Row } from '../../api/table/table.ts'
import { candlesTable, gapsTable, liquidationsTable } from '../../api/table/market-tables.ts'
import { clustersTable, levelsTable, signalHistoryTable } from '../../api/table/map-tables.ts'
import type { MarketEvent } from '../../market/event.ts'
import { HOUR, quantity } from '../../market/units.ts'
import { simulatedMarket } from '../../sim/simulated-market.fixture.ts'
import { btc, candle, eth, header, instrument, openInterest } from '../../store/history.fixture.ts'
import { openHistory } from '../../store/history.ts'
import { namedRows, readTable } from '../../../test/out/read-table.ts'
import { runCommand } from '../commands.ts'
import { storeSimulated } from '../simulated-history.fixture.ts'

const START = Date.UTC(2024, 5, 30, 20)
const market = simulatedMarket(3, 3, HOUR)

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isotherm-export-'))
  await storeSimulated(join(folder, 'simulated'), market)
  const history = await openHistory(join(folder, 'made'))
  await history.append(EVENTS, [instrument(btc), instrument(eth)])
  await history.close()
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Over the end of a month, with a hole, what is unknown, and prices of many digits. */
const HOURS = [0, 1, 2, 3, 4, 6, 7, 8]
const EVENTS: readonly MarketEvent[] = [
  ...HOURS.map((n) =>
    candle(START + n * HOUR, { open: 0.1 + n, low: 0.000_012_34, volume: quantity(n) }),
  ),
  ...HOURS.map((n) => candle(START + n * HOUR, {}, eth)),
  ...HOURS.map((n) => openInterest(START + n * HOUR, 5_000.125 + n)),
  { ...header(btc, START), type: 'funding-rate', fundingRate: -0.000_1, interval: 8 * HOUR },
  { ...header(btc, START + 8 * HOUR), type: 'funding-rate', fundingRate: 0.000_25 },
  {
    ...header(btc, START + 5),
    type: 'liquidation',
    position: 'short',
    price: 99.5,
    priceKind: 'fill',
    quantity: quantity(2),
    id: '=1+1,"x"',
    ordinal: 1,
  },
  {
    ...header(btc, START + 5 * HOUR),
    type: 'liquidation',
    position: 'long',
    price: 98,
    priceKind: 'bankruptcy',
    quantity: quantity(0.001),
  },
  {
    ...header(btc, START + HOUR),
    type: 'liquidation-total',
    interval: HOUR,
    longQuantity: quantity(7),
    shortQuantity: quantity(0),
  },
  {
    ...header(btc, START + 6 * HOUR),
    type: 'gap',
    stream: 'liquidation',
    from: START + 2 * HOUR,
    cause: 'silence',
    certainty: 'possible',
  },
]

async function exported(...args: string[]) {
  let [out, err] = ['', '']
  const which = args.includes('--history') ? [] : ['--history', join(folder, 'made')]
  const code = await runCommand(['export', ...args, ...which, '--data', join(folder, 'data')], {
    out: (text) => (out += text),
    err: (text) => (err += text),
    readFile: () => '',
  })
  return { code, out, err }
}

let files = 0
async function read(
  format: (typeof TABLE_FORMATS)[number],
  columns: readonly Column[],
  ...args: string[]
) {
  const path = join(folder, `table-${files++}.${format}`)
  const { code, err } = await exported(...args, '--out', path)
  expect(code, err).toBe(0)
  return readTable(await readFile(path), format, columns)
}

const bar = (id: string, n: number): Row =>
  id === btc
    ? [id, START + n * HOUR, HOUR, 0.1 + n, 110.5, 0.000_012_34, 101, n, null]
    : [id, START + n * HOUR, HOUR, 100, 110.5, 90, 101, 12.5, null]

describe.each(TABLE_FORMATS)('as %s', (format) => {
  test('candles of all instruments, over months, are what is stored', async () => {
    const rows = [btc, eth].flatMap((id) => HOURS.map((n) => bar(id, n)))
    expect(await read(format, candlesTable.columns, 'candles')).toEqual(
      namedRows(candlesTable.columns, rows),
    )
  })

  test('a range takes its begin in and its end out', async () => {
    const range = [
      '--instrument',
      'BTC',
      '--from',
      '2024-06-30T23:00Z',
      '--to',
      '2024-07-01T02:00Z',
    ]
    expect(await read(format, candlesTable.columns, 'candles', ...range)).toEqual(
      namedRows(
        candlesTable.columns,
        [3, 4].map((n) => bar(btc, n)),
      ),
    )
  })

  test('liquidations and gaps are what is stored', async () => {
    const text = format === 'csv' ? `'=1+1,"x"` : '=1+1,"x"'
    expect(await read(format, liquidationsTable.columns, 'liquidations')).toEqual(
      namedRows(liquidationsTable.columns, [
        [btc, START + 5, 'short', 99.5, 'fill', 2, 199, text, 1, null],
        [btc, START + 5 * HOUR, 'long', 98, 'bankruptcy', 0.001, 0.098, null, 0, null],
      ]),
    )
    const [from, to] = [START + 5 * HOUR, START + 6 * HOUR]
    expect(await read(format, gapsTable.columns, 'gaps')).toEqual(
      namedRows(gapsTable.columns, [
        [btc, 'liquidation', null, START + 2 * HOUR, to, 'silence', 'possible', false],
        [btc, 'candle', HOUR, from, to, 'no candle stored', 'certain', false],
        [eth, 'candle', HOUR, from, to, 'no candle stored', 'certain', false],
      ]),
    )
  })

  test.each([
    ['levels', levelsTable.columns],
    ['clusters', clustersTable.columns],
    ['signals', signalHistoryTable.columns],
  ])('%s are the same in every format', async (what, columns) => {
    const args = [what, '--history', join(folder, 'simulated'), '--from', '2026-01-03']
    const rows = await read(format, columns, ...args)
    expect(rows.length).toBeGreaterThan(0)
    expect(rows).toEqual(await read('arrow', columns, ...args))
    expect(new Set(rows.map(({ instrument: id }) => id))).toEqual(new Set([market.instrument.id]))
  })
})

test('longer candles are joined as the API joins them', async () => {
  const rows = await read(
    'ndjson',
    candlesTable.columns,
    'candles',
    '--instrument',
    'BTC',
    '--interval',
    '4h',
  )
  expect(rows.map((row) => [row['open_time'], row['open_price'], row['volume_quantity']])).toEqual([
    [START, 0.1, 6],
    [START + 4 * HOUR, 4.1, 17],
  ])
  expect(
    await exported('candles', '--interval', '7m', '--out', join(folder, 'none.csv')),
  ).toMatchObject({
    code: 2,
    err: expect.stringContaining('which make none of 7m'),
  })
  expect(await readdir(folder)).not.toContain('none.csv')
})

test('a file that is there is replaced by --force alone', async () => {
  const path = join(folder, 'kept.csv')
  await writeFile(path, 'mine')
  const refused = await exported('candles', '--out', path)
  expect(refused).toMatchObject({ code: 2, err: expect.stringContaining('is there already') })
  expect(await readFile(path, 'utf8')).toBe('mine')
  expect(await exported('candles', '--out', path, '--force')).toMatchObject({ code: 0 })
  expect(await readFile(path, 'utf8')).toMatch(
    /^instrument,open_time,.*\r\nbinance:BTCUSDT,2024-06-30T20:00:00.000Z,3600000,0.1,/,
  )
})

test('what breaks off leaves the file that was there, and no other', async () => {
  const place = join(folder, 'place')
  await mkdir(place)
  const path = join(place, 'scores.csv')
  await writeFile(path, 'mine')
  expect(await exported('scores', '--out', path, '--force')).toMatchObject({ code: 2 })
  expect(await readdir(place)).toEqual(['scores.csv'])
  expect(await readFile(path, 'utf8')).toBe('mine')
})

test.each([
  [[], 'say what to export: candles, '],
  [['trades'], '"trades" cannot be exported: it must be one of candles, '],
  [['candles', 'gaps'], 'one thing is exported at a time: leave out "gaps"'],
  [['candles', '--zoom', '1'], '--zoom means nothing for candles'],
  [['gaps', '--interval', '1h'], '--interval means nothing for gaps'],
  [['levels', '--zoom', '7'], '--zoom "7" must be a whole number from 0 to 6'],
  [['levels', '--model', 'best'], '--model "best" must be one of isotherm'],
  [['candles', '--out', '/nowhere/at/all/x.csv'], 'lies in a folder that does not exist'],
  [['candles', '--out', tmpdir(), '--format', 'csv'], 'is a folder: give a file'],
  [['candles', '--out', 'x.xlsx'], '--out "x.xlsx" does not end in csv, ndjson, parquet, arrow'],
  [['candles', '--format', 'json'], '--format "json" must be one of csv, '],
  [['candles', '--from', '2024-07-02', '--to', '2024-07-01'], '--from must be before --to'],
  [['candles', '--instrument', 'XRP'], '--instrument "XRP" must be one of binance:BTCUSDT'],
  [['levels', '--interval', '7m', '--instrument', 'BTC'], 'has columns of 1h'],
  [['signals', '--interval', '7m', '--instrument', 'BTC'], '--interval must be one of 1m'],
  ...['', ' ', '-1', '1e3', '0x10', '\0', '\ud800', '__proto__', "=cmd|' /C calc'!A0"].flatMap(
    (bad): [string[], string][] =>
      ['zoom', 'interval', 'from', 'to', 'model', 'format'].map((flag) => [
        ['levels', `--${flag}=${bad}`],
        `--${flag}`,
      ]),
  ),
])('%j is refused in one line', async (args, why) => {
  const { code, out, err } = await exported(...args)
  expect(code).toBe(2)
  expect(out).toBe('')
  expect(err).toContain(why)
  expect(err.trimEnd().split('\n')).toHaveLength(1)
})
