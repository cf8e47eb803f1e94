import { describe, expect, test } from 'vitest'
import { DAY, HOUR, MINUTE, quantity } from '../market/units.ts'
import { notionalUsd } from '../market/instrument.ts'
import { BarReader } from '../model/bar-reader.ts'
import type { RealisedUsd } from '../model/realised-usd.ts'
import { modelSpec, MODELS } from '../model/models.ts'
import { PositionModel } from '../model/position-model.ts'
import { LONG, SHORT } from '../model/side.ts'
import { simulatedMarket } from '../sim/simulated-market.fixture.ts'
import { hourlySweeps, sweepsOf } from './hourly-sweeps.ts'
import type { MapSource } from './map-source.ts'

const distanceAt = (_side: 'long' | 'short', leverage: number) =>
  leverage <= 125 ? 1 / leverage - 0.0045 : undefined
const minutes: MapSource = { ...simulatedMarket(3, 3, 5 * MINUTE), distanceAt }
const hours: MapSource = { ...simulatedMarket(4, 20, HOUR), distanceAt }
const sum = (column: Float64Array) => column.reduce((a, b) => a + b, 0)

/** The source without the candles of these rows. */
function without(source: MapSource, isLost: (row: number) => boolean): MapSource {
  const candles = Object.fromEntries(
    Object.entries(source.candles).map(([name, column]) => [
      name,
      column instanceof Float64Array ? column.filter((_, row) => !isLost(row)) : column,
    ]),
  ) as unknown as MapSource['candles']
  return { ...source, candles }
}

describe.each(MODELS.map(({ id }) => id))('%s', (id) => {
  test('rows of hours add up to what the model liquidated, each side', () => {
    const spec = modelSpec(id, distanceAt)
    const model = new PositionModel(spec)
    const reader = new BarReader(minutes.candles, minutes.openInterest)
    const all = [0, 0] as [number, number]
    for (let bar = reader.next(); bar !== undefined; bar = reader.next()) {
      if (!model.push(bar)) continue
      const usd = notionalUsd(minutes.instrument.contract, quantity(1), bar.close)
      for (const side of [LONG, SHORT] as const)
        all[side] += model.liquidated[side]! * model.levelScale(side) * usd
    }
    const { long, short, time } = hourlySweeps(minutes, spec)
    expect(time).toHaveLength(3 * 24)
    expect(sum(long) / all[LONG]).toBeCloseTo(1, 9)
    expect(sum(short) / all[SHORT]).toBeCloseTo(1, 9)
    expect(Math.min(...long, ...short)).toBeGreaterThanOrEqual(0)
  })
})

/** Liquidations that come and go, so that there is something to learn every day. */
const realised: RealisedUsd = (time, side) => 2e6 * (1.1 + Math.sin(time / DAY + side)) ** 2

test('hours are told by their ends; what has no candle is left out', () => {
  const lost = without(hours, (row) => row >= 100 && row < 110)
  const { time } = sweepsOf(lost, 'isotherm')
  const ends = Array.from(hours.candles.openTime, (open) => open + HOUR)
  expect([...time]).toEqual(ends.filter((_, row) => row < 100 || row >= 110))
})

test('what was swept before open interest is known is not known', () => {
  const { time, value } = hours.openInterest
  const known = (series: Float64Array) => series.slice(50)
  const late = { ...hours, openInterest: { time: known(time), value: known(value) } }
  const { long, short, time: ends } = sweepsOf(late, 'isotherm')
  const first = ends.indexOf(late.openInterest.time[0]!)
  expect(first).toBeGreaterThan(40)
  for (const side of [long, short]) {
    expect(side.slice(0, first).every(Number.isNaN)).toBe(true)
    expect(side.slice(first).some(Number.isNaN)).toBe(false)
  }
})

test('an hour with a few minutes missing is there', () => {
  const { time } = sweepsOf(
    without(minutes, (row) => row % 12 > 8),
    'isotherm',
  )
  expect(time).toHaveLength(3 * 24)
})

test('learning changes what is swept, and is told', () => {
  const plain = sweepsOf(hours, 'isotherm')
  const learnt = sweepsOf(hours, 'isotherm', { hours: realised })
  expect(plain.learnt).toEqual([])
  expect(learnt.learnt.length).toBeGreaterThan(10)
  expect(sum(learnt.long)).not.toBeCloseTo(sum(plain.long), 0)
})

test('neither weights nor candles of the future change anything earlier', () => {
  const whole = sweepsOf(hours, 'isotherm', { hours: realised })
  const cut = hours.candles.openTime[300]! + HOUR
  const blind: RealisedUsd = (time, side) => (time <= cut ? realised(time, side) : 9e9)
  for (const part of [
    sweepsOf(
      without(hours, (row) => row > 300),
      'isotherm',
      { hours: realised },
    ),
    sweepsOf(hours, 'isotherm', { hours: blind }),
  ]) {
    expect(part.long.subarray(0, 301)).toEqual(whole.long.subarray(0, 301))
    expect(part.short.subarray(0, 301)).toEqual(whole.short.subarray(0, 301))
  }
})

test('what an hour realised does not change what is said of it, even when weights are fitted', () => {
  const whole = sweepsOf(hours, 'isotherm', { hours: realised })
  const midnight = hours.candles.openTime.findIndex((time, i) => i > 240 && time % DAY === 0)
  for (const row of [midnight - 1, midnight, midnight + 1]) {
    const start = hours.candles.openTime[row]!
    const other: RealisedUsd = (time, side) => realised(time, side) * (time > start ? 3 : 1)
    const part = sweepsOf(hours, 'isotherm', { hours: other })
    expect(part.long.subarray(0, row + 1)).toEqual(whole.long.subarray(0, row + 1))
    expect(part.short.subarray(0, row + 1)).toEqual(whole.short.subarray(0, row + 1))
  }
})

test('the same source gives the same bits', () => {
  expect(sweepsOf(hours, 'isotherm', { hours: realised })).toEqual(
    sweepsOf(hours, 'isotherm', { hours: realised }),
  )
})
