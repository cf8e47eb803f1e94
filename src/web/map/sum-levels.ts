import { levelOf, valueOfLevel } from '../../heatmap/quantise.ts'
import { signedLevel } from '../../heatmap/signed-level.ts'
import type { Tile } from '../../heatmap/tile-codec.ts'
import { PLANE_BYTES } from '../../heatmap/tile-codec.ts'
import { TILE_SIZE } from '../../heatmap/grid.ts'
import { combineLevels } from './combine.ts'
import type { ShownPlanes } from './combine.ts'

/** A tile and what the amounts of its columns are multiplied by; undefined where all are 1. */
export interface WeighedTile {
  readonly tile: Tile
  readonly factors: Float64Array | undefined
}

/**
 * Absolute levels of tiles of one address, summed cell by cell: 256 rows, lowest first, × 256 columns;
 * signed ones where shorts are taken off longs.
 */
export function sumLevels(
  tiles: readonly WeighedTile[],
  { long, short, delta }: ShownPlanes,
): Uint16Array {
  const [only, ...others] = tiles
  if (!delta && only !== undefined && others.length === 0 && only.factors === undefined)
    return combineLevels(only.tile, [...long, ...short])
  const levels = new Uint16Array(PLANE_BYTES)
  const longs = usdOf(tiles, delta ? long : [...long, ...short])
  if (!delta) {
    for (let cell = 0; cell < PLANE_BYTES; cell++)
      if (longs[cell]! > 0) levels[cell] = levelOf(longs[cell]!)
    return levels
  }
  const shorts = usdOf(tiles, short)
  for (let cell = 0; cell < PLANE_BYTES; cell++)
    if (longs[cell] !== shorts[cell]) levels[cell] = signedLevel(longs[cell]!, shorts[cell]!)
  return levels
}

/** USD of some planes of all tiles. */
function usdOf(tiles: readonly WeighedTile[], planes: readonly number[]): Float64Array {
  const sum = new Float64Array(PLANE_BYTES)
  for (const { tile, factors } of tiles) {
    const usd = Float64Array.from({ length: 256 }, (_, byte) =>
      byte === 0 ? 0 : valueOfLevel(tile.baseLevel + byte),
    )
    for (const plane of planes)
      for (let cell = 0; cell < PLANE_BYTES; cell++) {
        const byte = tile.cells[plane * PLANE_BYTES + cell]!
        if (byte > 0) sum[cell]! += usd[byte]! * (factors?.[cell % TILE_SIZE] ?? 1)
      }
  }
  return sum
}
