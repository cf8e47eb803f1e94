import type { TileAddress } from '../../heatmap/grid.ts'
import { TILE_SIZE } from '../../heatmap/grid.ts'
import { sizeOfLevel } from '../../heatmap/signed-level.ts'
import type { ShownPlanes } from './combine.ts'
import { poolLevels } from './combine.ts'
import type { PartTile } from './map-part.ts'
import { columnFactors } from './map-part.ts'
import { sumLevels } from './sum-levels.ts'

/** What a picture depends on beside its tiles and its colours. */
export interface PictureForm {
  readonly planes: ShownPlanes
  readonly poolColumns: number
  readonly poolRows: number
}

/**
 * The bitmap of what the tiles of one address sum to: one pixel per cell, highest price on top.
 * Repainted when colours change.
 */
export interface TilePicture {
  readonly address: TileAddress
  /** Of each part of the map. */
  readonly tiles: readonly PartTile[]
  readonly width: number
  readonly height: number
  /** Absolute levels, or signed ones, rows lowest first. */
  readonly levels: Uint16Array
  /** @param colours opaque, by level */
  canvasFor(colours: Uint32Array): HTMLCanvasElement
}

/** Sums and pools tiles once; painting happens when a canvas is first asked for. */
export function createTilePicture(
  address: TileAddress,
  tiles: readonly PartTile[],
  form: PictureForm,
): TilePicture {
  const weighed = tiles.flatMap(({ part, tile }) =>
    tile === undefined ? [] : [{ tile, factors: columnFactors(part, tile) }],
  )
  const levels = poolLevels(sumLevels(weighed, form.planes), form.poolColumns, form.poolRows)
  const width = TILE_SIZE / form.poolColumns
  const height = TILE_SIZE / form.poolRows
  let canvas: HTMLCanvasElement | undefined
  let painted: Uint32Array | undefined
  return {
    address,
    tiles,
    width,
    height,
    levels,
    canvasFor(colours) {
      canvas ??= createCanvas(width, height)
      if (painted !== colours) {
        paint(canvas, levels, width, height, colours)
        painted = colours
      }
      return canvas
    },
  }
}

function createCanvas(width: number, height: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  return canvas
}

function paint(
  canvas: HTMLCanvasElement,
  levels: Uint16Array,
  width: number,
  height: number,
  colours: Uint32Array,
): void {
  const context = canvas.getContext('2d', { alpha: false })
  if (context === null) return
  const image = context.createImageData(width, height)
  const pixels = new Uint32Array(image.data.buffer)
  for (let row = 0; row < height; row++) {
    const target = (height - 1 - row) * width
    for (let column = 0; column < width; column++)
      pixels[target + column] = colours[levels[row * width + column]!]!
  }
  context.putImageData(image, 0, 0)
}

/** Counts the levels, of whichever sign, inside a window of a picture, in its own cells, half-open. */
export function countLevels(
  counts: Uint32Array,
  { levels, width, height }: TilePicture,
  window: { columnFrom: number; columnTo: number; rowFrom: number; rowTo: number },
): void {
  for (let row = Math.max(0, window.rowFrom); row < Math.min(height, window.rowTo); row++)
    for (let at = Math.max(0, window.columnFrom); at < Math.min(width, window.columnTo); at++)
      counts[sizeOfLevel(levels[row * width + at]!)]!++
}
