import type { PlaneSet } from '../../heatmap/planes.ts'
import { LEVERAGE_BANDS, planesOf } from '../../heatmap/planes.ts'
import { levelOf, levelOfSum, valueOfLevel } from '../../heatmap/quantise.ts'
import { sizeOfLevel } from '../../heatmap/signed-level.ts'
import type { Tile } from '../../heatmap/tile-codec.ts'
import { PLANE_BYTES } from '../../heatmap/tile-codec.ts'
import { TILE_SIZE } from '../../heatmap/grid.ts'
import type { PositionSide } from '../../market/units.ts'

/** Both sides, one of them, or longs less shorts. */
export type ShownSide = PositionSide | 'both' | 'delta'

/** Which planes of the map are summed. */
export interface Filter {
  readonly side: ShownSide
  /** Shown leverage bands by index; undefined for all. */
  readonly bands: readonly number[] | undefined
}

/** Bands are kept apart only in the larger plane set, fetched where some are hidden. */
export const planeSetOf = (filter: Filter): PlaneSet =>
  filter.bands === undefined || filter.bands.length === LEVERAGE_BANDS.length ? 'side' : 'band'

/** Equal for filters that show the same. */
export const filterKey = (filter: Filter): string =>
  planeSetOf(filter) === 'side' ? filter.side : `${filter.side}:${filter.bands!.join('.')}`

/** Numbers of the planes of a tile that are shown, by side, and whether shorts are taken off longs. */
export interface ShownPlanes {
  readonly long: readonly number[]
  readonly short: readonly number[]
  readonly delta: boolean
}

export function shownPlanes(filter: Filter): ShownPlanes {
  const planes = planesOf(planeSetOf(filter))
    .map((plane, index) => ({ ...plane, index }))
    .filter(({ band }) => band === undefined || filter.bands!.includes(band))
  const of = (side: PositionSide): number[] =>
    isSideShown(filter.side, side)
      ? planes.filter((plane) => plane.side === side).map(({ index }) => index)
      : []
  return { long: of('long'), short: of('short'), delta: filter.side === 'delta' }
}

/** Whether amounts of a side are in what is shown. */
export const isSideShown = (shown: ShownSide, side: PositionSide): boolean =>
  shown === 'both' || shown === 'delta' || shown === side

/** Absolute levels of the summed planes: 256 rows, lowest first, × 256 columns. */
export function combineLevels(tile: Tile, planes: readonly number[]): Uint16Array {
  const [first, second] = planes
  if (planes.length === 2) return combineTwo(tile, first!, second!)
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

/** The same of two planes, as nearly all maps are drawn: some ten times faster. */
function combineTwo({ cells, baseLevel }: Tile, first: number, second: number): Uint16Array {
  const levels = new Uint16Array(PLANE_BYTES)
  const absolute = Uint16Array.from({ length: 256 }, (_, v) =>
    v === 0 ? 0 : Math.max(0, baseLevel + v),
  )
  const [a, b] = [first, second].map((plane) =>
    cells.subarray(plane * PLANE_BYTES, (plane + 1) * PLANE_BYTES),
  )
  for (let cell = 0; cell < PLANE_BYTES; cell++)
    levels[cell] = levelOfSum(absolute[a![cell]!]!, absolute[b![cell]!]!)
  return levels
}

/**
 * Joins blocks of cells by their maximum, of signed levels the largest size. Levels grow with USD, so
 * the maximum needs no decoding.
 */
export function poolLevels(levels: Uint16Array, columns: number, rows: number): Uint16Array {
  if (columns === 1 && rows === 1) return levels
  const width = TILE_SIZE / columns
  const pooled = new Uint16Array(width * (TILE_SIZE / rows))
  for (let row = 0; row < TILE_SIZE; row++) {
    const target = Math.floor(row / rows) * width
    for (let column = 0; column < TILE_SIZE; column++) {
      const at = target + Math.floor(column / columns)
      const level = levels[row * TILE_SIZE + column]!
      if (sizeOfLevel(level) > sizeOfLevel(pooled[at]!)) pooled[at] = level
    }
  }
  return pooled
}
