import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { parseInstrumentId } from '../market/instrument.ts'
import type { InstrumentId } from '../market/instrument.ts'
import { HOUR } from '../market/units.ts'
import { openHistory } from '../store/history.ts'
import type { History } from '../store/history.ts'
import { importFiles } from './import-files.ts'
import type { ImportOptions } from './import-options.ts'
import type { ImportReport } from './import-report.ts'
import { describeReject } from './reject-log.ts'
import { makeZip } from './zip.fixture.ts'

const HEADER = 'time,open,high,low,close,volume'
const btc = parseInstrumentId('binance:BTCUSDT') as InstrumentId
const NOW = Date.UTC(2025, 0)

let root = ''
let history: History

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'isotherm-bad-'))
  history = await openHistory(join(root, 'history'))
})

afterEach(async () => {
  await history.close()
  await rm(root, { recursive: true, force: true })
})

async function importOf(
  content: string | Buffer,
  options: Partial<ImportOptions> = {},
  name = 'BTCUSDT-1h.csv',
): Promise<ImportReport> {
  const path = join(root, name)
  await writeFile(path, content)
  return importFiles([path], history, { flags: { venue: 'binance' }, now: NOW, ...options })
}

const row = (hour: number, rest = '100,110,90,105,12') =>
  `2024-06-01T${String(hour).padStart(2, '0')}:00:00Z,${rest}`
const csv = (...rows: string[]) => `${[HEADER, ...rows].join('\n')}\n`

const reasons = ({ rejects }: ImportReport) =>
  rejects.map(({ line, column, value, reason }) => `${line} ${column} ${value} ${reason}`)
const errorOf = ({ files }: ImportReport) => files[0]?.error?.slice(root.length + 1)
const stored = async () =>
  history.candles(btc, HOUR, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)

test.each([
  ['100,110,90,NaN,1', '3 close NaN is no plain decimal number'],
  ['100,Infinity,90,100,1', '3 high Infinity is no plain decimal number'],
  ['-100,110,90,100,1', '3 open -100 is not above 0'],
  ['0,110,90,100,1', '3 open 0 is not above 0'],
  ['100,90,110,100,1', '3 high 90 is below low 110'],
  ['120,110,90,100,1', '3 open 120 is outside low 90 to high 110'],
  ['100,110,90,80,1', '3 close 80 is outside low 90 to high 110'],
  ['100,110,90,100,-1', '3 volume -1 is below 0'],
  ['100,110,90,100,', '3 volume  is empty; a candle needs it'],
  ['100,110,90,,5', '3 close  is empty; a candle needs it'],
  ['100,110,90,100,0x10', '3 volume 0x10 is no plain decimal number'],
  ['100,110,90,100,"1,234.5"', '3 volume 1,234.5 is no plain decimal number'],
  ['100,110,90,100', `3  ${row(1, '100,110,90,100')} the row has 5 cells, the header 6`],
  ['100,110,90,100,1,2', `3  ${row(1, '100,110,90,100,1,2')} the row has 7 cells, the header 6`],
  ['100,110,90,100,"1', `3  ${row(1, '100,110,90,100,"1')} a quote is not closed on its line`],
])('a broken row %s is counted and the others are taken', async (cells, expected) => {
  const report = await importOf(csv(row(0), row(1, cells), row(2)))
  expect(reasons(report)).toEqual([expected])
  expect(report.files[0]).toMatchObject({ rows: 3, rejected: 1, error: undefined })
  expect((await stored()).openTime).toHaveLength(2)
  expect(report.gaps[0]?.gaps).toMatchObject([{ stream: 'candle', interval: HOUR }])
})

