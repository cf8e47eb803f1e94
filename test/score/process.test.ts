import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { madeHours, writeHours } from '../../src/cli/score/score-csv.fixture.ts'
import type { InstrumentScore } from '../../src/cli/score/score-instrument.ts'

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
const isBuilt = existsSync(MAIN)
if (!isBuilt) console.warn('test/score/process: skipped, run npm run build first')

test.runIf(isBuilt)('the built command scores a folder: JSON alone on its output', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'isotherm-score-process-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const history = join(folder, 'binance-made')
  await writeHours(history, 'ETHUSDT', madeHours(14))
  const run = (...args: string[]) =>
    spawnSync(
      process.execPath,
      [MAIN, 'score', '--data', join(folder, 'data'), '--first-scored-day', '7', ...args],
      { encoding: 'utf8' },
    )
  const { status, stdout } = run('--history', history, '--json')
  expect(status).toBe(0)
  const score = JSON.parse(stdout) as InstrumentScore
  expect(score).toMatchObject({ instrument: 'binance:ETHUSDT', hours: 14 * 24 })
  expect(score.models['isotherm']!.rows).toBe(7 * 24 * 2)
  const refused = run('--history', join(folder, 'none'))
  expect(refused).toMatchObject({ status: 2, stdout: '' })
  expect(refused.stderr).toMatch(/^isotherm score: .* does not exist: give a folder\n$/)
})
