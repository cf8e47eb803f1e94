import type { PlaneSet } from '../heatmap/planes.ts'
import { LEVERAGE_BANDS, planesOf } from '../heatmap/planes.ts'
import { levelOf, valueOfLevel } from '../heatmap/quantise.ts'
import type { Tile } from '../heatmap/tile-codec.ts'
import { PLANE_BYTES } from '../heatmap/tile-codec.ts'
import { TILE_SIZE } from '../heatmap/grid.ts'
import type { PositionSide } from '../market/units.ts'

/** Which planes of the map are summed. */
export interface Filter {
  readonly side: PositionSide | 'both'
  /** Shown leverage bands by index; undefined for all. */
  readonly bands: readonly number[] | undefined
}

/** Bands are kept apart only in the larger plane set, fetched where some are hidden. */
export const planeSetOf = (filter: Filter): PlaneSet =>
  filter.bands === undefined || filter.bands.length === LEVERAGE_BANDS.length ? 'side' : 'band'

/** Equal for filters that show the same. */
export const filterKey = (filter: Filter): string =>
  planeSetOf(filter) === 'side' ? filter.side : `${filter.side}:${filter.bands!.join('.')}`

/** Numbers of the planes of a tile that a filter shows. */
export function shownPlanes(filter: Filter): readonly number[] {
  const set = planeSetOf(filter)
  return planesOf(set)
    .map((plane, index) => ({ plane, index }))
    .filter(({ plane }) => filter.side === 'both' || plane.side === filter.side)
    .filter(({ plane }) => plane.band === undefined || filter.bands!.includes(plane.band))
    .map(({ index }) => index)
}

/** Absolute levels of the summed planes: 256 rows, lowest first, × 256 columns. */
export function combineLevels(tile: Tile, planes: readonly number[]): Uint16Array {
  const levels = new Uint16Array(PLANE_BYTES)
  const { cells, baseLevel } = tile
  const usd = Float64Array.from({ length: 256 }, (_, v) =>
    v === 0 ? 0 : valueOfLevel(baseLevel + v),
  )
  for (let cell = 0; cell < PLANE_BYTES; cell++) {
    let sum = 0
    let only = 0
    for (const plane of planes) {
      const byte = cells[plane * PLANE_BYTES + cell]!
      if (byte === 0) continue
      // Where one plane alone holds something its level stays exact, without a rounding trip.
      only = sum === 0 ? byte : -1
      sum += usd[byte]!
    }
    if (sum > 0) levels[cell] = only > 0 ? Math.max(0, baseLevel + only) : levelOf(sum)
  }
  return levels
}

/** Joins blocks of cells by their maximum. Levels grow with USD, so the maximum needs no decoding. */
export function poolLevels(levels: Uint16Array, columns: number, rows: number): Uint16Array {
  if (columns === 1 && rows === 1) return levels
  const width = TILE_SIZE / columns
  const pooled = new Uint16Array(width * (TILE_SIZE / rows))
  for (let row = 0; row < TILE_SIZE; row++) {
    const target = Math.floor(row / rows) * width
    for (let column = 0; column < TILE_SIZE; column++) {
      const at = target + Math.floor(column / columns)
      const level = levels[row * TILE_SIZE + column]!
      if (level > pooled[at]!) pooled[at] = level
    }
  }
  return pooled
}
