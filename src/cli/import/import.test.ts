import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeZip } from '../../importers/zip.fixture.ts'
import { parseInstrumentId } from '../../market/instrument.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import { HOUR, MINUTE } from '../../market/units.ts'
import { openHistory } from '../../store/history.ts'
import { importCommand } from './import.ts'
import { isUsageError } from '../command/read-flags.ts'

const btc = parseInstrumentId('binance:BTCUSDT') as InstrumentId
const CSV = [
  'time,open,high,low,close,volume',
  '2024-06-01T00:00:00Z,1,1,1,1,1',
  '2024-06-01T02:00:00Z,1,1,1,1,1',
  '2024-06-01T03:00:00Z,1,1,1,NaN,1',
].join('\n')

let root = ''
let out = ''
let err = ''
const io = {
  out: (text: string) => void (out += text),
  err: (text: string) => void (err += text),
  readFile: () => '',
}

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'isotherm-cli-'))
  out = ''
  err = ''
})

afterEach(() => rm(root, { recursive: true, force: true }))

const run = (...args: string[]) => importCommand([...args, '--data', join(root, 'data')], io)

/** The one line of a usage error. */
async function refusal(...args: string[]): Promise<string> {
  try {
    await run(...args)
  } catch (error) {
    if (isUsageError(error)) return error.message
    throw error
  }
  return `not refused: ${out}${err}`
}

async function csvFile(name = 'BTCUSDT-1h.csv', text = CSV): Promise<string> {
  const path = join(root, name)
  await writeFile(path, text)
  return path
}

async function storedCandles(interval: number): Promise<number> {
  const history = await openHistory(join(root, 'data', 'history'))
  try {
    return (await history.candles(btc, interval, 0, Number.POSITIVE_INFINITY)).openTime.length
  } finally {
    await history.close()
  }
}

test('a file is imported: counts, rejects and gaps are told', async () => {
  const path = await csvFile()
  expect(await run(path, '--venue', 'binance')).toBe(0)
  expect(out).toContain(`${path}: CSV of bars, 3 rows, 1 rejected`)
  expect(out).toContain(`${path}: line 4: close "NaN" is no plain decimal number`)
  expect(out).toContain('binance:BTCUSDT: 1 gaps')
  expect(out).toContain('2024-06-01T01:00:00Z to 2024-06-01T02:00:00Z: 1 candles of 1h')
  const rejects = /all of them: (.*)/.exec(out)?.[1] ?? ''
  expect(rejects.startsWith(join(root, 'data', 'rejects'))).toBe(true)
  expect(await readFile(rejects, 'utf8')).toContain('"line":4')
  expect(await storedCandles(HOUR)).toBe(2)
})

test('strict ends with 1 and stores nothing, a missing file with an error', async () => {
  const path = await csvFile()
  expect(await run(path, '--venue=binance', '--strict')).toBe(1)
  expect(out).toContain('line 4: close "NaN"')
  expect(await storedCandles(HOUR)).toBe(0)
  await expect(run(join(root, 'nowhere.csv'))).rejects.toThrow('nowhere.csv: ENOENT')
})

test('a file that cannot be read ends with 1, the others are imported', async () => {
  const broken = await csvFile('a.zip', 'no zip')
  const path = await csvFile()
  expect(await run(broken, path, '--venue', 'binance')).toBe(1)
  expect(out).toContain('not imported:')
  expect(err).toContain('1 of 2 files were not imported')
  expect(await storedCandles(HOUR)).toBe(2)
})

test('columns, names and units are mapped by flags', async () => {
  const text = 'ts;o;h;l;c;v\n1717200000;1;1;1;1;1\n1717200060;1;1;1;1;1'
  const path = await csvFile('mine.csv', text)
  const columns = ['time=ts', 'open=o', 'high=h', 'low=l', 'close=c', 'volume=v']
  const flags = columns.flatMap((pair) => ['--column', pair])
  const code = await run(
    path,
    ...flags,
    '--delimiter=;',
    '--time-unit=s',
    '--venue=binance',
    '--symbol=BTCUSDT',
  )
  expect([code, out]).toEqual([0, expect.stringContaining('interval 1m, from the spacing')])
  expect(await storedCandles(MINUTE)).toBe(2)
})