test('columns of the full header are checked', async () => {
  const header =
    'time,open,high,low,close,volume,taker_buy_volume,trades,oi_close,long_account_pct,liquidated_long,liquidated_short'
  const full = (hour: number, rest: string) => row(hour, `100,110,90,100,10,${rest}`)
  const report = await importOf(
    [
      header,
      full(0, '11,,,,,'),
      full(1, '5,1.5,,,,'),
      full(2, '5,7,0,,,'),
      full(3, '5,7,80,101,,'),
      full(4, '5,7,80,60,-1,2'),
      full(5, '5,7,80,60,1,2'),
      full(6, ',,,,3,'),
    ].join('\n'),
  )
  expect(reasons(report)).toEqual([
    '2 taker_buy_volume 11 is above volume 10',
    '3 trades 1.5 is no whole number',
    '4 oi_close 0 is not above 0; leave it empty where it is unknown',
    '5 long_account_pct 101 is not within 0 to 100 (percent)',
    '6 liquidated_long -1 is below 0',
  ])
  const { counts } = report.files[0]?.stored ?? {}
  expect(counts?.candle?.added).toBe(2)
  expect(counts?.['open-interest']?.added).toBe(1)
  expect(counts?.['liquidation-total']?.added).toBe(1)
  expect(report.files[0]?.notes.join()).toContain('liquidations of one side only')
})

test('bad times are counted, also those off the grid, unclosed or to come', async () => {
  const candle = '100,110,90,105,12'
  const now = Date.UTC(2024, 5, 1, 6, 30)
  const report = await importOf(
    csv(
      row(0),
      `1717203600,${candle}`,
      `2024-06-01T02:00:30Z,${candle}`,
      `2024-06-31T00:00:00Z,${candle}`,
      row(6),
      row(9),
      row(4),
    ),
    { now },
  )
  expect(reasons(report)).toEqual([
    '3 time 1717203600 looks like seconds; say --time-unit s',
    '5 time 2024-06-31T00:00:00Z is no date and time of the calendar',
    '4 time 2024-06-01T02:00:30.000Z is not at a multiple of 1h in UTC',
    '6 time 2024-06-01T06:00:00.000Z is a bar that has not closed yet',
    '7 time 2024-06-01T09:00:00.000Z is a bar that has not closed yet',
  ])
  expect((await stored()).openTime).toHaveLength(2)
})

test('every reject is kept in the file of rejects, the report shows the first 20', async () => {
  const rows = Array.from({ length: 30 }, () => row(1, 'x,1,1,1,1'))
  const report = await importOf(csv(row(0), ...rows))
  expect(report.rejects).toHaveLength(20)
  const kept = (await readFile(report.rejectFiles[0] ?? '', 'utf8')).trim().split('\n')
  expect(kept).toHaveLength(30)
  expect(JSON.parse(kept[29] ?? '')).toMatchObject({ line: 32, column: 'open', value: 'x' })
  expect(describeReject(report.rejects[0] as never)).toContain(
    'BTCUSDT-1h.csv: line 3: open "x" is no plain decimal number',
  )
})

test('strict ends at the first broken row and stores nothing', async () => {
  const report = await importOf(csv(row(0), row(1, 'NaN,1,1,1,1'), row(2)), { strict: true })
  expect(report.stopped).toBe(true)
  expect(errorOf(report)).toBe('BTCUSDT-1h.csv: line 3: open "NaN" is no plain decimal number')
  expect((await stored()).openTime).toHaveLength(0)
})

test('unsorted rows are sorted, repeated ones counted, of contradicting ones the later counts', async () => {
  const report = await importOf(
    csv(row(3), row(1), row(2), row(1), row(2, '100,110,90,99,12'), row(0)),
  )
  expect(report.files[0]?.notes).toContain('5 rows out of time order, sorted')
  expect(report.files[0]?.stored?.counts.candle).toEqual({
    added: 4,
    replaced: 0,
    identical: 0,
    repeated: 2,
    conflicting: 1,
  })
  expect(report.files[0]?.stored?.notices).toMatchObject([
    { kind: 'conflicting', times: [Date.UTC(2024, 5, 1, 2)] },
  ])
  expect([...(await stored()).close]).toEqual([105, 105, 99, 105])
})

