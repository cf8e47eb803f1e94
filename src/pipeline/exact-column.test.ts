import { expect, test } from 'vitest'
import { LEVERAGE_BANDS, bandOf } from '../heatmap/planes.ts'
import { binMiddle } from '../market/price-bin.ts'
import { MINUTE } from '../market/units.ts'
import { BOTH_SIDES } from '../model/side.ts'
import type { PositionModel } from '../model/position-model.ts'
import { MODELS, modelSpec } from '../model/models.ts'
import { simulatedMarket } from '../sim/simulated-market.fixture.ts'
import { exactColumn } from './exact-column.ts'
import type { Sides } from './exact-column.ts'
import { Replay } from './replay.ts'

const distanceAt = (_side: 'long' | 'short', leverage: number) =>
  leverage <= 125 ? 1 / leverage - 0.0045 : undefined

/** USD by bin, band and side, asked of the ledger one position at a time. */
function oneByOne(model: PositionModel, zoom: number): Map<number, number[]> {
  const { ledger, spec } = model
  const bins = new Map<number, number[]>()
  for (const side of BOTH_SIDES)
    for (const [k, { leverage }] of spec.distances.entries())
      for (let entry = ledger.firstBin; entry < ledger.firstBin + ledger.bins; entry++) {
        const alive = spec.lifetimes.map(
          (_, r) => model.weights[k * spec.lifetimes.length + r]! * ledger.alive(side, k, r, entry),
        )
        const amount = alive.reduce((a, b) => a + b, 0)
        if (amount === 0) continue
        const bin = entry + ledger.offsets[side][k]!
        const amounts = bins.get(bin >> zoom) ?? LEVERAGE_BANDS.flatMap(() => [0, 0])
        amounts[2 * bandOf(leverage) + side]! += amount * model.levelScale(side) * binMiddle(bin)
        bins.set(bin >> zoom, amounts)
      }
  return bins
}

test.each(MODELS.map(({ id }) => id))('%s: a column is what its positions add up to', (id) => {
  const source = { ...simulatedMarket(5, 4, 5 * MINUTE), distanceAt }
  const replay = new Replay(source, modelSpec(id, distanceAt))
  expect(exactColumn(replay.model, 'linear', 3)).toMatchObject({ levels: [] })
  for (const row of [1, 40, 1_100]) {
    replay.seek(source.candles.openTime[row]!)
    for (const zoom of [0, 3]) {
      const column = exactColumn(replay.model, 'linear', zoom)
      const got = column.levels.map(({ bin, byBand }) => [
        bin,
        byBand.flatMap(({ longUsd, shortUsd }) => [longUsd, shortUsd]),
      ])
      const sumOf = (parts: readonly Sides[], side: keyof Sides) =>
        parts.reduce((sum, part) => sum + part[side], 0)
      for (const side of ['longUsd', 'shortUsd'] as const) {
        for (const level of column.levels) expect(sumOf(level.byBand, side)).toBe(level[side])
        expect(sumOf(column.levels, side)).toBeCloseTo(column.total[side], 3)
      }
      expect(got).toEqual([...oneByOne(replay.model, zoom)].sort(([a], [b]) => a - b))
    }
  }
})
