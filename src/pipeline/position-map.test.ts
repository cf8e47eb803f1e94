import { describe, expect, test } from 'vitest'
import { TILE_SIZE } from '../heatmap/grid.ts'
import type { PlaneSet } from '../heatmap/planes.ts'
import { planesOf } from '../heatmap/planes.ts'
import { MAX_RELATIVE_ERROR, valueOfLevel } from '../heatmap/quantise.ts'
import { COLUMN_STATUS, decodeTile, tileCellUsd } from '../heatmap/tile-codec.ts'
import { DAY, HOUR, MINUTE } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import { MODELS } from '../model/models.ts'
import { simulatedMarket } from '../sim/simulated-market.fixture.ts'
import type { MapSource } from './map-source.ts'
import { createPositionMap } from './position-map.ts'

const distanceAt = (_side: 'long' | 'short', leverage: number) =>
  leverage <= 125 ? 1 / leverage - 0.0045 : undefined
const source: MapSource = { ...simulatedMarket(3, 12, 5 * MINUTE), distanceAt }
const hourly: MapSource = { ...simulatedMarket(4, 40, HOUR), distanceAt }

/** Liquidations that come and go: weights are learnt from them day by day. */
const learning: MapSource = {
  ...hourly,
  realised: { hours: (time, side) => 2e6 * (1.1 + Math.sin(time / DAY + side)) ** 2 },
}

const strip = (time: Millis, bucket: Millis) => Math.floor(time / (bucket * TILE_SIZE))

/** USD that the tiles of a strip show in one column, by plane and bin. */
function shown(
  tiles: ReadonlyMap<number, Uint8Array>,
  planes: PlaneSet,
  column: number,
): Map<string, number> {
  const cells = new Map<string, number>()
  for (const bytes of tiles.values()) {
    const tile = decodeTile(bytes)
    for (let plane = 0; plane < planesOf(planes).length; plane++)
      for (let row = 0; row < TILE_SIZE; row++) {
        const usd = tileCellUsd(tile, plane, row, column)
        if (usd > 0) cells.set(`${plane} ${tile.y * TILE_SIZE + row}`, usd)
      }
  }
  return cells
}

describe.each([
  ['isotherm', 5 * MINUTE, 0, source],
  ['isotherm', HOUR, 2, source],
  ['isotherm', HOUR, 0, hourly],
  ['isotherm', DAY, 1, hourly],
  ['isotherm', HOUR, 0, learning],
  ['isotherm', 4 * HOUR, 1, learning],
  ['opening-only', 15 * MINUTE, 1, source],
  ['turnover', 4 * HOUR, 3, hourly],
] as const)('%s, bucket %d ms, zoom %d, candles %#', (model, bucket, zoom, from) => {
  const map = createPositionMap(from, model)
  const x = strip(map.to - bucket, bucket)
  const sides = map.tiles('side', bucket, zoom, x)
  const last = Math.floor(map.to / bucket) - 1
  const first = Math.ceil(map.from / bucket)
  const columns = [first, first + 1, first + 17, (first + last) >> 1, last - 1, last]

  test.each(columns)('column %d shows every exact cell within 2 %, and no other', (column) => {
    const exact = map.levels((column + 1) * bucket, zoom)!
    const tiles = map.tiles('side', bucket, zoom, Math.floor(column / TILE_SIZE))
    const cells = shown(tiles, 'side', column - Math.floor(column / TILE_SIZE) * TILE_SIZE)
    const { baseLevel } = decodeTile([...tiles.values()][0]!)
    const smallest = valueOfLevel(baseLevel + 1)
    let compared = 0
    for (const level of exact.levels)
      for (const [plane, usd] of [level.longUsd, level.shortUsd].entries()) {
        const got = cells.get(`${plane} ${level.bin}`) ?? 0
        cells.delete(`${plane} ${level.bin}`)
        if (got === 0) expect(usd).toBeLessThan(smallest)
        else expect(Math.abs(got / usd - 1)).toBeLessThanOrEqual(MAX_RELATIVE_ERROR + 1e-9)
        if (usd > smallest) compared++
      }
    expect(cells.size).toBe(0)
    if (model === 'opening-only' && column < first + 2) return
    const largest = Math.max(...exact.levels.flatMap((l) => [l.longUsd, l.shortUsd]))
    expect(smallest).toBeLessThan(largest / 1_000)
    expect(compared).toBeGreaterThan(20)
  })

  test('the bands of a cell add up to its sides', () => {
    const bands = map.tiles('band', bucket, zoom, x)
    const bySide = shown(sides, 'side', last - x * TILE_SIZE)
    const byBand = new Map<string, number>()
    for (const [key, usd] of shown(bands, 'band', last - x * TILE_SIZE)) {
      const [plane, bin] = key.split(' ')
      const side = `${Number(plane) < 6 ? 0 : 1} ${bin}`
      byBand.set(side, (byBand.get(side) ?? 0) + usd)
    }
    const largest = Math.max(...bySide.values())
    for (const [key, usd] of bySide)
      if (usd > largest / 100)
        expect(Math.abs(byBand.get(key)! / usd - 1)).toBeLessThanOrEqual(
          2 * MAX_RELATIVE_ERROR + 0.01,
        )
  })

  test('a column sums to its levels, its bands and its open interest', () => {
    const column = map.levels(map.to, zoom)!
    const add = (list: readonly { longUsd: number; shortUsd: number }[]) =>
      list.reduce((a, b) => a + b.longUsd + b.shortUsd, 0)
    const total = column.total.longUsd + column.total.shortUsd
    expect(add(column.levels) / total).toBeCloseTo(1, 12)
    expect(add(column.byBand) / total).toBeCloseTo(1, 12)
    expect(add(column.levels.flatMap((l) => l.byBand)) / total).toBeCloseTo(1, 12)
  })

  test('a strip has the same bytes alone, after others, and after any question', () => {
    const all = new Map<string, Uint8Array>()
    for (const { x: at, tiles } of map.strips('side', bucket, zoom, x - 3, x + 1)) {
      map.levels(map.from + DAY, 0)
      for (const [y, bytes] of tiles) all.set(`${at} ${y}`, bytes)
    }
    const fresh = createPositionMap(from, model)
    for (let at = x; at > x - 4; at--)
      for (const [y, bytes] of fresh.tiles('side', bucket, zoom, at))
        expect(Buffer.compare(bytes, all.get(`${at} ${y}`)!), `tile ${at} ${y}`).toBe(0)
    expect(all.size).toBeGreaterThan(0)
  })
})