test.each([
  [[], 'which files? Name files or folders, or say --download binance'],
  [['--from', '2024-06-01'], 'which files?'],
  [['a.csv', '--from', '2024-06-01'], '--from belongs to --download binance'],
  [['a.csv', '--venue', 'mtgox'], '--venue "mtgox" must be one of binance'],
  [['a.csv', '--symbol', 'btc usdt'], '--symbol "btc usdt" must be the venue'],
  [['a.csv', '--interval', '7x'], '--interval "7x" must be a length of time, like 1m, 15m'],
  [['a.csv', '--interval', '0m'], '--interval "0m" must be a length of time, like 1m, 15m'],
  [['a.csv', '--column', 'price=p'], '--column "price=p" must name a field: time'],
  [['a.csv', '--column', 'time'], '--column "time" must be FIELD=NAME'],
  [['a.csv', '--column', 'time=a', '--column', 'time=b'], 'gives time twice'],
  [['a.csv', '--time-unit', 'ns'], '--time-unit "ns" must be one of s, ms, us'],
  [['a.csv', '--delimiter', 'ab'], '--delimiter "ab" must be one of'],
  [['a.csv', '--tick', '0'], '--tick "0" must be a decimal number above 0'],
  [['a.csv', '--contract', 'quanto'], '--contract "quanto" must be one of linear, inverse'],
  [['a.csv', '--strikt'], '--strikt is no flag here: did you mean --strict?'],
  [['a.csv', '--strict', '--strict'], '--strict is given more than once'],
  [['--download', 'kraken'], '--download "kraken" must be one of binance'],
  [['--download', 'binance'], '--download needs --symbol'],
  [['--download', 'binance', '--symbol', 'BTCUSDT'], '--download needs --from'],
  [
    ['--download', 'binance', '--symbol', '../x', '--from', '2024-01-01', '--to', '2024-01-02'],
    '--symbol "../x" must be',
  ],
  [['--download', 'binance', '--from', '2024-02-30'], '--from "2024-02-30" must be a day'],
  [
    ['--download', 'binance', '--symbol', 'X', '--from', '2024-01-02', '--to', '2024-01-01'],
    '--from must not be after --to',
  ],
  [['--download', 'binance', '--kinds', 'book'], '--kinds "book" must be of klines'],
  [['--archive-url', 'file:///etc'], '--archive-url "file:///etc" must be an address'],
])('%j is refused in one line', async (args, message) => {
  const told = await refusal(...args)
  expect(told).toContain(message)
  expect(told).not.toContain('\n')
})

test('the help names every flag', async () => {
  expect(await importCommand(['--help'], io)).toBe(0)
  for (const flag of ['--data', '--column', '--download', '--strict']) expect(out).toContain(flag)
})

test('a range is downloaded and imported, and the second time nothing changes', async () => {
  const row = (minute: number) => {
    const open = Date.UTC(2024, 5, 1) + minute * MINUTE
    return `${open},1,2,1,2,5,${open + MINUTE - 1},7,3,2,3,0`
  }
  const name = 'BTCUSDT-1m-2024-06-01'
  const zip = makeZip([{ name: `${name}.csv`, content: [0, 1, 2].map(row).join('\n') }])
  const path = `/data/futures/um/daily/klines/BTCUSDT/1m/${name}.zip`
  const server = await listen({
    [path]: zip,
    [`${path}.CHECKSUM`]: Buffer.from(createHash('sha256').update(zip).digest('hex')),
  })
  try {
    const { port } = server.address() as AddressInfo
    const args = [
      '--download=binance',
      '--symbol=BTCUSDT',
      '--kinds=klines',
      '--from=2024-06-01',
      '--to=2024-06-02',
      `--archive-url=http://127.0.0.1:${port}/`,
    ]
    expect(await run(...args)).toBe(0)
    expect(out).toContain('archive klines, 3 rows, 0 rejected')
    expect(out).toContain('candles: 3 new')
    expect(err).toContain('the archive has no data/futures/um/daily/klines/BTCUSDT/1m/')
    out = ''
    expect(await run(...args)).toBe(0)
    expect(out).toContain('candles: 0 new, 3 already there')
    expect(await storedCandles(MINUTE)).toBe(3)
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => {
      server.close(resolve)
    })
  }
})

async function listen(files: Readonly<Record<string, Buffer>>): Promise<Server> {
  const server = createServer((request, response) => {
    const content = files[request.url ?? '']
    response.writeHead(content === undefined ? 404 : 200).end(content)
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return server
}
