import { TILE_SIZE, binEdge } from '../../heatmap/grid.ts'
import type { Area } from './detail.ts'
import { cellsOf } from './detail.ts'
import type { Geometry } from '../chart/geometry.ts'
import { stripsOf } from './strips.ts'
import type { TilePicture } from './tile-picture.ts'

/** A canvas in device pixels with its ratio to CSS pixels. */
export interface Surface {
  readonly context: CanvasRenderingContext2D
  readonly horizontalRatio: number
  readonly verticalRatio: number
}

/** The cells of a tile's picture that an area touches, in the picture's own (pooled) cells. */
export function windowOf({ address, width, height }: TilePicture, area: Area) {
  const cells = cellsOf(area, address)
  const columns = TILE_SIZE / width
  const rows = TILE_SIZE / height
  return {
    columnFrom: Math.max(0, Math.floor((cells.columnFrom - address.x * TILE_SIZE) / columns)),
    columnTo: Math.min(width, Math.ceil((cells.columnTo - address.x * TILE_SIZE) / columns)),
    rowFrom: Math.max(0, Math.floor((cells.rowFrom - address.y * TILE_SIZE) / rows)),
    rowTo: Math.min(height, Math.ceil((cells.rowTo - address.y * TILE_SIZE) / rows)),
  }
}

/**
 * Draws the part of a tile inside an area, one stretched picture per strip. Edges are rounded to
 * device pixels once and shared with the neighbouring tile.
 */
export function drawTile(
  surface: Surface,
  geometry: Geometry,
  area: Area,
  picture: TilePicture,
  colours: Uint32Array,
): void {
  const { context, horizontalRatio, verticalRatio } = surface
  const { address, width, height } = picture
  const { columnFrom, columnTo, rowFrom, rowTo } = windowOf(picture, area)
  if (columnFrom >= columnTo || rowFrom >= rowTo) return
  const time = (column: number) =>
    (address.x * TILE_SIZE + (column * TILE_SIZE) / width) * address.bucket
  const left = Math.round(geometry.xOf(time(columnFrom)) * horizontalRatio)
  const right = Math.round(geometry.xOf(time(columnTo)) * horizontalRatio)
  const edge = (row: number) => {
    const bin = address.y * TILE_SIZE + (row * TILE_SIZE) / height
    return (geometry.yOf(binEdge(bin, address.zoom)) ?? 0) * verticalRatio
  }
  const canvas = picture.canvasFor(colours)
  context.imageSmoothingEnabled = false
  for (const strip of stripsOf(rowFrom, rowTo, edge)) {
    if (strip.to >= strip.from) continue
    context.drawImage(
      canvas,
      columnFrom,
      height - strip.rowTo,
      columnTo - columnFrom,
      strip.rowTo - strip.rowFrom,
      left,
      strip.to,
      right - left,
      strip.from - strip.to,
    )
  }
}
