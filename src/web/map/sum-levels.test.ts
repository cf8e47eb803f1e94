import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { TILE_SIZE } from '../../heatmap/grid.ts'
import { MAX_RELATIVE_ERROR, valueOfLevel } from '../../heatmap/quantise.ts'
import { valueOfSigned } from '../../heatmap/signed-level.ts'
import type { Tile } from '../../heatmap/tile-codec.ts'
import { PLANE_BYTES, tileCellUsd } from '../../heatmap/tile-codec.ts'
import { combineLevels } from './combine.ts'
import { sumLevels } from './sum-levels.ts'
import type { WeighedTile } from './sum-levels.ts'
import { tileOf } from './tile.fixture.ts'

const BOTH = { long: [0], short: [1], delta: false }
const DELTA = { long: [0], short: [1], delta: true }
const factors = fc
  .double({ min: 0.01, max: 50, noNaN: true })
  .map((most) => Float64Array.from({ length: TILE_SIZE }, (_, i) => most / (1 + (i % 7))))
const tiles: fc.Arbitrary<WeighedTile[]> = fc.array(
  fc.record({
    tile: fc
      .record({ base: fc.integer({ min: 0, max: 400 }), seed: fc.integer() })
      .map(({ base, seed }) => tileOf(2, base, seed)),
    factors: fc.option(factors, { nil: undefined }),
  }),
  { minLength: 1, maxLength: 3 },
)
/** USD of a plane of all tiles in a cell. */
const usdOf = (of: readonly WeighedTile[], plane: number, cell: number): number => {
  const [row, column] = [Math.floor(cell / TILE_SIZE), cell % TILE_SIZE]
  return of.reduce(
    (sum, one) => sum + tileCellUsd(one.tile, plane, row, column) * (one.factors?.[column] ?? 1),
    0,
  )
}
const SOME = Array.from({ length: 700 }, (_, i) => (i * 9973) % PLANE_BYTES)

describe('summing tiles', () => {
  test('is their sum cell by cell, within the rounding of one level', () => {
    fc.assert(
      fc.property(tiles, (of) => {
        const levels = sumLevels(of, BOTH)
        for (const cell of SOME) {
          const sum = usdOf(of, 0, cell) + usdOf(of, 1, cell)
          if (sum < 1) continue
          const error = Math.abs(valueOfLevel(levels[cell]!) / sum - 1)
          expect(error).toBeLessThanOrEqual(MAX_RELATIVE_ERROR + 1e-9)
        }
      }),
      { numRuns: 8 },
    )
  })

  test('of one tile as it is changes nothing', () => {
    const tile = tileOf(2, 120, 5)
    const same = Buffer.from(combineLevels(tile, [0, 1]).buffer)
    const of = (by: Float64Array | undefined) => sumLevels([{ tile, factors: by }], BOTH)
    expect(same.equals(Buffer.from(of(undefined).buffer))).toBe(true)
    const ones = new Float64Array(TILE_SIZE).fill(1)
    expect(same.equals(Buffer.from(of(ones).buffer))).toBe(true)
  })
})

/** The same tile with longs for shorts. */
const swapped = ({ tile, factors: by }: WeighedTile): WeighedTile => {
  const cells = new Uint8Array(tile.cells.length)
  cells.set(tile.cells.subarray(PLANE_BYTES), 0)
  cells.set(tile.cells.subarray(0, PLANE_BYTES), PLANE_BYTES)
  return { tile: { ...tile, cells } satisfies Tile, factors: by }
}

describe('longs less shorts', () => {
  test('turn their sign where the sides are swapped', () => {
    fc.assert(
      fc.property(tiles, (of) => {
        const [there, back] = [sumLevels(of, DELTA), sumLevels(of.map(swapped), DELTA)]
        for (const cell of SOME)
          expect(valueOfSigned(back[cell]!) + valueOfSigned(there[cell]!)).toBe(0)
      }),
      { numRuns: 8 },
    )
  })

  test('are the difference of the sums, or none where tiles cannot tell', () => {
    fc.assert(
      fc.property(tiles, (of) => {
        const levels = sumLevels(of, DELTA)
        for (const cell of SOME) {
          const [long, short] = [usdOf(of, 0, cell), usdOf(of, 1, cell)]
          const size = Math.abs(long - short)
          const told = valueOfSigned(levels[cell]!)
          if (size < 1 || size <= MAX_RELATIVE_ERROR * (long + short)) continue
          expect(Math.abs(told / (long - short) - 1)).toBeLessThanOrEqual(MAX_RELATIVE_ERROR + 1e-9)
        }
      }),
      { numRuns: 8 },
    )
  })
})
