import { TILE_SIZE, binEdge } from '../../heatmap/grid.ts'
import { planesOf } from '../../heatmap/planes.ts'
import type { Tile } from '../../heatmap/tile-codec.ts'
import { COLUMN_STATUS, tileCellUsd } from '../../heatmap/tile-codec.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import type { PositionSide } from '../../market/units.ts'
import { planeSetOf } from './combine.ts'
import type { RangedSides, Sides } from '../levels/levels-merge.ts'
import type { MapLayer } from './map-layer.ts'
import type { MapPart, PartTile } from './map-part.ts'
import { factorAt } from './map-part.ts'
import type { ProfileLevel } from './profile-rows.ts'

/** A cell of the map as its tile shows it: within 2 % of the exact amounts. */
export interface ShownCell {
  readonly bucket: number
  readonly zoom: number
  /** Number of the bucket and of the bin at that zoom. */
  readonly column: number
  readonly bin: number
  readonly sides: Readonly<Record<PositionSide, number>>
  /** By map, where several are summed; `sides` is undefined where one has no such column. */
  readonly parts?: readonly {
    readonly instrument: InstrumentId
    readonly sides: Sides | undefined
  }[]
  /** With its range, where the newest column is a sum. */
  readonly ranged?: RangedSides
  /** In the newest column, which is not closed: its amounts are exact already. */
  readonly live?: true
}

/** Whether a tile holds a bucket that lies in it: buckets that are not closed are on no tile. */
export function hasColumn({ x, columnStatus }: Tile, column: number): boolean {
  const status = columnStatus[column - x * TILE_SIZE]
  return status !== undefined && status !== COLUMN_STATUS.none
}

/** A cell that lies in a tile. */
interface CellPlace {
  readonly columnFrom: number
  readonly rowFrom: number
}

/** All planes of one cell, whatever of them is shown; the cell must lie in the tiles. */
export function shownCell(
  tiles: readonly PartTile[],
  { subject, detail }: MapLayer,
  at: CellPlace,
): ShownCell {
  const planes = planesOf(planeSetOf(subject.filter)).map(({ side }, index) => ({ side, index }))
  const numbersOf = (side: PositionSide) =>
    planes.filter((plane) => plane.side === side).map(({ index }) => index)
  const all = { long: numbersOf('long'), short: numbersOf('short') }
  const parts = tiles.map(({ part, tile }) => ({
    instrument: part.map.instrument,
    sides:
      tile === undefined || !hasColumn(tile, at.columnFrom)
        ? undefined
        : sidesOf({ part, tile }, all, at),
  }))
  const sum = (side: keyof Sides) =>
    parts.reduce((total, { sides }) => total + (sides?.[side] ?? 0), 0)
  const sides = { long: sum('longUsd'), short: sum('shortUsd') }
  const cell = {
    bucket: detail.bucket,
    zoom: detail.zoom,
    column: at.columnFrom,
    bin: at.rowFrom,
    sides,
  }
  return parts.length > 1 ? { ...cell, parts } : cell
}

/** What some planes of a tile hold in a cell, by side, as it weighs in the sum. */
function sidesOf(
  { part, tile }: { readonly part: MapPart; readonly tile: Tile },
  planes: Readonly<Record<PositionSide, readonly number[]>>,
  { columnFrom, rowFrom }: CellPlace,
): Sides {
  const row = rowFrom - tile.y * TILE_SIZE
  const column = columnFrom - tile.x * TILE_SIZE
  const factor = factorAt(part, tile.zoom, (columnFrom + 1) * tile.bucket)
  const of = (numbers: readonly number[]) =>
    factor * numbers.reduce((usd, plane) => usd + tileCellUsd(tile, plane, row, column), 0)
  return { longUsd: of(planes.long), shortUsd: of(planes.short) }
}

/** What the shown planes of a tile hold in a column, by bin, lowest first; empty bins are left out. */
export function shownColumn(
  of: { readonly part: MapPart; readonly tile: Tile },
  layer: MapLayer,
  column: number,
): ProfileLevel[] {
  const { y, zoom } = of.tile
  return Array.from({ length: TILE_SIZE }, (_, row) => {
    const bin = y * TILE_SIZE + row
    return {
      priceFrom: binEdge(bin, zoom),
      priceTo: binEdge(bin + 1, zoom),
      ...sidesOf(of, layer.form.planes, { columnFrom: column, rowFrom: bin }),
    }
  }).filter(({ longUsd, shortUsd }) => longUsd + shortUsd > 0)
}