describe('weights', () => {
  const map = createPositionMap(learning, 'isotherm')

  test('are learnt from what was liquidated, and make another map', () => {
    expect(map.weights.length).toBeGreaterThan(20)
    expect(map.modelVersion).not.toBe(createPositionMap(hourly, 'isotherm').modelVersion)
    const other = { ...learning, realised: { hours: () => 3e6 } }
    expect(map.modelVersion).not.toBe(createPositionMap(other, 'isotherm').modelVersion)
    expect(map.modelVersion).toBe(createPositionMap(learning, 'isotherm').modelVersion)
  })

  test('hold from the day on which they were learnt: before it the map is that of the prior', () => {
    const prior = createPositionMap(hourly, 'isotherm')
    const { since } = map.weights.find(({ weights }) => weights[0] !== map.weights[0]!.weights[0])!
    expect(map.levels(since, 1)).toEqual(prior.levels(since, 1))
    expect(map.levels(since + DAY, 1)!.total).not.toEqual(prior.levels(since + DAY, 1)!.total)
  })

  test('are left alone by models that do not learn', () => {
    expect(createPositionMap(learning, 'turnover').weights).toHaveLength(1)
  })
})

describe('zoom', () => {
  test('a zoomed-out column equals the sum of its children, exactly', () => {
    const map = createPositionMap(source, 'isotherm')
    const fine = map.levels(map.to, 0)!
    for (let zoom = 1; zoom <= 6; zoom++) {
      const sums = new Map<number, number>()
      for (const { bin, longUsd, shortUsd } of fine.levels)
        sums.set(bin >> zoom, (sums.get(bin >> zoom) ?? 0) + longUsd + shortUsd)
      const coarse = map.levels(map.to, zoom)!
      expect(coarse.levels.length).toBe(sums.size)
      for (const { bin, longUsd, shortUsd } of coarse.levels)
        expect((longUsd + shortUsd) / sums.get(bin)!).toBeCloseTo(1, 10)
    }
  })

  test('zooming out in time takes the last closed bucket', () => {
    const map = createPositionMap(source, 'isotherm')
    const hour = Math.floor(map.to / HOUR) - 1
    const coarse = map.tiles('side', HOUR, 0, Math.floor(hour / TILE_SIZE))
    const finest = (hour + 1) * 12 - 1
    const fine = map.tiles('side', 5 * MINUTE, 0, Math.floor(finest / TILE_SIZE))
    const at = (column: number) => column - Math.floor(column / TILE_SIZE) * TILE_SIZE
    const [a, b] = [shown(coarse, 'side', at(hour)), shown(fine, 'side', at(finest))]
    const largest = Math.max(...a.values())
    // Levels near the smallest that a tile shows may fall below one tile's floor and not the other's.
    const visible = [...a].filter(([, usd]) => usd > largest / 2_000)
    expect(visible.length).toBeGreaterThan(100)
    for (const [key, usd] of visible) expect(b.get(key)! / usd).toBeCloseTo(1, 1)
  })
})

