import { TILE_SIZE } from '../../heatmap/grid.ts'
import type { Tile } from '../../heatmap/tile-codec.ts'
import { PLANE_BYTES } from '../../heatmap/tile-codec.ts'

/** A tile whose cells are a fixed sequence of bytes, mostly empty. */
export function tileOf(planes: number, baseLevel: number, seed: number): Tile {
  const cells = new Uint8Array(planes * PLANE_BYTES)
  let state = seed
  for (let i = 0; i < cells.length; i++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    cells[i] = state >>> 31 === 0 ? state >>> 23 : 0
  }
  const columnStatus = new Uint8Array(TILE_SIZE).fill(1)
  return { bucket: 1, zoom: 0, x: 0, y: 0, closed: true, planes, baseLevel, columnStatus, cells }
}
