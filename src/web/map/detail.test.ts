import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BUCKETS, MAX_ZOOM, TILE_SIZE, binEdge, binOf } from '../../heatmap/grid.ts'
import { DAY, HOUR } from '../../market/units.ts'
import { cellsOf, chooseDetail, leastRowOf, overlap, tilesOf } from './detail.ts'

const request = fc.record({
  bar: fc.constantFrom(...BUCKETS),
  barPixels: fc.double({ min: 0.001, max: 200, noNaN: true }),
  binPixels: fc.double({ min: 0.001, max: 200, noNaN: true }),
  leastRow: fc.constantFrom(2.5, 5, 9, 18),
  buckets: fc.constantFrom(BUCKETS, BUCKETS.slice(3), [DAY]),
  maxZoom: fc.constantFrom(0, 3, MAX_ZOOM),
})

describe('the level of detail', () => {
  test('never draws more cells than there are device pixels', () => {
    fc.assert(
      fc.property(request, (of) => {
        const detail = chooseDetail(of)!
        const columnPixels = (of.barPixels * detail.bucket * detail.poolColumns) / of.bar
        const rowPixels = of.binPixels * 2 ** detail.zoom * detail.poolRows
        if (detail.poolColumns < TILE_SIZE) expect(columnPixels).toBeGreaterThanOrEqual(0.999999)
        if (detail.poolRows < TILE_SIZE) expect(rowPixels).toBeGreaterThanOrEqual(0.999999)
      }),
    )
  })

  test('pools only where the pyramid has nothing coarser', () => {
    fc.assert(
      fc.property(request, (of) => {
        const detail = chooseDetail(of)!
        if (detail.poolRows > 1) expect(detail.zoom).toBe(of.maxZoom)
        const coarsest = of.buckets.at(-1)!
        if (detail.poolColumns > 1) expect(detail.bucket).toBe(coarsest)
        expect(of.buckets).toContain(detail.bucket)
      }),
    )
  })

  test('stands every candle on one column where there is room', () => {
    const of = {
      bar: 4 * HOUR,
      barPixels: 6,
      binPixels: 3,
      leastRow: 2.5,
      buckets: BUCKETS,
      maxZoom: MAX_ZOOM,
    }
    expect(chooseDetail(of)).toEqual({ bucket: 4 * HOUR, zoom: 0, poolColumns: 1, poolRows: 1 })
    expect(chooseDetail({ ...of, barPixels: 0.3 })?.bucket).toBe(DAY)
    expect(chooseDetail({ ...of, binPixels: 0.7 })?.zoom).toBe(2)
    expect(chooseDetail({ ...of, buckets: [] })).toBeUndefined()
  })
})

describe('rows', () => {
  test('are as high as asked for, as long as the pyramid has such', () => {
    fc.assert(
      fc.property(request, (of) => {
        const { zoom } = chooseDetail(of)!
        if (zoom < of.maxZoom) expect(of.binPixels * 2 ** zoom).toBeGreaterThanOrEqual(of.leastRow)
        if (zoom > 0) expect(of.binPixels * 2 ** (zoom - 1)).toBeLessThan(of.leastRow)
      }),
    )
  })

  test('are seen on a phone as on a desk, whatever its pixels, and twice as high to save data', () => {
    for (const ratio of [1, 2, 3]) expect(leastRowOf(320, ratio, false) / ratio).toBe(3)
    expect(leastRowOf(1200, 1, false)).toBe(2.5)
    expect(leastRowOf(1200, 1, true)).toBe(5)
    expect(leastRowOf(320, 3, true)).toBe(18)
  })
})

describe('tiles of an area', () => {
  const area = fc
    .record({
      timeFrom: fc.integer({ min: 1.6e12, max: 1.8e12 }),
      length: fc.integer({ min: 1, max: 100 * DAY }),
      priceFrom: fc.double({ min: 0.001, max: 1e5, noNaN: true }),
      ratio: fc.double({ min: 1, max: 3, noNaN: true }),
    })
    .map(({ timeFrom, length, priceFrom, ratio }) => ({
      timeFrom,
      timeTo: timeFrom + length,
      priceFrom,
      priceTo: priceFrom * ratio,
    }))

  test('hold every point of it, each tile once', () => {
    const detail = fc.record({
      bucket: fc.constantFrom(HOUR, 4 * HOUR, DAY),
      zoom: fc.integer({ min: 0, max: MAX_ZOOM }),
    })
    const share = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(area, detail, share, share, (of, at, inTime, inPrice) => {
        const tiles = tilesOf(of, at)
        const names = tiles.map(({ x, y }) => `${x}/${y}`)
        expect(new Set(names).size).toBe(names.length)
        const time = Math.min(of.timeTo - 1, of.timeFrom + inTime * (of.timeTo - of.timeFrom))
        const price = of.priceFrom * (of.priceTo / of.priceFrom) ** inPrice
        const x = Math.floor(Math.floor(time / at.bucket) / TILE_SIZE)
        const y = Math.floor(binOf(Math.min(price, of.priceTo), at.zoom) / TILE_SIZE)
        expect(names).toContain(`${x}/${y}`)
      }),
    )
  })

  test('a point is in the cell whose edges enclose it', () => {
    const point = {
      timeFrom: 1000 * HOUR,
      timeTo: 1000 * HOUR + 1,
      priceFrom: 60_000,
      priceTo: 60_000,
    }
    const { columnFrom, columnTo, rowFrom, rowTo } = cellsOf(point, { bucket: HOUR, zoom: 2 })
    expect([columnFrom, columnTo, rowTo]).toEqual([1000, 1001, rowFrom + 1])
    expect(binEdge(rowFrom, 2)).toBeLessThanOrEqual(60_000)
    expect(binEdge(rowFrom + 1, 2)).toBeGreaterThan(60_000)
  })
})

test('areas that only touch do not overlap', () => {
  const a = { timeFrom: 0, timeTo: 10, priceFrom: 1, priceTo: 2 }
  expect(overlap(a, { ...a, timeFrom: 10, timeTo: 20 })).toBeUndefined()
  expect(overlap(a, { ...a, timeFrom: 5, timeTo: 20 })).toEqual({ ...a, timeFrom: 5 })
})
