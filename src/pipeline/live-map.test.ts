import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { TILE_SIZE } from '../heatmap/grid.ts'
import { decodeTile } from '../heatmap/tile-codec.ts'
import type { CandleColumns, Series } from '../market/candle-columns.ts'
import { DAY, HOUR, MINUTE } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import { simulatedMarket } from '../sim/simulated-market.fixture.ts'
import { GrowingData } from './growing-data.ts'
import type { MapSource } from './map-source.ts'
import { createPositionMap } from './position-map.ts'
import type { PositionMap } from './position-map.ts'
import type { RealisedFlow } from './realised-flow.ts'
import { restartPeriod } from './replay.ts'

const distanceAt = (_side: 'long' | 'short', leverage: number) =>
  leverage <= 125 ? 1 / leverage - 0.0045 : undefined

/** A market with a hole of an hour after which price has fallen by a third: below all there was. */
const whole = { ...simulatedMarket(7, 12, 5 * MINUTE), distanceAt }
for (const column of [
  whole.candles.open,
  whole.candles.high,
  whole.candles.low,
  whole.candles.close,
])
  for (let i = 3_012; i < column.length; i++) column[i]! *= 2 / 3

const isKept = (time: Millis) =>
  time < whole.candles.openTime[3_000]! || time >= whole.candles.openTime[3_012]!

/** What bars and open interest of a time there are. */
function cut(from: Millis, to: Millis): Pick<MapSource, 'candles' | 'openInterest'> {
  const rows = [...whole.candles.openTime.keys()].filter((i) => {
    const time = whole.candles.openTime[i]!
    return time >= from && time < to && isKept(time)
  })
  const pick = (column: Float64Array) => Float64Array.from(rows, (i) => column[i]!)
  const { candles, openInterest } = whole
  const picked: CandleColumns = {
    interval: candles.interval,
    openTime: pick(candles.openTime),
    open: pick(candles.open),
    high: pick(candles.high),
    low: pick(candles.low),
    close: pick(candles.close),
    volume: pick(candles.volume),
    takerBuyVolume: pick(candles.takerBuyVolume),
  }
  const samples = [...openInterest.time.keys()].filter((i) => {
    const time = openInterest.time[i]!
    return time > from && time <= to
  })
  const series: Series = {
    time: Float64Array.from(samples, (i) => openInterest.time[i]!),
    value: Float64Array.from(samples, (i) => openInterest.value[i]!),
  }
  return { candles: picked, openInterest: series }
}

/** What was liquidated: weights are learnt from it as the map grows. */
const hours = (time: Millis, side: number) => 1e6 * (1.2 + Math.sin(time / DAY + side))
const realised: RealisedFlow = {
  hours,
  // Of one day it is known by the hour alone.
  finer: {
    span: 5 * MINUTE,
    realised: (time, side) =>
      Math.floor(time / DAY) % 5 === 0 ? Number.NaN : hours(time, side) / 12,
  },
}

const sourceOf = (learns: boolean): MapSource => (learns ? { ...whole, realised } : whole)

const START = whole.candles.openTime[0]!
const at = (row: number): Millis => START + row * 5 * MINUTE
const madeAtOnce = (to: Millis, learns = true): PositionMap =>
  createPositionMap({ ...sourceOf(learns), ...cut(START, to) }, 'isotherm')

/** A map made early and extended in steps, asked for this and that on the way. */
function grown(
  steps: readonly Millis[],
  ask: (map: PositionMap) => void = () => undefined,
  learns = true,
) {
  const [first = START, ...later] = steps
  const data = new GrowingData(cut(START, first))
  let map = createPositionMap({ ...sourceOf(learns), ...data.view }, 'isotherm')
  let last = first
  for (const to of later) {
    ask(map)
    data.append(cut(last, to))
    map = map.extended(data.view)
    last = to
  }
  return { map, data }
}

function tilesOf(
  map: PositionMap,
  bucket: Millis,
  zoom: number,
  from: number,
): Map<string, string> {
  const tiles = new Map<string, string>()
  const last = Math.floor(map.to / (bucket * TILE_SIZE))
  for (let x = from; x <= last; x++)
    for (const [y, bytes] of map.tiles('side', bucket, zoom, x)) tiles.set(`${x} ${y}`, text(bytes))
  return tiles
}

/** Bytes that compare fast. */
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
const texts = (tiles: ReadonlyMap<number, Uint8Array>): [number, string][] =>
  [...tiles].map(([y, bytes]) => [y, text(bytes)])

