import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { TILE_SIZE } from '../../heatmap/grid.ts'
import { LEVERAGE_BANDS, planesOf } from '../../heatmap/planes.ts'
import { MAX_RELATIVE_ERROR, valueOfLevel } from '../../heatmap/quantise.ts'
import { PLANE_BYTES, tileCellUsd } from '../../heatmap/tile-codec.ts'
import { tileOf } from './tile.fixture.ts'
import { combineLevels, filterKey, planeSetOf, poolLevels, shownPlanes } from './combine.ts'

describe('combining planes', () => {
  test('one plane keeps its exact levels', () => {
    const tile = tileOf(2, 150, 7)
    const levels = combineLevels(tile, [1])
    for (let cell = 0; cell < PLANE_BYTES; cell++) {
      const byte = tile.cells[PLANE_BYTES + cell]!
      expect(levels[cell]).toBe(byte === 0 ? 0 : 150 + byte)
    }
  })

  test('sums of planes are within the rounding of one level', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(2, 12),
        fc.integer({ min: 0, max: 400 }),
        fc.integer(),
        (planes, base, seed) => {
          const tile = tileOf(planes, base, seed)
          const all = Array.from({ length: planes }, (_, plane) => plane)
          const levels = combineLevels(tile, all)
          for (let cell = 0; cell < PLANE_BYTES; cell += 97) {
            const row = Math.floor(cell / TILE_SIZE)
            const column = cell % TILE_SIZE
            const sum = all.reduce((total, p) => total + tileCellUsd(tile, p, row, column), 0)
            if (sum === 0) expect(levels[cell]).toBe(0)
            else {
              const error = Math.abs(valueOfLevel(levels[cell]!) / sum - 1)
              expect(error).toBeLessThanOrEqual(MAX_RELATIVE_ERROR + 1e-9)
            }
          }
        },
      ),
      { numRuns: 10 },
    )
  })
})

describe('pooling', () => {
  test('keeps the maximum of every block', () => {
    const levels = combineLevels(tileOf(1, 100, 3), [0])
    const pooled = poolLevels(levels, 4, 8)
    expect(pooled.length).toBe(64 * 32)
    for (let row = 0; row < 32; row++)
      for (let column = 0; column < 64; column++) {
        let highest = 0
        for (let r = 0; r < 8; r++)
          for (let c = 0; c < 4; c++)
            highest = Math.max(highest, levels[(row * 8 + r) * TILE_SIZE + column * 4 + c]!)
        expect(pooled[row * 64 + column]).toBe(highest)
      }
  })

  test('of single cells changes nothing', () => {
    const levels = combineLevels(tileOf(1, 100, 3), [0])
    expect(poolLevels(levels, 1, 1)).toBe(levels)
  })
})

describe('filters', () => {
  const all = LEVERAGE_BANDS.map((_, band) => band)

  test('without hidden bands the small plane set does', () => {
    for (const bands of [undefined, all]) {
      expect(planeSetOf({ side: 'both', bands })).toBe('side')
      const both = { long: [0], short: [1] }
      expect(shownPlanes({ side: 'both', bands })).toEqual({ ...both, delta: false })
      expect(shownPlanes({ side: 'delta', bands })).toEqual({ ...both, delta: true })
      expect(shownPlanes({ side: 'short', bands })).toEqual({ long: [], short: [1], delta: false })
    }
  })

  test('shown planes are those of the side and the bands', () => {
    const filter = { side: 'short' as const, bands: [1, 4] }
    expect(planeSetOf(filter)).toBe('band')
    const planes = planesOf('band')
    expect(shownPlanes(filter).long).toEqual([])
    expect(shownPlanes(filter).short.map((index) => planes[index])).toEqual([
      { side: 'short', band: 1 },
      { side: 'short', band: 4 },
    ])
  })

  test('keys differ where pictures differ', () => {
    const keys = [
      filterKey({ side: 'both', bands: undefined }),
      filterKey({ side: 'delta', bands: undefined }),
      filterKey({ side: 'long', bands: undefined }),
      filterKey({ side: 'long', bands: [1] }),
      filterKey({ side: 'long', bands: [1, 2] }),
    ]
    expect(new Set(keys).size).toBe(5)
    expect(filterKey({ side: 'both', bands: all })).toBe(keys[0])
  })
})
