import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { MapDescriptor } from '../../api/schema.ts'
import { TILE_SIZE, binEdge } from '../../heatmap/grid.ts'
import type { MapPart } from './map-part.ts'
import { columnFactors, equalWeights, factorAt, joinMaps, partKey, reaches } from './map-part.ts'
import { presences, seamsOf } from './part-gaps.ts'

const HOUR = 3_600_000
const mapOf = (changes: Partial<MapDescriptor> = {}): MapDescriptor =>
  ({
    instrument: 'binance:BTCUSDT',
    model: 'isotherm',
    version: 'v1',
    buckets: [HOUR, 4 * HOUR],
    maxZoom: 6,
    from: 1000 * HOUR,
    to: 2000 * HOUR,
    priceFrom: 50_000,
    priceTo: 70_000,
    ...changes,
  }) as MapDescriptor
const partOf = (changes: Partial<MapPart> = {}): MapPart => ({
  map: mapOf(),
  weight: 1,
  end: 'median',
  steps: [
    { since: 0, factors: [8, 4] },
    { since: 1500 * HOUR, factors: [4, 2] },
  ],
  interval: HOUR,
  ...changes,
})

describe('weighing venues equally', () => {
  const total = fc.oneof(fc.constant(0), fc.double({ min: 1, max: 1e12, noNaN: true }))
  const totals = fc.array(total, { minLength: 1, maxLength: 20 })
  test('keeps the sum, and makes all the same', () => {
    fc.assert(
      fc.property(totals, (of) => {
        const weighed = equalWeights(of).map((weight, i) => weight * of[i]!)
        const [before, after] = [of, weighed].map((all) => all.reduce((a, b) => a + b, 0))
        expect(after! / (before! || 1)).toBeCloseTo(before! > 0 ? 1 : 0, 9)
        const held = weighed.filter((usd) => usd > 0)
        for (const usd of held) expect(usd / held[0]!).toBeCloseTo(1, 9)
      }),
    )
  })
})

describe('an end of ranges', () => {
  test('is as far off as was known when the column’s last bar opened', () => {
    const low = partOf({ end: 'low', weight: 3 })
    expect(factorAt(low, 0, 1500 * HOUR)).toBe(3 / 8)
    expect(factorAt(low, 1, 1500 * HOUR)).toBe(3 / 4)
    // The bar that opens at 1500 is the first by the new weights.
    expect(factorAt(low, 0, 1501 * HOUR)).toBe(3 / 4)
    expect(factorAt({ ...low, end: 'high' }, 0, 1501 * HOUR)).toBe(12)
    expect(factorAt({ ...low, end: 'median' }, 0, 1501 * HOUR)).toBe(3)
  })

  test('gives each column of a tile its own factor, and none where amounts are as they are', () => {
    const tile = { bucket: HOUR, zoom: 1, x: 5, y: 0 }
    expect(columnFactors(partOf(), tile)).toBeUndefined()
    const factors = columnFactors(partOf({ end: 'high' }), tile)!
    expect(factors).toHaveLength(TILE_SIZE)
    const turn = 1500 - 5 * TILE_SIZE
    expect([factors[turn - 1], factors[turn]]).toEqual([4, 2])
  })

  test('has a key of its own, as has each weight', () => {
    const keys = [
      partOf(),
      partOf({ end: 'low' }),
      partOf({ end: 'high' }),
      partOf({ weight: 1.5 }),
      partOf({ map: mapOf({ instrument: 'okx:BTC-USDT-SWAP' as MapDescriptor['instrument'] }) }),
    ].map(partKey)
    expect(new Set(keys).size).toBe(keys.length)
  })
})

describe('maps that are summed', () => {
  const older = mapOf({ from: 900 * HOUR, to: 1800 * HOUR, priceTo: 80_000, buckets: [4 * HOUR] })
  test('reach as far as any, in buckets that all have', () => {
    expect(joinMaps([partOf(), partOf({ map: older })])).toMatchObject({
      instrument: 'binance:BTCUSDT',
      from: 900 * HOUR,
      to: 2000 * HOUR,
      priceTo: 80_000,
      buckets: [4 * HOUR],
    })
    const alone = partOf()
    expect(joinMaps([alone])).toBe(alone.map)
  })

  test('only tiles that a map reaches are asked of it', () => {
    const bins = (price: number) => Math.floor(Math.log(price) / Math.log(1.0005))
    const y = Math.floor(bins(60_000) / TILE_SIZE)
    const at = { bucket: HOUR, zoom: 0, x: Math.floor(1500 / TILE_SIZE), y }
    expect(reaches(mapOf(), at)).toBe(true)
    expect(reaches(mapOf(), { ...at, x: Math.floor(999 / TILE_SIZE) - 1 })).toBe(false)
    expect(reaches(mapOf(), { ...at, x: Math.ceil(2000 / TILE_SIZE) })).toBe(false)
    expect(binEdge((y + 3) * TILE_SIZE, 0)).toBeGreaterThan(70_000)
    expect(reaches(mapOf(), { ...at, y: y + 3 })).toBe(false)
  })

  test('where one of them joins or leaves there is a seam, and it is told', () => {
    const [first, second] = [partOf(), partOf({ map: older })]
    expect(presences([first, second])).toEqual([
      { part: first, joins: 1000 * HOUR, leaves: undefined },
      { part: second, joins: undefined, leaves: 1800 * HOUR },
    ])
    expect(seamsOf([first, second], 4 * HOUR)).toEqual([
      { from: 996 * HOUR, to: 1000 * HOUR, certainty: 'possible' },
      { from: 1800 * HOUR, to: 1804 * HOUR, certainty: 'possible' },
    ])
    // One that waits for its bar to close is not missing.
    expect(presences([first, partOf({ map: mapOf({ to: 1999 * HOUR }) })])).toEqual([])
  })
})
