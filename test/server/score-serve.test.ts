import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { ROUTES } from '../../src/api/routes.ts'
import { scoresSchema } from '../../src/api/score.ts'
import { openServer } from '../../src/cli/serve.ts'

async function scoresOf(...args: string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'isotherm-serve-scores-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const files = join(folder, 'binance')
  await mkdir(files)
  const hours = Array.from(
    { length: 30 },
    (_, i) => `${new Date(Date.UTC(2024, 0, 1, i)).toISOString()},10,12,9,${10 + (i % 2)},5\n`,
  )
  await writeFile(
    join(files, 'ABCUSDT-1h.csv'),
    `time,open,high,low,close,volume\n${hours.join('')}`,
  )
  const flags = ['--data', join(folder, 'data'), '--port', '0', '--log-level', 'silent']
  const server = await openServer(
    [...flags, ...args.map((one) => (one === 'FILES' ? files : one))],
    { out: () => undefined, err: () => undefined, readFile: () => '' },
  )
  onTestFinished(() => server.close())
  const answer = await fetch(server.url + ROUTES.scores)
  return scoresSchema.parse(await answer.json()).scores
}

test('a fresh install has the simulated market alone, of which nothing is scored', async () => {
  expect(await scoresOf('--offline')).toMatchObject([
    { instrument: 'simulated:BTCUSD-SIM', state: 'simulated', headline: null },
  ])
})

test('a shown folder without liquidations says that none are recorded', async () => {
  const [score, ...rest] = await scoresOf('--history', 'FILES')
  expect(rest).toEqual([])
  expect(score).toMatchObject({ state: 'collecting', knownHours: 0, recordedSince: null })
})
