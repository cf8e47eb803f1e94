import { readFileSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { signalRecordsSchema } from '../../api/signal-records.ts'
import { instrumentIdSchema } from '../../market/schema.ts'
import { openSignalRecordFiles } from '../../server/signals/signal-record-files.ts'
import { runCommand } from '../commands.ts'
import { madeHours, writeHours } from '../score/score-csv.fixture.ts'
import type { SignalsAnswer } from './signals-answer.ts'
import { signalsTable } from './signals-table.ts'

let folder = ''
let answer: SignalsAnswer
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isotherm-signals-'))
  const hours = madeHours(45)
  await writeHours(join(folder, 'binance-two'), 'ETHUSDT', hours)
  await writeHours(
    join(folder, 'binance-two'),
    'PEPEUSDT',
    madeHours(45, 0.000012).map((one) => ({ ...one, liquidated_long: '', liquidated_short: '' })),
  )
  await writeHours(join(folder, 'binance-short'), 'ETHUSDT', hours.slice(0, 5 * 24))
  await writeHours(
    join(folder, 'binance-closed'),
    'ETHUSDT',
    hours.map((cells) => ({ ...cells, oi_open: '', oi_high: '', oi_low: '', oi_close: '' })),
  )
  answer = JSON.parse((await signals('binance-two', '--json')).out) as SignalsAnswer
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function signals(from: string, ...args: string[]) {
  let [out, err] = ['', '']
  const code = await runCommand(
    ['signals', '--history', join(folder, from), '--data', join(folder, 'data'), ...args],
    {
      out: (text) => (out += text),
      err: (text) => (err += text),
      readFile: (path) => readFileSync(path, 'utf8'),
    },
  )
  return { code, out, err }
}

test('--json says what followed in each instrument and in all together', () => {
  expect(answer).toMatchObject({ readEveryMs: 3_600_000, fewestCases: 20, level: 0.95 })
  const [eth, pepe] = answer.instruments
  expect([eth!.instrument, eth!.learnt]).toEqual(['binance:ETHUSDT', true])
  expect([pepe!.instrument, pepe!.learnt]).toEqual(['binance:PEPEUSDT', false])
  expect(pepe!.unknownReadings).toBe(pepe!.readings)
  expect(eth!.unknownReadings).toBeLessThan(eth!.readings)
  const [cases, ...parts] = [answer.pooled, eth!, pepe!].map(({ clusters }) =>
    Object.values(clusters).reduce((sum, one) => sum + one['24h'].cases, 0),
  )
  expect(cases).toBe(parts[0]! + parts[1]!)
  expect(cases).toBeGreaterThan(40)
  expect(pepe!.clusters['near significant']['24h']).toEqual({ cases: 0, findings: null })
  for (const { clusters } of [answer.pooled, eth!, pepe!])
    for (const one of Object.values(clusters))
      for (const { cases: count, findings } of Object.values(one))
        expect(findings === null).toBe(count < 20)
  expect(signalRecordsSchema.parse(answer.pooled)).toEqual(answer.pooled)
})

test('--keep writes a file that the server reads, and tells it from a damaged one', async () => {
  expect((await signals('binance-two', '--instrument', 'ETH', '--keep')).code).toBe(0)
  const id = instrumentIdSchema.parse('binance:ETHUSDT')
  const directory = join(folder, 'data', 'signal-records')
  const problems: string[] = []
  const files = openSignalRecordFiles(directory, (message) => problems.push(message))
  const kept = await files.read(id)
  // Made twice of the same history it is the same.
  expect(kept!.record).toEqual(answer.instruments[0])
  expect(await files.read(instrumentIdSchema.parse('binance:DOGEUSDT'))).toBeUndefined()
  const path = join(directory, `${encodeURIComponent(id)}.json`)
  await writeFile(path, (await readFile(path, 'utf8')).replace('"noted"', '"other"'))
  expect(await files.read(id)).toBeUndefined()
  expect(problems).toEqual([`${path} is no record of signals of ${id}: it is made again`])
})

test('the tables say what is chance', () => {
  const out = signalsTable(answer)
  for (const words of [
    '2 instruments together',
    'binance:PEPEUSDT, 2025-01-01 to 2025-02-15: 1080 readings, at 1080 of them it is not known',
    'decaying-cluster',
    'too few',
    'above chance',
  ])
    expect(out).toContain(words)
})

test('too short a history gives no rate', async () => {
  const { code, out } = await signals('binance-short')
  expect(code).toBe(0)
  expect(out).not.toMatch(/\d %  +\d+ %/)
  expect(out).not.toMatch(/\[[−+]/)
})

test.each([
  ['binance-closed', [], 'has no open interest'],
  ['binance-two', ['--instrument', 'DOGE'], 'must be one of'],
  ['binance-two', ['--model', 'x'], '--model is no flag here'],
  ['binance-two', ['--from', '2025-02-01', '--to', '2025-01-01'], '--from must be before --to'],
] as const)('%s %j is refused with exit code 2', async (from, args, sentence) => {
  const { code, out, err } = await signals(from, '--json', ...args)
  expect({ code, out }).toEqual({ code: 2, out: '' })
  expect(err).toContain(sentence)
})