test('an overlapping file adds what is new', async () => {
  await importOf(csv(row(0), row(1)))
  const report = await importOf(csv(row(1), row(2)))
  expect(report.files[0]?.stored?.counts.candle).toMatchObject({ added: 1, identical: 1 })
})

test.each([
  ['', 'is empty'],
  ['\n\n', 'is empty'],
  [`${HEADER}\n`, 'has a header and no rows'],
  [`time,open,high,low,close\n${row(0)}`, 'no column "volume"; the columns are time, open, high'],
  ['nonsense\n1', 'no column "time"; the columns are nonsense'],
  [`time,time,open\n1,2,3`, 'the column "time" is there twice'],
  ['1717200000000,1,2,3,4,5\n', 'has no header: its first line begins with "1717200000000"'],
  [csv(row(0)).replaceAll(',', ';'), 'its header has no comma: say --delimiter ";"'],
  [csv('1717200000,1,1,1,1,1'), 'line 2: time "1717200000" looks like seconds; say --time-unit s'],
  [csv('1717200000000000,1,1,1,1,1'), 'line 2: time "1717200000000000" looks like microseconds'],
  [csv('2024-06-01 00:00:00,1,1,1,1,1'), 'line 2: time "2024-06-01 00:00:00" has no time zone'],
  [Buffer.from(`\ufeff${csv(row(0))}`, 'utf16le'), 'is UTF-16 text: save it as UTF-8'],
  [csv(row(0), '2024-06-01T00:01:00Z,1,1,1,1,1'), "the file's name says 1h, its bars are 1m apart"],
])('a file that cannot be read is refused with its reason: %j', async (content, message) => {
  const report = await importOf(content)
  expect(errorOf(report)).toContain(`BTCUSDT-1h.csv: ${message}`)
  expect(await history.instruments()).toEqual([])
})

test('a byte order mark, CRLF and quotes make no difference', async () => {
  const quoted = csv(row(0).replace('100', '"100"'), row(1)).replaceAll('\n', '\r\n')
  const report = await importOf(`\ufeff${quoted}`)
  expect(report.files[0]).toMatchObject({ rows: 2, rejected: 0, error: undefined })
  expect((await stored()).openTime).toHaveLength(2)
})

test('the interval comes from the spacing, and a file too small for that is refused', async () => {
  const minutes = csv(...[0, 1, 2].map((i) => `2024-06-01T00:0${i}:00Z,1,1,1,1,1`))
  const report = await importOf(
    minutes,
    { flags: { venue: 'binance', symbol: 'BTCUSDT' } },
    'a.csv',
  )
  expect(report.files[0]?.notes).toContain('interval 1m, from the spacing of the bars')
  const one = await importOf(
    csv(row(0)),
    { flags: { venue: 'binance', symbol: 'BTCUSDT' } },
    'b.csv',
  )
  expect(errorOf(one)).toContain('the interval cannot be told from the spacing of 1 bars')
})

test('a file without a venue, a symbol, or with unknown ones says what to say', async () => {
  const nowhere = await importOf(csv(row(0)), { flags: {} })
  expect(errorOf(nowhere)).toContain('of which venue? Say --venue')
  const unnamed = await importOf(csv(row(0)), { interval: HOUR }, 'a.csv')
  expect(errorOf(unnamed)).toContain('of which instrument? Say --symbol')
  const other = await importOf(csv(row(0)), { flags: { venue: 'mtgox' } })
  expect(errorOf(other)).toContain('"mtgox" is no venue; they are binance')
  const unclear = await importOf(csv(row(0)), {}, 'BTCUSD-1h.csv')
  expect(errorOf(unclear)).toContain('say --base, --quote and --contract linear|inverse')
})

