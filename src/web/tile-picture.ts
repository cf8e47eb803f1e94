import { TILE_SIZE } from '../heatmap/grid.ts'
import type { Tile } from '../heatmap/tile-codec.ts'
import { combineLevels, poolLevels } from './combine.ts'

/** What a tile's picture depends on beside the tile and its colours. */
export interface PictureForm {
  readonly planes: readonly number[]
  readonly poolColumns: number
  readonly poolRows: number
}

/** The bitmap of a tile: one pixel per cell, highest price on top. Repainted when colours change. */
export interface TilePicture {
  readonly tile: Tile
  readonly width: number
  readonly height: number
  /** Absolute levels, rows lowest first. */
  readonly levels: Uint16Array
  canvasFor(colours: Uint32Array): HTMLCanvasElement
}

/** Combines and pools a tile once; painting happens when a canvas is first asked for. */
export function createTilePicture(tile: Tile, form: PictureForm): TilePicture {
  const levels = poolLevels(combineLevels(tile, form.planes), form.poolColumns, form.poolRows)
  const width = TILE_SIZE / form.poolColumns
  const height = TILE_SIZE / form.poolRows
  let canvas: HTMLCanvasElement | undefined
  let painted: Uint32Array | undefined
  return {
    tile,
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
  const context = canvas.getContext('2d')
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

/** Counts the levels inside a window of a picture, in its own cells, half-open. */
export function countLevels(
  counts: Uint32Array,
  { levels, width, height }: TilePicture,
  window: { columnFrom: number; columnTo: number; rowFrom: number; rowTo: number },
): void {
  for (let row = Math.max(0, window.rowFrom); row < Math.min(height, window.rowTo); row++)
    for (let at = Math.max(0, window.columnFrom); at < Math.min(width, window.columnTo); at++)
      counts[levels[row * width + at]!]!++
}
