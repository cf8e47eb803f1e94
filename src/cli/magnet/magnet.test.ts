import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { HOUR } from '../../market/units.ts'
import { runCommand } from '../commands.ts'
import type { MagnetAnswer } from './magnet-answer.ts'
import { madeHours, writeHours } from '../score/score-csv.fixture.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isotherm-magnet-'))
  const blank = { liquidated_long: '', liquidated_short: '' }
  const hours = madeHours(75)
  await writeHours(join(folder, 'binance-two'), 'ETHUSDT', hours)
  await writeHours(
    join(folder, 'binance-two'),
    'PEPEUSDT',
    madeHours(75, 0.000012).map((cells) => ({ ...cells, ...blank })),
  )
  await writeHours(join(folder, 'binance-short'), 'ETHUSDT', hours.slice(0, 12 * 24))
  await writeHours(
    join(folder, 'binance-closed'),
    'ETHUSDT',
    hours.map((cells) => ({ ...cells, oi_open: '', oi_high: '', oi_low: '', oi_close: '' })),
  )
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function magnet(from: string, ...args: string[]) {
  let [out, err] = ['', '']
  const code = await runCommand(
    ['magnet', '--history', join(folder, from), '--data', join(folder, 'data'), ...args],
    {
      out: (text) => (out += text),
      err: (text) => (err += text),
      readFile: (path) => readFileSync(path, 'utf8'),
    },
  )
  return { code, out, err }
}

const json = async (...args: string[]) =>
  JSON.parse((await magnet('binance-two', '--json', ...args)).out) as MagnetAnswer

test('--json says what was found of each instrument and of all together', async () => {
  const answer = await json()
  expect(answer).toMatchObject({ model: 'isotherm', lookEveryMs: 6 * HOUR, level: 0.95 })
  const [eth, pepe] = answer.instruments
  expect([eth, pepe].map((one) => [one!.instrument, one!.learnt, one!.followedMs])).toEqual([
    ['binance:ETHUSDT', true, HOUR],
    ['binance:PEPEUSDT', false, HOUR],
  ])
  expect(eth!.looks).toBe(4 * 67 + 1)
  expect(eth!.trials).toBe(4 * 66 + 1)
  expect(answer.pooled.trials).toBe(eth!.trials + pepe!.trials)
  for (const report of [answer.pooled, eth!, pepe!]) {
    const { low, value, high } = report.magnet!.attraction
    expect(low).toBeLessThan(value)
    expect(high).toBeGreaterThan(value)
    const parts = (of: readonly { readonly trials: number }[]) =>
      of.reduce((sum, { trials }) => sum + trials, 0)
    expect(parts(report.byDistance)).toBe(report.trials)
    expect(parts(Object.values(report.byKind))).toBe(report.trials)
  }
})

test('is the same to the last digit when made again, and another with another model', async () => {
  const args = ['--json', '--instrument', 'ETH'] as const
  const { out } = await magnet('binance-two', ...args)
  expect((await magnet('binance-two', ...args)).out).toBe(out)
  const other = await json('--instrument', 'ETH', '--model', 'opening-only')
  expect(other).toMatchObject({ model: 'opening-only', instruments: [{ learnt: false }] })
  expect(other.pooled).not.toEqual((JSON.parse(out) as MagnetAnswer).pooled)
})

test('the tables say what is no evidence, and how long price was followed', async () => {
  const { code, out } = await magnet('binance-two')
  expect(code).toBe(0)
  for (const words of [
    '2 instruments together',
    'binance:PEPEUSDT, 2025-01-01 to 2025-03-17: 269 looks, 265 with',
    'price is followed for 1 h',
    'No evidence',
    '3.5–5 %',
    'dominantWall',
  ])
    expect(out).toContain(words)
})

test('too short a history gives no number', async () => {
  const { code, out } = await magnet('binance-short')
  expect(code).toBe(0)
  expect(out).toContain('too few')
  expect(out).not.toMatch(/\[[−+]/)
})

test.each([
  ['binance-closed', [], 'has no open interest'],
  ['binance-two', ['--instrument', 'DOGE'], 'must be one of'],
  ['binance-two', ['--model', 'x'], '--model "x" must be one of isotherm'],
  ['binance-two', ['--from', '2025-02-01', '--to', '2025-01-01'], '--from must be before --to'],
  ['binance-two', ['--from', '2030-01-01'], 'has no candles with open interest in that time'],
] as const)('%s %j is refused with exit code 2', async (from, args, sentence) => {
  const { code, out, err } = await magnet(from, '--json', ...args)
  expect({ code, out }).toEqual({ code: 2, out: '' })
  expect(err).toContain(sentence)
})