describe('edges', () => {
  test('there are no columns before open interest is known or after the last closed bucket', () => {
    const openInterest = {
      time: source.openInterest.time.slice(500),
      value: source.openInterest.value.slice(500),
    }
    const map = createPositionMap({ ...source, openInterest }, 'isotherm')
    expect(map.from).toBe(source.candles.openTime[500])
    expect(map.levels(map.from, 0)).toBeUndefined()
    expect(map.levels(map.from + 5 * MINUTE, 0)?.time).toBe(map.from + 5 * MINUTE)
    expect(map.levels(map.to + 1, 0)).toBeUndefined()
    const x = strip(map.from, 5 * MINUTE)
    const [bytes] = map.tiles('side', 5 * MINUTE, 0, x).values()
    const { columnStatus } = decodeTile(bytes!)
    const first = map.from / (5 * MINUTE) - x * TILE_SIZE
    expect(columnStatus.indexOf(COLUMN_STATUS.data)).toBe(first)
  })

  test('a hole in the candles is marked, not filled', () => {
    const keep = (column: Float64Array) => column.filter((_, i) => i < 1000 || i >= 1100)
    const { candles } = source
    const holed = {
      interval: candles.interval,
      openTime: keep(candles.openTime),
      open: keep(candles.open),
      high: keep(candles.high),
      low: keep(candles.low),
      close: keep(candles.close),
      volume: keep(candles.volume),
      takerBuyVolume: keep(candles.takerBuyVolume),
    }
    const map = createPositionMap({ ...source, candles: holed }, 'isotherm')
    const states = new Map<number, number>()
    for (const { x, tiles } of map.strips(
      'side',
      5 * MINUTE,
      0,
      strip(map.from, 5 * MINUTE),
      strip(map.to, 5 * MINUTE) + 1,
    ))
      decodeTile([...tiles.values()][0]!).columnStatus.forEach((s, i) =>
        states.set(x * TILE_SIZE + i, s),
      )
    const at = (i: number) => states.get(candles.openTime[i]! / (5 * MINUTE))
    expect([at(999), at(1000), at(1099), at(1100)]).toEqual([1, 2, 2, 1])
  })

  test.each(MODELS.map((m) => m.id))('%s draws something and refuses a bucket it has not', (id) => {
    const map = createPositionMap(hourly, id)
    expect(map.levels(map.to, 0)!.levels.length).toBeGreaterThan(100)
    expect(() => map.tiles('side', MINUTE, 0, 0)).toThrow('this map has 3600000')
  })

  test('unknown models and empty sources are refused', () => {
    expect(() => createPositionMap(source, 'nope')).toThrow('unknown model "nope"')
    const none = { time: new Float64Array(0), value: new Float64Array(0) }
    expect(() => createPositionMap({ ...source, openInterest: none }, 'isotherm')).toThrow(
      'open interest',
    )
  })

  test('a cell is the column at its price, and zero where nothing is', () => {
    const map = createPositionMap(source, 'isotherm')
    const column = map.levels(map.to, 1)!
    const level = column.levels[Math.floor(column.levels.length / 3)]!
    const middle = Math.sqrt(level.priceFrom * level.priceTo)
    const cell = map.cell(map.to - 1, middle, 5 * MINUTE, 1)!
    expect([cell.longUsd, cell.shortUsd]).toEqual([level.longUsd, level.shortUsd])
    expect(cell.columnTotal).toEqual(column.total)
    expect(map.cell(map.to - 1, 1, 5 * MINUTE, 1)).toMatchObject({ longUsd: 0, shortUsd: 0 })
    expect(map.cell(map.to, middle, 5 * MINUTE, 1)).toBeUndefined()
  })
})

test('a market whose open interest is newer than its last closed candle has no map yet', () => {
  const last = source.candles.openTime.at(-1)! + 5 * MINUTE
  const openInterest = {
    time: Float64Array.of(last + 5 * MINUTE),
    value: Float64Array.of(1_000),
  }
  expect(() => createPositionMap({ ...source, openInterest }, 'isotherm')).toThrow(RangeError)
})
