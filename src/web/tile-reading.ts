import { TILE_SIZE, binEdge } from '../heatmap/grid.ts'
import { planesOf } from '../heatmap/planes.ts'
import type { Tile } from '../heatmap/tile-codec.ts'
import { COLUMN_STATUS, tileCellUsd } from '../heatmap/tile-codec.ts'
import type { PositionSide } from '../market/units.ts'
import { planeSetOf } from './combine.ts'
import type { MapLayer } from './map-layer.ts'
import type { ProfileLevel } from './profile-rows.ts'

/** A cell of the map as its tile shows it: within 2 % of the exact amounts. */
export interface ShownCell {
  readonly bucket: number
  readonly zoom: number
  /** Number of the bucket and of the bin at that zoom. */
  readonly column: number
  readonly bin: number
  readonly sides: Readonly<Record<PositionSide, number>>
  /** In the newest column, which is not closed: its amounts are exact already. */
  readonly live?: true
}

/** Whether a tile holds a bucket that lies in it: buckets that are not closed are on no tile. */
export function hasColumn({ x, columnStatus }: Tile, column: number): boolean {
  const status = columnStatus[column - x * TILE_SIZE]
  return status !== undefined && status !== COLUMN_STATUS.none
}

/** All planes of one cell, whatever of them is shown; the cell must lie in the tile. */
export function shownCell(
  tile: Tile,
  { subject, detail }: MapLayer,
  at: { readonly columnFrom: number; readonly rowFrom: number },
): ShownCell {
  const sides = { long: 0, short: 0 }
  const row = at.rowFrom - tile.y * TILE_SIZE
  const column = at.columnFrom - tile.x * TILE_SIZE
  planesOf(planeSetOf(subject.filter)).forEach((plane, index) => {
    sides[plane.side] += tileCellUsd(tile, index, row, column)
  })
  const { bucket, zoom } = detail
  return { bucket, zoom, column: at.columnFrom, bin: at.rowFrom, sides }
}

/** What the shown planes of a tile hold in a column, by bin, lowest first; empty bins are left out. */
export function shownColumn(tile: Tile, layer: MapLayer, column: number): ProfileLevel[] {
  const planes = planesOf(planeSetOf(layer.subject.filter))
  return Array.from({ length: TILE_SIZE }, (_, row) => {
    const sides = { long: 0, short: 0 }
    for (const plane of layer.form.planes)
      sides[planes[plane]!.side] += tileCellUsd(tile, plane, row, column - tile.x * TILE_SIZE)
    const bin = tile.y * TILE_SIZE + row
    return {
      priceFrom: binEdge(bin, tile.zoom),
      priceTo: binEdge(bin + 1, tile.zoom),
      longUsd: sides.long,
      shortUsd: sides.short,
    }
  }).filter(({ longUsd, shortUsd }) => longUsd + shortUsd > 0)
}
