import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { emptyCandleColumns } from '../market/candle-columns.ts'
import { seededRandom } from '../market/seeded-random.ts'
import { HOUR } from '../market/units.ts'
import { excursions } from './excursion.ts'
import { readHours } from './hour-columns.ts'
import type { HourRow } from './hour-columns.ts'
import { scoreHours } from './hourly-score.ts'
import { permuted } from './permuted.ts'

const DATA = join(import.meta.dirname, '../../../shared/data/binance-usdm-2024-1h')

/** Recorded hours of Binance, of both sides. */
function recorded(symbol: string): HourRow[] {
  const [head, ...lines] = readFileSync(join(DATA, `${symbol}-1h.csv`), 'utf8')
    .trim()
    .split('\n')
  const names = head!.split(',')
  const cells = lines.map((line) => line.split(','))
  const column = (name: string) =>
    Float64Array.from(cells, (row) => {
      const cell = row[names.indexOf(name)]!
      return cell === '' ? Number.NaN : Number(cell)
    })
  const candles = emptyCandleColumns(HOUR, cells.length)
  candles.openTime.set(cells.map(([time]) => Date.parse(time!)))
  for (const name of ['high', 'low', 'close', 'volume'] as const) candles[name].set(column(name))
  const realised = { long: column('liquidated_long'), short: column('liquidated_short') }
  const excursion = excursions(candles)
  return cells.flatMap((_, i) =>
    (['long', 'short'] as const).map((side) => ({
      time: candles.openTime[i]! + HOUR,
      side,
      realisedUsd: realised[side][i]! * candles.close[i]!,
      excursion: excursion[side][i]!,
      volumeUsd: candles.volume[i]! * candles.close[i]!,
    })),
  )
}

describe.skipIf(!existsSync(DATA))('recorded hours in ../shared/data (absent: skipped)', () => {
  const rows = existsSync(DATA) ? recorded('ETHUSDT') : []
  const truth = Float64Array.from(rows, (row) => row.realisedUsd)
  const yesterday = truth.map((_, row) => truth[row - 48] ?? Number.NaN)
  const { models, baselines } = scoreHours(readHours(rows, { seed: 1 }), {
    truth: truth.map((usd) => 4 * usd),
    yesterday,
    drawn: Float64Array.from(permuted(truth, seededRandom(1))),
  })

  test('the candle alone ranks hours as well as it was measured to', () => {
    expect(baselines.excursion.spearman).toBeCloseTo(0.75, 1)
    expect(baselines.excursionTimesVolume.spearman).toBeCloseTo(0.81, 1)
    expect(baselines.excursion.rows).toBeGreaterThan(1_900)
  })

  test('a forecast equal to what came beats all, and is four times too high as made', () => {
    const { truth: best, yesterday: late, drawn } = models
    for (const other of [late, drawn]) {
      expect(best.qlikeGain!.low).toBeGreaterThan(other.qlikeGain!.high)
      expect(best.partialSpearman!).toBeGreaterThan(other.partialSpearman!)
      expect(best.spearman!).toBeGreaterThan(other.spearman!)
    }
    expect(best.spearman).toBeCloseTo(1, 9)
    expect(best.realisedOverPredicted!.value).toBeCloseTo(0.25, 9)
  })

  test('amounts drawn from other hours add nothing', () => {
    expect(models.drawn.qlikeGain!.low).toBeLessThan(0)
    expect(Math.abs(models.drawn.partialSpearman!)).toBeLessThan(0.1)
  })
})
