import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runCommand } from '../../src/cli/commands.ts'
import type { InstrumentScore } from '../../src/cli/score/score-instrument.ts'

const DATA = join(import.meta.dirname, '../../../shared/data/binance-usdm-2024-1h')
const isThere = existsSync(DATA)
if (!isThere) console.warn('test/score/recorded-gates: skipped, ../shared/data is not there')

/** What the map must show on hours that it was not made on (docs/methodology.md). */
describe.runIf(isThere)('recorded hours of Binance, June to August 2024', () => {
  let folder = ''
  let scores: ReadonlyMap<string, InstrumentScore>
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'isotherm-gates-'))
    let out = ''
    await runCommand(
      ['score', '--history', DATA, '--data', folder, '--json'].concat(
        ['ETH', 'BTC'].flatMap((coin) => ['--instrument', coin]),
      ),
      { out: (text) => (out += text), err: () => {}, readFile: () => '' },
    )
    const list = JSON.parse(out) as readonly InstrumentScore[]
    scores = new Map(list.map((score) => [score.instrument, score]))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  test.each([
    ['binance:ETHUSDT', 1_465, 0.3],
    // Of BTC it is known until 24 July.
    ['binance:BTCUSDT', 819, 0.32],
  ])('%s: the map adds to the candle, ranks hours, and its dollars hold', (id, hours, partial) => {
    const score = scores.get(id)!
    const { isotherm, openingOnly } = score.models
    expect(score.hours).toBe(hours)
    expect(isotherm!.qlikeGain!.low).toBeGreaterThan(0)
    expect(isotherm!.partialSpearman).toBeGreaterThanOrEqual(partial)
    expect(isotherm!.realisedOverPredicted!.value).toBeGreaterThan(0.5)
    expect(isotherm!.realisedOverPredicted!.value).toBeLessThan(1.3)
    expect(isotherm!.qlikeGain!.value).toBeGreaterThan(openingOnly!.qlikeGain!.value)
  })

  test('what coins of a venue have learnt counts for one another', () => {
    expect(scores.get('binance:BTCUSDT')!.calibration.days['others-30d']).toBeGreaterThan(10)
  })

  test('maps of other hours add nothing', () => {
    for (const { models } of scores.values())
      for (const name of ['yesterdaysMap', 'permutedMap'])
        expect(Math.abs(models[name]!.qlikeGain!.value), name).toBeLessThan(0.01)
  })

  test('the band holds more than half and not all, and the curve rises', () => {
    for (const { band, reliability } of scores.values()) {
      expect(band!.coverage).toBeGreaterThan(0.7)
      expect(band!.coverage).toBeLessThan(0.95)
      const heights = reliability.map(({ realisedUsd }) => realisedUsd)
      expect(heights).toEqual(heights.toSorted((a, b) => a - b))
      expect(reliability.length).toBeLessThanOrEqual(40)
    }
  })

  test('hours whose liquidation cells are blank are of no coin', async () => {
    let [out, err] = ['', '']
    const code = await runCommand(
      ['score', '--history', DATA, '--data', folder, '--instrument', 'SOL'],
      { out: (text) => (out += text), err: (text) => (err += text), readFile: () => '' },
    )
    expect(code).toBe(2)
    expect(err).toContain('binance:SOLUSDT: no realised liquidations are stored')
    expect(out).toBe('')
  })
})
