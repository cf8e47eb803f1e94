import { expect, test } from 'vitest'
import { HOUR } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import { PositionModel } from '../model/position-model.ts'
import { modelSpec } from '../model/models.ts'
import { BarReader } from '../model/bar-reader.ts'
import { simulatedMarket } from '../sim/simulated-market.fixture.ts'
import type { MapSource } from './map-source.ts'
import { createPositionMap } from './position-map.ts'

const distanceAt = (_side: 'long' | 'short', leverage: number) =>
  leverage <= 125 ? 1 / leverage - 0.0045 : undefined
const market = simulatedMarket(4, 40, HOUR)

/** A twentieth of what the prior says was swept in each hour, more or less. */
const swept = (() => {
  const rows = new Map<Millis, readonly [number, number]>()
  const model = new PositionModel(modelSpec('isotherm', distanceAt))
  const reader = new BarReader(market.candles, market.openInterest)
  for (let bar = reader.next(); bar !== undefined; bar = reader.next()) {
    if (!model.push(bar)) continue
    const [long, short] = model.liquidated
    const share = (0.05 * bar.close) / (1 + 0.5 * Math.sin(bar.openTime / HOUR))
    rows.set(bar.openTime + HOUR, [long! * share, short! * share])
  }
  return rows
})()
const learning: MapSource = {
  ...market,
  distanceAt,
  realised: { hours: (time, side) => swept.get(time)?.[side] ?? Number.NaN },
}
const map = createPositionMap(learning, 'isotherm')
const times = Array.from({ length: 39 }, (_, day) => map.from + (day + 1) * 24 * HOUR)

test('a column carries the band that was known at its time: a default first, a learnt one later', () => {
  const bands = times.map((time) => map.levels(time, 2)!.band)
  expect(bands[0]!.isLearnt).toBe(false)
  expect(bands.at(-1)!.isLearnt).toBe(true)
  // Anew each week.
  expect(new Set(bands.map(({ width }) => width)).size).toBeGreaterThanOrEqual(5)
  const turned = bands.findIndex(({ isLearnt }) => isLearnt)
  expect(bands.slice(turned).every(({ isLearnt }) => isLearnt)).toBe(true)
  expect(map.levels(map.to, 2)!.band).toEqual(map.band)
})

test('what comes later changes no band of before', () => {
  const { candles, openInterest } = market
  const hours = 20 * 24
  const columns = Object.entries(candles).map(([name, column]: [string, number | Float64Array]) => [
    name,
    typeof column === 'number' ? column : column.subarray(0, hours),
  ])
  const part = createPositionMap(
    {
      ...learning,
      candles: Object.fromEntries(columns) as typeof candles,
      openInterest: {
        time: openInterest.time.subarray(0, hours),
        value: openInterest.value.subarray(0, hours),
      },
    },
    'isotherm',
  )
  for (const time of times.filter((one) => one <= part.to)) {
    const [before, after] = [part.levels(time, 2)!, map.levels(time, 2)!]
    expect([before.band, before.totalRange]).toEqual([after.band, after.totalRange])
  }
})
