import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { learntWeightsSchema } from '../../api/learnt-weights.ts'
import { DAY } from '../../market/units.ts'
import { runCommand } from '../commands.ts'
import { START, madeHours, writeHours } from '../score/score-csv.fixture.ts'

let folder = ''
const hours = madeHours(20)
const unknown = hours.map((cells) => ({ ...cells, liquidated_long: '', liquidated_short: '' }))

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'isotherm-weights-'))
  await writeHours(join(folder, 'binance-one'), 'ETHUSDT', hours)
  const three = join(folder, 'binance-three')
  await writeHours(three, 'ETHUSDT', hours)
  await writeHours(three, 'PEPEUSDT', madeHours(20, 0.000012))
  await writeHours(three, 'SOLUSDT', unknown)
  await writeHours(join(folder, 'binance-unknown'), 'SOLUSDT', unknown)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function weights(from: string, ...args: string[]) {
  let [out, err] = ['', '']
  const places = ['--history', join(folder, from), '--data', join(folder, 'data')]
  const code = await runCommand(['weights', ...places, ...args], {
    out: (text) => (out += text),
    err: (text) => (err += text),
    readFile: (path) => readFileSync(path, 'utf8'),
  })
  return { code, out, err }
}

const ofEth = async (from: string, ...args: string[]) =>
  learntWeightsSchema.parse(
    JSON.parse((await weights(from, '--json', '--instrument', 'ETH', ...args)).out),
  )

test('--json of one instrument is one object: the prior, then what was learnt day by day', async () => {
  const { instrument, from, to, lifetimes, distances, known, amounts } = await ofEth('binance-one')
  expect({ instrument, from, to }).toEqual({
    instrument: 'binance:ETHUSDT',
    from: '2025-01-01T00:00:00.000Z',
    to: '2025-01-21T00:00:00.000Z',
  })
  expect(amounts).toMatchObject({ throttled: false, correction: null })
  expect(lifetimes).toHaveLength(4)
  expect(distances[0]).toMatchObject({ kind: 'button', leverage: 125 })
  const [prior, ...learnt] = known
  expect(prior).toMatchObject({ since: 0, expert: 'prior', feed: 'too-little', rows: 0 })
  expect(learnt.length).toBeGreaterThan(10)
  for (const { since, feed, expert, rows, realisedUsd } of learnt) {
    expect(since % DAY).toBe(0)
    expect(since).toBeGreaterThan(START)
    expect(feed).toBe('sound')
    expect(expert).not.toMatch(/others|prior/)
    expect(rows).toBeGreaterThan(0)
    expect(realisedUsd).toBeGreaterThan(0)
  }
  for (const weight of learnt.at(-1)!.weights) expect(Number(weight.toPrecision(5))).toBe(weight)
})

test('the future and other coins change nothing of what one learns by itself', async () => {
  const whole = await ofEth('binance-one')
  const part = await ofEth('binance-one', '--to', '2025-01-11')
  expect(part.known.length).toBeGreaterThan(5)
  expect(part.known).toEqual(whole.known.slice(0, part.known.length))
  expect((await ofEth('binance-three')).known).toEqual(whole.known)
})

test('of several it is a list; of what nothing is known that is told', async () => {
  const { code, out, err } = await weights('binance-three', '--json')
  expect(code).toBe(0)
  expect(
    learntWeightsSchema
      .array()
      .parse(JSON.parse(out))
      .map((one) => one.instrument),
  ).toEqual(['binance:ETHUSDT', 'binance:PEPEUSDT'])
  expect(err).toContain('binance:SOLUSDT: no realised liquidations are known')
})

test('the tables tell age, evidence, the leverage over time and every distance', async () => {
  const { code, out } = await weights('binance-one')
  expect(code).toBe(0)
  const { known, distances } = await ofEth('binance-one')
  const last = known.at(-1)!
  expect(out).toContain(
    `newest of 2025-01-20 00:00 UTC, 24h before the end, learnt by ${last.expert}`,
  )
  expect(out).toContain(`from ${last.rows} hours of one side in which $`)
  expect(out.match(/^2025-01-\d\d 00:00 /gm)).toHaveLength(known.length - 1)
  expect(out.match(/^(button|smooth) /gm)).toHaveLength(distances.length)
})

test.each([
  ['binance-unknown', [], 'nothing could be learnt'],
  ['binance-one', ['--instrument', 'DOGE'], 'must be one of binance:ETHUSDT'],
  ['binance-one', ['--from', '2025-01-02', '--to', '2025-01-01'], '--from must be before --to'],
] as const)('%s %j is refused with exit code 2', async (from, args, sentence) => {
  const { code, out, err } = await weights(from, '--json', ...args)
  expect({ code, out }).toEqual({ code: 2, out: '' })
  expect(err).toContain(sentence)
})
