import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { ROUTES } from '../../src/api/routes.ts'
import { scoresSchema } from '../../src/api/score.ts'
import { openServer } from '../../src/cli/serve/serve.ts'
import { SHOWN_SIMULATION } from '../../src/cli/serve/simulated-folder.ts'

/** Serves as the command does, a short simulated market; gives how to ask for the scores. */
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
    { choice: { ...SHOWN_SIMULATION, days: 2 } },
  )
  onTestFinished(() => server.close())
  return async () => {
    const answer = await fetch(server.url + ROUTES.scores)
    return scoresSchema.parse(await answer.json()).scores
  }
}

test('a fresh install has the simulated market alone, of which hours are known as of any other', async () => {
  const ask = await scoresOf('--offline')
  // Two days are too short to be scored; the first and the last hour are not whole.
  await expect
    .poll(ask, { timeout: 60_000 })
    .toMatchObject([{ instrument: 'simulated:BTCUSD-SIM', state: 'collecting', headline: null }])
  const [{ knownHours } = { knownHours: 0 }] = await ask()
  expect(knownHours).toBeGreaterThan(40)
  expect(knownHours).toBeLessThan(49)
})

test('a shown folder without liquidations says that none are recorded', async () => {
  const [score, ...rest] = await (await scoresOf('--history', 'FILES'))()
  expect(rest).toEqual([])
  expect(score).toMatchObject({ state: 'collecting', knownHours: 0, recordedSince: null })
})
