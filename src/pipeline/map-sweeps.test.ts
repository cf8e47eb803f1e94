import { describe, expect, test } from 'vitest'
import { binOf } from '../market/price-bin.ts'
import { DAY, HOUR } from '../market/units.ts'
import { modelSpec } from '../model/models.ts'
import { LONG, SHORT } from '../model/side.ts'
import { simulatedMarket } from '../sim/simulated-market.fixture.ts'
import type { MapSource } from './map-source.ts'
import { sweptOfMaps } from './map-sweeps.ts'
import { openBetween } from './open-between.ts'
import { PositionMap } from './position-map.ts'
import { Replay } from './replay.ts'

const distanceAt = (_side: 'long' | 'short', leverage: number) =>
  leverage <= 125 ? 1 / leverage - 0.0045 : undefined
const source: MapSource = { ...simulatedMarket(4, 20, HOUR), distanceAt }
const { candles } = source
const spec = modelSpec('isotherm', distanceAt)
const count = candles.close.length
const all = Array.from({ length: count }, (_, i) => i)
const map = new PositionMap(source, spec)

describe('what is open between two prices', () => {
  test('is the sum of those levels of the exact column', () => {
    const replay = new Replay(source, spec)
    const time = candles.openTime[300]!
    replay.seek(time)
    const { levels } = map.levels(time, 0)!
    const here = binOf(replay.close)
    for (const [first, last] of [
      [here - 20, here + 20],
      [here - 900, here - 1],
      [here, here],
      [here + 5, here + 4],
      [here - 100_000, here + 100_000],
    ] as const)
      for (const side of [LONG, SHORT] as const) {
        const usd = levels
          .filter(({ bin }) => bin >= first && bin <= last)
          .reduce((sum, { longUsd, shortUsd }) => sum + (side === LONG ? longUsd : shortUsd), 0)
        const open = openBetween(replay.model, source.instrument.contract, side, first, last)
        expect(open).toBeCloseTo(usd, 2)
      }
  })
})

describe('maps held against candles', () => {
  const swept = sweptOfMaps(source, spec, candles, {
    before: { of: all, moved: false },
    moved: { of: all, moved: true },
    yesterday: { of: all.map((i) => (i < 24 ? undefined : i - 24)), moved: false },
    drawn: { of: all.toReversed(), moved: true },
  })

  test('are swept by what the exact columns hold where price went', () => {
    for (const i of [100, 250, count - 1]) {
      const from = (time: number) => {
        const column = map.levels(time, 2)!
        const middles = column.levels.map((level) => ({
          ...level,
          price: Math.sqrt(level.priceFrom * level.priceTo),
        }))
        const before = candles.close[i - 1]!
        const long = middles.filter(({ price }) => price >= candles.low[i]! && price <= before)
        const short = middles.filter(({ price }) => price <= candles.high[i]! && price >= before)
        return [
          long.reduce((sum, { longUsd }) => sum + longUsd, 0),
          short.reduce((sum, { shortUsd }) => sum + shortUsd, 0),
        ] as const
      }
      const time = candles.openTime[i]!
      expect(swept.before.long[i]).toBeCloseTo(from(time)[0], 2)
      expect(swept.before.short[i]).toBeCloseTo(from(time)[1], 2)
      expect(swept.yesterday.long[i]).toBeCloseTo(from(time - DAY)[0], 2)
      expect(swept.yesterday.short[i]).toBeCloseTo(from(time - DAY)[1], 2)
    }
  })

  test('are unknown where there is none, and before the first close', () => {
    expect(Number.isNaN(swept.before.long[0]!)).toBe(true)
    expect(swept.yesterday.long.findIndex((usd) => !Number.isNaN(usd))).toBe(25)
    expect(swept.before.long.subarray(2).every((usd) => usd >= 0)).toBe(true)
    // The map before the first candle holds nothing that is known.
    expect(Number.isNaN(swept.drawn.long[count - 1]!)).toBe(true)
  })

  test('that are moved to where the price is anyway are what they were', () => {
    for (const i of [50, 200]) expect(swept.moved.long[i]).toBeCloseTo(swept.before.long[i]!, 2)
  })

  test('know nothing of what comes after', () => {
    const cut = (column: Float64Array) => column.slice(0, 300)
    const short = Object.fromEntries(
      Object.entries(candles).map(([name, column]) => [
        name,
        column instanceof Float64Array ? cut(column) : column,
      ]),
    ) as unknown as typeof candles
    const early = sweptOfMaps({ ...source, candles: short }, spec, short, {
      before: { of: all.slice(0, 300), moved: false },
    })
    expect(early.before.long).toEqual(cut(swept.before.long))
    expect(early.before.short).toEqual(cut(swept.before.short))
  })
})
