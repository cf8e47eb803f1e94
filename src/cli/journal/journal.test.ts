import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { liquidation, start, trade, trades } from '../../journal/events.fixture.ts'
import { openJournal } from '../../journal/open-journal.ts'
import { segmentName } from '../../journal/segment-name.ts'
import type { MarketEvent } from '../../market/event.ts'
import { runCommand } from '../commands.ts'
import { outputRoom } from '../command/output-room.ts'

let data = ''
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'isotherm-journal-cli-'))
})
afterEach(() => rm(data, { recursive: true, force: true }))

const EVENTS: readonly MarketEvent[] = [
  ...trades(0, 3),
  liquidation(3),
  { type: 'clock', exchangeTime: start + 5_000, receivedTime: start + 5_000 },
]

async function record(events: readonly MarketEvent[]): Promise<string> {
  const journal = await openJournal({ directory: join(data, 'journal'), onCommitted: () => {} })
  journal.append(events)
  await journal.close()
  return join(data, 'journal', segmentName(1))
}

async function run(...args: readonly string[]) {
  let [out, err] = ['', '']
  const code = await runCommand(['journal', ...args], {
    out: (text) => (out += text),
    err: (text) => (err += text),
    readFile: () => '',
  })
  return { code, out, err }
}

/** Changes the byte behind a text. */
async function damage(path: string, text: string): Promise<void> {
  const bytes = await readFile(path)
  bytes[bytes.indexOf(text) + text.length] = 0x21
  await writeFile(path, bytes)
}

test('verify finds nothing in a sound journal', async () => {
  await record(EVENTS)
  expect(await run('verify', '--data', data)).toEqual({
    code: 0,
    out: '5 records, no damage\n',
    err: '',
  })
})

test('fault 58: verify names what is damaged, the records and when they were received', async () => {
  const path = await record(EVENTS)
  await damage(path, '"t1"')
  const { code, out } = await run('verify', '--data', data)
  expect(code).toBe(1)
  const [line, sum] = out.split('\n')
  expect(line).toMatch(/^0{15}1\.log, bytes \d+ to \d+: damaged; record 2 lost, received between /)
  expect(line).toContain('between 2025-10-10T21:00:00.007Z and 2025-10-10T21:00:00.009Z')
  expect(sum).toBe('4 records read; damage at 1 place, 1 lost')
})

test('a torn end and a missing segment are told as what they are', async () => {
  const path = await record(EVENTS)
  const bytes = await readFile(path)
  await writeFile(join(data, 'journal', segmentName(9)), bytes.subarray(0, 60))
  const { code, out } = await run('verify', '--data', data)
  expect(code).toBe(1)
  expect(out).toMatch(/^0{15}6\.log: is missing; records 6 to 8 lost, received after 2025-10-10T/)
  expect(out).toMatch(/\n0{15}9\.log, bytes \d+ to 59: an unfinished line, .*; no record lost/)
})

test('stat counts by venue and type', async () => {
  const path = await record(EVENTS)
  const { code, out } = await run('stat', '--data', data)
  expect(code).toBe(0)
  expect(out).toBe(
    [
      'segments           1',
      `bytes              ${(await readFile(path)).length}`,
      'records            5',
      'numbers            1 to 5',
      'received           2025-10-10T21:00:00.007Z to 2025-10-10T21:00:05.000Z',
      'bybit liquidation  1',
      'bybit trade        3',
      'clock              1',
      '',
    ].join('\n'),
  )
  await damage(path, '"t1"')
  expect((await run('stat', '--data', data)).err).toContain('isotherm journal verify')
})

test('replay prints the events as they were, one a line', async () => {
  await record(EVENTS)
  const { code, out } = await run('replay', '--data', data)
  expect(code).toBe(0)
  expect(
    out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual(EVENTS.map((event, i) => ({ number: i + 1, ...event })))
})

test.each([
  [['--type', 'liquidation'], [4]],
  [
    ['--instrument', 'bybit:BTCUSDT'],
    [1, 2, 3, 4],
  ],
  [['--instrument', 'bybit:ETHUSDT'], []],
  [['--from', '2025-10-10T21:00:05Z'], [5]],
  [
    ['--from', '2025-10-10', '--to', '2025-10-10T21:00:05Z'],
    [1, 2, 3, 4],
  ],
])('replay %j prints the records %j', async (args, numbers) => {
  await record(EVENTS)
  const { out } = await run('replay', '--data', data, ...args)
  const printed = out.split('\n').slice(0, -1)
  expect(printed.map((line) => JSON.parse(line).number)).toEqual(numbers)
})

test('replay says how much is lost', async () => {
  await damage(await record(EVENTS), '"t1"')
  const { code, err } = await run('replay', '--data', data)
  expect(code).toBe(0)
  expect(err).toBe('1 record is lost: isotherm journal verify shows where\n')
})

test.each([
  [[], 2, 'isotherm journal: say which: verify, stat, replay'],
  [['vrify'], 2, 'isotherm journal: there is no journal "vrify": did you mean verify?'],
  [['verify', '--type', 'trade'], 2, 'isotherm journal: --type is no flag here'],
  [['replay', '--type', 'trad'], 2, 'isotherm journal: --type "trad" must be one of'],
  [['replay', '--instrument', 'BTC'], 2, 'isotherm journal: --instrument "BTC" must be venue:'],
  [['replay', '--from', 'now'], 2, 'isotherm journal: --from "now" must be a UTC date'],
  [['replay', '--from', '2025-01-02', '--to', '2025-01-01'], 2, '--from must be before --to'],
] as const)('journal %j ends with code %i and one line', async (args, code, line) => {
  await record([trade(0)])
  const needed = args.length > 0 ? ['--data', data] : []
  const result = await run(...args, ...needed)
  expect(result).toMatchObject({ code, out: '' })
  expect(result.err).toContain(line)
  expect(result.err.split('\n')).toHaveLength(2)
})

test('a folder without a journal is named', async () => {
  expect(await run('stat', '--data', data)).toEqual({
    code: 1,
    out: '',
    err: `there is no journal in ${data}\n`,
  })
})

test('fault 65: a journal of a newer program ends with code 78', async () => {
  const path = await record([trade(0)])
  const { encodeLine } = await import('../../journal/record-line.ts')
  await writeFile(path, encodeLine('0 ["isotherm-journal",2,1,0]') ?? '')
  expect(await run('verify', '--data', data)).toMatchObject({
    code: 78,
    err: expect.stringContaining('use the newer program again'),
  })
})

test('output waits for its reader and ends with it', async () => {
  const output = new PassThrough({ highWaterMark: 10 })
  expect(await outputRoom(output)).toBe(true)
  output.write('more than ten bytes')
  let isThrough = false
  const room = outputRoom(output).then((left) => {
    isThrough = true
    return left
  })
  await new Promise((resolve) => setImmediate(resolve))
  expect(isThrough).toBe(false)
  output.resume()
  expect(await room).toBe(true)
  output.pause()
  output.write('more than ten bytes')
  const last = outputRoom(output)
  output.destroy()
  expect(await last).toBe(false)
})

test('replay ends when its reader has gone, without a word', async () => {
  await record(trades(0, 60_000))
  const main = fileURLToPath(new URL('../main.ts', import.meta.url))
  const args = ['--import', 'tsx', main, 'journal', 'replay', '--data', data]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let err = ''
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
  await once(child.stdout, 'data')
  child.stdout.destroy()
  expect(await once(child, 'close')).toEqual([0, null])
  expect(err).toBe('')
})