describe('a map extended bar by bar is the map made at once', () => {
  const end = at(3_200)
  const steps = [at(2_990), ...Array.from({ length: 211 }, (_, i) => at(2_990 + i)), end]

  test.each([
    [5 * MINUTE, 0],
    [15 * MINUTE, 2],
    [4 * HOUR, 1],
    [DAY, 0],
  ])('tiles of %d ms at zoom %d, byte for byte, and levels', (bucket, zoom) => {
    const { map } = grown(steps)
    const once = madeAtOnce(end)
    expect(map.to).toBe(once.to)
    expect(map.priceRange()).toEqual(once.priceRange())
    const first = Math.floor(once.to / (bucket * TILE_SIZE)) - 2
    const tiles = tilesOf(once, bucket, zoom, first)
    expect(tiles.size).toBeGreaterThan(0)
    expect(tilesOf(map, bucket, zoom, first)).toEqual(tiles)
    for (const time of [end, at(3_005), at(100)])
      expect(map.levels(time, zoom)).toEqual(once.levels(time, zoom))
  })

  test('whatever it is asked in between, in steps of any length', () => {
    const step = fc.integer({ min: 2_995, max: 3_100 })
    const question = fc.record({ row: fc.integer({ min: 10, max: 3_100 }), live: fc.boolean() })
    fc.assert(
      fc.property(
        fc.uniqueArray(step, { minLength: 2, maxLength: 5 }),
        fc.array(question, { maxLength: 3 }),
        (rows, questions) => {
          const times = rows.sort((a, b) => a - b).map(at)
          const last = times.at(-1)!
          const { map } = grown(times, (one) => {
            for (const { row, live } of questions)
              if (live) one.liveColumn(cut(START, Math.max(at(row), one.to + 5 * MINUTE)), 3)
              else one.levels(Math.min(at(row), one.to), 3)
          })
          const once = madeAtOnce(last)
          expect(map.levels(last, 1)).toEqual(once.levels(last, 1))
          const x = Math.floor(last / (5 * MINUTE * TILE_SIZE))
          expect(tilesOf(map, 5 * MINUTE, 0, x)).toEqual(tilesOf(once, 5 * MINUTE, 0, x))
        },
      ),
      { numRuns: 8 },
    )
  })

  test('closed tiles stay as they were, and the map before remains what it was', () => {
    const data = new GrowingData(cut(START, at(2_900)))
    const before = createPositionMap({ ...whole, ...data.view }, 'isotherm')
    const bucket = 5 * MINUTE
    const x = Math.floor(before.to / (bucket * TILE_SIZE))
    const closed = before.tiles('side', bucket, 0, x - 1)
    const open = before.tiles('side', bucket, 0, x)
    expect([...closed.values()].every((bytes) => decodeTile(bytes).closed)).toBe(true)
    expect([...open.values()].every((bytes) => decodeTile(bytes).closed)).toBe(false)
    data.append(cut(at(2_900), at(2_960)))
    const after = before.extended(data.view)
    expect(after.to).toBe(at(2_960))
    expect(texts(after.tiles('side', bucket, 0, x - 1))).toEqual(texts(closed))
    expect(texts(after.tiles('side', bucket, 0, x))).not.toEqual(texts(open))
    expect(texts(before.tiles('side', bucket, 0, x))).toEqual(texts(open))
    expect(before.levels(at(2_960), 0)).toBeUndefined()
  })
})

describe('the live column', () => {
  test('is the column of a map in which the open bars have closed', () => {
    const { map } = grown([at(2_800), at(2_801)])
    for (const bars of [1, 2, 5]) {
      const open = cut(START, at(2_801 + bars))
      expect(map.liveColumn(open, 1)).toEqual(
        madeAtOnce(at(2_801 + bars)).levels(map.to + bars * 5 * MINUTE, 1),
      )
    }
    // Nothing of it stays.
    expect(map.levels(map.to, 1)).toEqual(madeAtOnce(map.to).levels(map.to, 1))
  })

  test('forgets bars that turned out otherwise, also across a restart of the field', () => {
    const period = restartPeriod(5 * MINUTE)
    const boundary = Math.ceil(at(2_000) / period) * period
    // The boundary is midnight, when weights are learnt: of bars that are open nothing is.
    const steps = [boundary - 10 * MINUTE, boundary - 5 * MINUTE]
    const { map, data } = grown(steps, undefined, false)
    const wrong = cut(START, boundary + 10 * MINUTE)
    wrong.candles.low.fill(wrong.candles.low[0]! / 2, -3)
    expect(map.liveColumn(wrong, 1)).not.toEqual(
      madeAtOnce(boundary + 10 * MINUTE, false).levels(boundary + 10 * MINUTE, 1),
    )
    const right = (to: Millis) => madeAtOnce(to, false).levels(to, 1)
    const same = boundary + 10 * MINUTE
    expect(map.liveColumn(cut(START, same), 1)).toEqual(right(same))
    expect(map.liveColumn(cut(START, boundary), 1)).toEqual(right(boundary))
    map.liveColumn(wrong, 1)
    data.append(cut(map.to, boundary + 5 * MINUTE))
    const later = map.extended(data.view)
    const end = boundary + 10 * MINUTE
    expect(later.liveColumn(cut(START, end), 1)).toEqual(right(end))
  })

  test('a hole before the open bar is the hole that the map will have', () => {
    const { map } = grown([at(2_990), at(3_000)])
    const column = map.liveColumn(cut(START, at(3_013)), 0)
    expect(column).toEqual(madeAtOnce(at(3_013)).levels(at(3_013), 0))
  })
})