test('a line of 2 GB is one reject and is never held in memory', async () => {
  const path = join(root, 'BTCUSDT-1h.csv')
  const { importText } = await import('./import-text.ts')
  const { RejectLog } = await import('./reject-log.ts')
  const { defaultOptions } = await import('./import-options.ts')
  const mega = Buffer.alloc(1024 * 1024, 'x')
  async function* bytes() {
    yield Buffer.from(csv(row(0), row(1)))
    for (let i = 0; i < 2048; i++) yield mega
    yield Buffer.from(`\n${row(2)}\n`)
  }
  const log = new RejectLog(root, path)
  const before = process.memoryUsage().rss
  const report = await importText(
    {
      path,
      history,
      options: { ...defaultOptions(root, NOW), flags: { venue: 'binance' } },
      log,
      progress() {},
    },
    { label: path, name: 'BTCUSDT-1h.csv', bytes: bytes() },
  )
  expect(process.memoryUsage().rss - before).toBeLessThan(500 * 1024 * 1024)
  expect(report).toMatchObject({ rows: 4, rejected: 1 })
  expect(log.shown).toMatchObject([
    { line: 4, reason: 'the line is longer than 1048576 characters' },
  ])
  expect((await stored()).openTime).toHaveLength(3)
})

test.each([
  ['BTCUSDT-1h.zip', Buffer.from('this is no zip'), 'is no zip file: it begins with "this"'],
  ['BTCUSDT-1h.zip', Buffer.from('PK\x03\x04 neither'), 'is no whole zip file'],
  ['BTCUSDT-1h.zip', Buffer.alloc(0), 'is empty'],
  ['BTCUSDT-1h.csv.gz', Buffer.from('time,open'), 'is no gzip file: it begins with "time"'],
  ['x.parquet', Buffer.from('PAR1 cut off'), 'is no whole Parquet file'],
  [
    'BTCUSDT-1h.zip',
    makeZip([{ name: 'readme.md', content: 'x' }]),
    'is a zip file without a .csv',
  ],
  [
    'BTCUSDT-1h.zip',
    makeZip([{ name: '../../BTCUSDT-1h.csv', content: csv(row(0)) }]),
    'is a broken zip file: invalid relative path',
  ],
  [
    'BTCUSDT-1h.zip',
    makeZip([{ name: 'BTCUSDT-1h.csv', content: csv(row(0)) }]).subarray(0, -30),
    'is no whole zip file',
  ],
])('%s that is none or is broken: %#', async (name, content, message) => {
  const report = await importOf(content, {}, name)
  expect(errorOf(report)).toContain(`${name}: ${message}`)
  expect(await history.instruments()).toEqual([])
})

test('a zip with a wrong checksum and a gzip cut off store nothing', async () => {
  const name = 'BTCUSDT-1h.csv'
  const zip = await importOf(
    makeZip([{ name, content: csv(row(0)), crc: 1 }]),
    {},
    'BTCUSDT-1h.zip',
  )
  expect(errorOf(zip)).toContain('is damaged: its checksum does not fit')
  const rows = Array.from({ length: 5000 }, (_, i) => `${NOW - i * HOUR - HOUR},1,1,1,1,${i}`)
  const packed = gzipSync(csv(...rows))
  const cut = await importOf(packed.subarray(0, packed.length / 2), {}, 'BTCUSDT-1h.csv.gz')
  expect(errorOf(cut)).toContain('is damaged or cut off')
  expect(await history.instruments()).toEqual([])
  const whole = await importOf(packed, {}, 'BTCUSDT-1h.csv.gz')
  expect(whole.files[0]).toMatchObject({ rows: 5000, rejected: 0, error: undefined })
})

test('a zip bomb is refused', async () => {
  const content = Buffer.alloc(40 * 1024 * 1024)
  const bomb = makeZip([{ name: 'BTCUSDT-1h.csv', content }])
  const report = await importOf(bomb, {}, 'BTCUSDT-1h.zip')
  expect(errorOf(report)).toContain('it may be a zip bomb')
  expect(await history.instruments()).toEqual([])
})
