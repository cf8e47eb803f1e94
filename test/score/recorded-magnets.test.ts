import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { runCommand } from '../../src/cli/commands.ts'
import type { MagnetAnswer } from '../../src/cli/magnet/magnet-answer.ts'
import { HOUR } from '../../src/market/units.ts'

const DATA = join(import.meta.dirname, '../../../shared/data/binance-usdm-2024-1h')
const isThere = existsSync(DATA)
if (!isThere) console.warn('test/score/recorded-magnets: skipped, ../shared/data is not there')

/** What may be said of clusters rests on it (docs/methodology.md). */
test.runIf(isThere)('recorded hours of three coins say how sure they are', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'isotherm-magnets-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  let out = ''
  const code = await runCommand(['magnet', '--history', DATA, '--data', folder, '--json'], {
    out: (text) => (out += text),
    err: () => {},
    readFile: () => '',
  })
  expect(code).toBe(0)
  const { pooled, instruments } = JSON.parse(out) as MagnetAnswer
  // Of SOL nothing is known of what was liquidated.
  expect(instruments.map(({ instrument, learnt }) => [instrument, learnt])).toEqual([
    ['binance:BTCUSDT', true],
    ['binance:ETHUSDT', true],
    ['binance:SOLUSDT', false],
  ])
  for (const report of [pooled, ...instruments]) {
    const { attraction } = report.magnet!
    const { amplification } = report.acceleration!
    for (const { low, value, high } of [attraction, amplification]) {
      expect(low).toBeLessThan(value)
      expect(value).toBeLessThan(high)
      expect(Number.isFinite(high - low)).toBe(true)
    }
  }
  for (const { followedMs, looks, trials } of instruments) {
    expect(followedMs).toBe(HOUR)
    // The last day is not over.
    expect(looks - trials).toBe(4)
  }
  // Nothing on record says that price is drawn to clusters: if it does one day, so may the words.
  expect(pooled.magnet!.attraction.low).toBeLessThan(0)
})
