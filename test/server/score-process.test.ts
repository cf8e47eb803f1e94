import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { getPriority, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { instrumentScoreSchema } from '../../src/api/score.ts'
import type { MarketEvent } from '../../src/market/event.ts'
import { DAY, HOUR, quantity } from '../../src/market/units.ts'
import { seededRandom } from '../../src/market/seeded-random.ts'
import { openScoreFiles } from '../../src/server/score/score-files.ts'
import { openScoreKeeper } from '../../src/server/score/score-keeper.ts'
import { knownHours } from '../../src/server/market/score-known.ts'
import {
  learnProcess,
  scoreProcess,
  signalsProcess,
} from '../../src/server/learning/score-process.ts'
import type { ScoreProcessOptions } from '../../src/server/learning/score-process.ts'
import { openWeightFiles } from '../../src/server/learning/weight-files.ts'
import { openWeightKeeper } from '../../src/server/learning/weight-keeper.ts'
import { candle, freshHistory, header, btc, instrument } from '../../src/store/history.fixture.ts'

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
const built = existsSync(MAIN)
if (!built) console.warn('test/server/score-process: skipped in part, run npm run build first')

/** A program in place of the built one. */
async function scriptOf(source: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'isotherm-score-process-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const main = join(folder, 'main.mjs')
  await writeFile(main, source)
  return main
}

/** What the runner makes of a program. */
async function runScript(source: string, options: Partial<ScoreProcessOptions> = {}) {
  const main = await scriptOf(source)
  const run = scoreProcess({ main, history: '/some/history', data: '/some', ...options })
  const ending = new AbortController()
  const asked = run({ instrument: btc, firstScoredDay: 5, signal: ending.signal })
  return { asked, ending }
}

test('asks for one instrument of the history, and has the least priority', async () => {
  const source = `
    import os from 'node:os'
    console.log(JSON.stringify(process.argv.slice(2)))
    const look = () => os.getPriority() > ${getPriority()} ? console.log('low') : setImmediate(look)
    look()`
  const { asked } = await runScript(source)
  const [flags, priority] = (await asked).split('\n')
  expect(JSON.parse(flags!)).toEqual([
    'score',
    '--json',
    '--history',
    '/some/history',
    '--data',
    '/some',
    '--instrument',
    btc,
    '--first-scored-day',
    '5',
  ])
  expect(priority).toBe('low')
})

test('weights are learnt, and what followed signals is told, by a command of their own', async () => {
  const main = await scriptOf('console.log(JSON.stringify(process.argv.slice(2)))')
  const run = learnProcess({ main, history: '/some/history', data: '/some' })
  const flags = await run({ instrument: btc, signal: new AbortController().signal })
  const places = ['--history', '/some/history', '--data', '/some']
  expect(JSON.parse(flags)).toEqual(['weights', '--json', ...places, '--instrument', btc])
  const tell = signalsProcess({ main, history: '/some/history', data: '/some' })
  const told = await tell({ instrument: btc, signal: new AbortController().signal })
  expect(JSON.parse(told)).toEqual(['signals', '--json', ...places, '--instrument', btc, '--keep'])
})

test('what it says on standard error is the reason, without where things lie', async () => {
  const { asked } = await runScript(`
    console.error('binance:BTCUSDT has no open interest in /some/history')
    console.error('(node:1) ExperimentalWarning: something')
    console.error('isotherm score: nothing could be scored')
    process.exitCode = 2`)
  await expect(asked).rejects.toThrow(
    /^binance:BTCUSDT has no open interest in the history; nothing could be scored$/,
  )
})

test('an end without a word is told by its code', async () => {
  const { asked } = await runScript('process.exitCode = 3')
  await expect(asked).rejects.toThrow('the process ended with 3')
})

test('one that takes too long is ended', async () => {
  const { asked } = await runScript('setInterval(() => undefined, 1000)', { limit: 300 })
  await expect(asked).rejects.toThrow('and was ended')
})

test('one that is no longer wanted is ended', async () => {
  const { asked, ending } = await runScript('setInterval(() => undefined, 1000)')
  ending.abort()
  await expect(asked).rejects.toThrow()
})

/** Eight days of a wandering price, of which more is liquidated in hours that go further. */
function madeMarket(): readonly MarketEvent[] {
  const random = seededRandom(7)
  const start = Date.UTC(2024, 5, 30)
  let price = 100
  return Array.from({ length: (8 * DAY) / HOUR }, (_, i): readonly MarketEvent[] => {
    const [open, close] = [price, price * (1 + 0.02 * (random() - 0.5))]
    price = close
    const low = Math.min(open, close) * (1 - 0.01 * random())
    const high = Math.max(open, close) * (1 + 0.01 * random())
    const at = start + i * HOUR
    const end = header(btc, at + HOUR)
    return [
      candle(at, { open, high, low, close, volume: quantity(1_000 + 1_000 * random()) }),
      { type: 'open-interest', ...end, openInterest: quantity(5_000) },
      {
        type: 'liquidation-total',
        ...end,
        interval: HOUR,
        longQuantity: quantity(1e4 * (1 - low / open) * random()),
        shortQuantity: quantity(1e4 * (high / open - 1) * random()),
      },
    ]
  }).flat()
}

test.runIf(built)('the built program scores a made history; both answers are kept', async () => {
  const history = await freshHistory()
  await history.append(madeMarket(), [instrument(btc)])
  const [stored] = await history.instruments()
  const known = await knownHours(history, stored!)
  expect(known.hours).toBe(8 * 24)
  const data = await mkdtemp(join(tmpdir(), 'isotherm-score-data-'))
  onTestFinished(() => rm(data, { recursive: true, force: true }))
  const problems: string[] = []
  const onProblem = (message: string) => void problems.push(message)
  const keeper = openScoreKeeper({
    run: scoreProcess({ main: MAIN, history: history.directory, data }),
    files: openScoreFiles(join(data, 'scores'), onProblem),
    weights: openWeightKeeper({
      run: learnProcess({ main: MAIN, history: history.directory, data }),
      files: openWeightFiles(join(data, 'weights'), history.directory, onProblem),
      now: () => 20_600 * DAY,
      onProblem,
    }),
    known: () => Promise.resolve(new Map([[btc, { ...known, basis: 'made' }]])),
    grows: true,
    now: () => 20_600 * DAY,
    onProblem,
  })
  await keeper.look()
  expect(problems).toEqual([])
  const kept = await keeper.score(btc)
  expect(kept).toMatchObject({ firstScoredDay: 5, score: { instrument: btc, hours: 8 * 24 } })
  expect(kept!.score.models.isotherm.rows).toBeGreaterThan(100)
  expect(instrumentScoreSchema.parse(kept!.score)).toEqual(kept!.score)
  const learnt = (await keeper.learnt(btc))!
  expect(learnt.known.length).toBeGreaterThan(3)
  expect(learnt.known.at(-1)).toMatchObject({ feed: 'sound' })
})

test('hours in which liquidations were not seen are not known', async () => {
  const history = await freshHistory()
  const start = Date.UTC(2024, 5, 30)
  const liquidation = (at: number): MarketEvent => ({
    type: 'liquidation',
    ...header(btc, at),
    position: 'long',
    price: 100,
    priceKind: 'fill',
    quantity: quantity(1),
  })
  const gap = { type: 'gap', stream: 'liquidation', cause: 'test', certainty: 'certain' } as const
  await history.append(
    [
      liquidation(start),
      liquidation(start + 20 * HOUR),
      { ...gap, ...header(btc, start + 6 * HOUR), from: start + 3.5 * HOUR },
      { ...gap, ...header(btc, start + 9 * HOUR), from: start + 8 * HOUR, repaired: true },
      { ...gap, ...header(btc, start + 90 * HOUR), from: start + 18 * HOUR },
    ],
    [instrument(btc)],
  )
  const [stored] = await history.instruments()
  expect(stored!.liquidations!.to).toBeGreaterThan(start + 20 * HOUR)
  // Of 20 hours, three lie in the first gap, none in the repaired one, two in the last.
  expect(await knownHours(history, stored!)).toEqual({ hours: 15, since: start })
})
