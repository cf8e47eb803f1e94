import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { HOUR } from '../market/units.ts'
import { defaultOptions } from './import-options.ts'
import { HEADER, csv, row, useBarImports } from './hourly-bars.fixture.ts'
import { importText } from './import-text.ts'
import { RejectLog } from './reject-log.ts'
import { makeZip } from './zip.fixture.ts'

const NOW = Date.UTC(2026, 0)
const { imports, importOf, stored, errorOf } = useBarImports()

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
  expect(await imports.current.history.instruments()).toEqual([])
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
  const { root } = imports.current
  const path = join(root, 'BTCUSDT-1h.csv')
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
      history: imports.current.history,
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
  expect(await imports.current.history.instruments()).toEqual([])
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
  expect(await imports.current.history.instruments()).toEqual([])
  const whole = await importOf(packed, {}, 'BTCUSDT-1h.csv.gz')
  expect(whole.files[0]).toMatchObject({ rows: 5000, rejected: 0, error: undefined })
})

test('a zip bomb is refused', async () => {
  const content = Buffer.alloc(40 * 1024 * 1024)
  const bomb = makeZip([{ name: 'BTCUSDT-1h.csv', content }])
  const report = await importOf(bomb, {}, 'BTCUSDT-1h.zip')
  expect(errorOf(report)).toContain('it may be a zip bomb')
  expect(await imports.current.history.instruments()).toEqual([])
})
