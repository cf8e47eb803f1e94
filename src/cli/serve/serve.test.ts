import {
  chmod,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rm,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { ROUTES } from '../../api/routes.ts'
import { candlesSchema, instrumentsSchema, statusSchema } from '../../api/schema.ts'
import { runCommand } from '../commands.ts'
import { openServer } from './serve.ts'
import { SHOWN_SIMULATION } from './simulated-folder.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isotherm-serve-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

function recorder() {
  const told = { out: '', err: '' }
  const io = {
    out: (text: string) => (told.out += text),
    err: (text: string) => (told.err += text),
    readFile: () => '',
  }
  return { told, io }
}

async function serve(...args: string[]) {
  const { told, io } = recorder()
  const server = await openServer(
    ['--data', join(folder, 'data'), '--port', '0', '--log-level', 'silent', ...args],
    io,
    { choice: { ...SHOWN_SIMULATION, days: 1 } },
  )
  onTestFinished(() => server.close())
  const get = async (path: string): Promise<unknown> => (await fetch(server.url + path)).json()
  return { told, get, server }
}

const HEADER = 'time,open,high,low,close,volume\n'
const hours = (count: number) =>
  Array.from(
    { length: count },
    (_, i) => `${new Date(Date.UTC(2024, 0, 1, i)).toISOString()},10,12,9,${10 + (i % 2)},5\n`,
  ).join('')

test('without a history it serves the simulated market and says how to get data', async () => {
  const { told, get } = await serve('--offline')
  expect(told.out).toMatch(/^Isotherm \d+\.\d+\.\d+ is at http:\/\/127\.0\.0\.1:\d+\n/)
  expect(told.out).toContain('--history DIR')
  const status = statusSchema.parse(await get(ROUTES.status))
  expect(status.hasHistory).toBe(false)
  expect(status.notice).toMatch(/simulated market (will be|is being) prepared/)
  const instruments = async () => instrumentsSchema.parse(await get(ROUTES.instruments)).instruments
  await expect.poll(instruments, { timeout: 60_000 }).toMatchObject([
    {
      id: 'simulated:BTCUSD-SIM',
      simulated: true,
      candleInterval: 60_000,
      hasOpenInterest: true,
    },
  ])
  expect(statusSchema.parse(await get(ROUTES.status)).notice).toContain(
    'this is a simulated market',
  )
})

test('a folder of files is imported once, and again when a file changes', async () => {
  const files = join(folder, 'with space – ünï')
  const file = join(files, 'ABCUSDT-1h.csv')
  await mkdir(files)
  await writeFile(file, HEADER + hours(5))
  const args = ['--history', files]
  const count = async (get: (path: string) => Promise<unknown>) => {
    const { instruments } = instrumentsSchema.parse(await get(ROUTES.instruments))
    const { id, from, to, candleInterval } = instruments[0]!
    const query = `instrument=${id}&from=${from}&to=${to}&interval=${candleInterval}`
    return candlesSchema.parse(await get(`${ROUTES.candles}?${query}`)).openTime.length
  }
  const refused = recorder()
  await expect(
    openServer(['--data', join(folder, 'data'), '--port', '0', ...args], refused.io),
  ).rejects.toThrow('no candles that could be read')

  // The venue is read from the folder's name.
  const named = join(folder, 'binance files')
  await mkdir(named)
  await writeFile(join(named, 'ABCUSDT-1h.csv'), HEADER + hours(5))
  const first = await serve('--history', named)
  expect(first.told.out).toContain('Importing 1 file')
  expect(first.told.out).toContain('binance:ABCUSDT: 1h candles')
  expect(first.told.out).toContain('no open interest, so no map')
  expect(first.told.err).toBe('')
  const [, report] = /what was read, and how: (.+)/.exec(first.told.out) ?? []
  expect(await readFile(report!, 'utf8')).toContain('ABCUSDT-1h.csv: CSV of bars, 5 rows')
  expect(await count(first.get)).toBe(5)
  const second = await serve('--history', named)
  expect(second.told.out).not.toContain('Importing')
  const broken = 'yesterday,10,12,9,10,5\n'
  await writeFile(join(named, 'ABCUSDT-1h.csv'), HEADER + hours(9) + broken)
  await utimes(join(named, 'ABCUSDT-1h.csv'), 1e9, 1e9)
  const third = await serve('--history', named)
  expect(third.told.out).toContain('Importing')
  expect(third.told.err).toMatch(
    /^ {2}1 rejected rows, first .*"yesterday".*\n {4}all of them: .*\n$/,
  )
  expect(await count(third.get)).toBe(9)
  const [kept] = await readdir(join(folder, 'data', 'imported'))
  expect((await readdir(join(folder, 'data', 'imported', kept!))).length).toBeLessThanOrEqual(2)
})

async function refusal(...args: string[]) {
  const { told, io } = recorder()
  const code = await runCommand(['serve', ...args], io)
  expect(told.err.trimEnd()).not.toContain('\n')
  return { code, line: told.err }
}

test.each([
  ['--port', '70000'],
  ['--port', 'abc'],
  ['--host', ''],
  ['--host', '0.0.0.0'],
  ['--host', '::'],
  ['--log-level', 'loud'],
  ['--tile-cache-mb', '0'],
  ['--history', ''],
  ['--instrument', 'BTC USD'],
  ['--rates', 'empty.csv'],
  ['--calendar', 'missing.ics'],
  ['--venue-url', 'bybit'],
  ['--venue-url', 'bybit.rest=ftp://127.0.0.1'],
])('%s "%s" is refused in one line', async (flag, value) => {
  const { code, line } = await refusal('--data', folder, flag, value)
  expect(code).toBe(2)
  expect(line).toContain(`${flag} "${value}"`)
})

test('a configuration that cannot be used is refused in one line', async () => {
  const file = join(folder, 'isotherm.json')
  const other = join(folder, 'other.json')
  await writeFile(other, '{"venues": ["bibyt"]}')
  for (const [text, args, sentence] of [
    ['{"instrument": ["BTC"]}', [], 'has no key "instrument": did you mean instruments?'],
    ['{', [], 'is no JSON'],
    ['{}', ['--venue', 'bibyt'], 'there is no venue "bibyt"'],
    ['{}', ['--config', join(folder, 'missing.json')], 'it does not exist'],
    ['{}', ['--config', other], 'there is no venue "bibyt"'],
    [
      '{"calendar": "missing.ics"}',
      [],
      `the calendar ${join(folder, 'missing.ics')} cannot be read`,
    ],
    ['{"venueUrls": {"binance.rst": "http://127.0.0.1"}}', [], '"binance.rst" is no host'],
  ] as const) {
    await writeFile(file, text)
    const { code, line } = await refusal('--data', folder, '--port', '0', ...args)
    expect(code, line).toBe(2)
    expect(line).toContain(sentence)
  }
})

test('folders that cannot be used are refused in one line', async () => {
  const file = join(folder, 'file')
  await writeFile(file, 'x')
  const empty = join(folder, 'empty')
  await mkdir(empty)
  await symlink(join(folder, 'loop'), join(folder, 'loop'))
  const data = join(folder, 'data')
  for (const [args, sentence] of [
    [['--data', file], 'is a file: give a folder'],
    [['--data', join(file, 'below')], 'is a file: give a folder'],
    [['--data', join(folder, 'loop', 'x')], 'is a loop of links'],
    [['--data', data, '--history', join(folder, 'missing')], 'does not exist: give a folder'],
    [['--data', data, '--history', file], 'is a file: give the folder'],
    [['--data', data, '--history', empty], 'holds no .csv'],
  ] as const) {
    const { code, line } = await refusal(...args)
    expect(code, line).toBe(2)
    expect(line).toContain(sentence)
  }
})

// Root may write to any folder.
test.runIf(process.getuid?.() !== 0)(
  'a data folder that may not be written is refused',
  async () => {
    await chmod(folder, 0o500)
    const { code, line } = await refusal('--data', folder)
    expect(code).toBe(2)
    expect(line).toContain('cannot be written')
  },
)

test('a port that is taken is told in one line', async () => {
  const taken = createServer()
  await new Promise<void>((done) => taken.listen(0, '127.0.0.1', done))
  onTestFinished(() => void taken.close())
  const { port } = taken.address() as AddressInfo
  const { code, line } = await refusal('--data', folder, '--port', `${port}`)
  expect(code).toBe(1)
  expect(line).toBe(`isotherm serve: port ${port} is taken: choose another with --port\n`)
})
