import type { ChangeLog } from './change-log.ts'
import type { TileAddress } from './grid.ts'
import { TILE_SIZE } from './grid.ts'
import { COLUMN_STATUS, PLANE_BYTES, blankTile } from './tile-codec.ts'

/** A strip of tiles: all prices over the 256 buckets of one tile column. */
export interface Strip {
  readonly planes: number
  /** Cells per plane, and the bin of the first. */
  readonly cells: number
  readonly firstCell: number
  /** Changes of the strip; its first data column states every cell that is not 0. */
  readonly log: ChangeLog
  /** One of COLUMN_STATUS for each of the 256 columns. */
  readonly columnStatus: Uint8Array
  readonly closed: boolean
}

const LARGEST_BYTE = 255

/**
 * Draws the tiles of a strip: each change fills its row from the column where the cell's last level
 * began. Tiles that hold nothing are left out.
 * @returns encoded tiles by y
 */
export function rasterise(
  strip: Strip,
  { bucket, zoom, x }: Omit<TileAddress, 'y'>,
): Map<number, Uint8Array> {
  const bases = tileBases(strip)
  const tiles = new Map<number, Uint8Array>()
  const cellsOf = new Map<number, Uint8Array>()
  const { planes, columnStatus, closed } = strip
  for (const [y, baseLevel] of bases) {
    const tile = blankTile({ bucket, zoom, x, y, closed, planes, baseLevel, columnStatus })
    tiles.set(y, tile.bytes)
    cellsOf.set(y, tile.cells)
  }
  fillRows(strip, bases, cellsOf)
  return tiles
}

/** The base level of each tile that holds something: as low as its largest level allows. */
function tileBases({ cells, firstCell, log }: Strip): Map<number, number> {
  const first = Math.floor(firstCell / TILE_SIZE)
  const highest = new Int32Array(Math.floor((firstCell + cells - 1) / TILE_SIZE) - first + 1)
  for (let i = 0; i < log.length; i++) {
    const bin = firstCell + (log.cells[i]! % cells)
    const tile = Math.floor(bin / TILE_SIZE) - first
    if (log.levels[i]! > highest[tile]!) highest[tile] = log.levels[i]!
  }
  const bases = new Map<number, number>()
  highest.forEach((level, i) => {
    if (level > 0) bases.set(first + i, Math.max(0, level - LARGEST_BYTE))
  })
  return bases
}

function fillRows(
  strip: Strip,
  bases: ReadonlyMap<number, number>,
  tiles: ReadonlyMap<number, Uint8Array>,
): void {
  const { planes, cells, firstCell, log, columnStatus } = strip
  const size = planes * cells
  // Where each cell's row of 256 columns begins in its tile, and that tile's bytes.
  const rowOf = new Int32Array(size)
  const bytesOf: (Uint8Array | undefined)[] = []
  const baseOf = new Int16Array(size)
  for (let cell = 0; cell < size; cell++) {
    const bin = firstCell + (cell % cells)
    const y = Math.floor(bin / TILE_SIZE)
    const plane = Math.floor(cell / cells)
    rowOf[cell] = plane * PLANE_BYTES + (bin - y * TILE_SIZE) * TILE_SIZE
    bytesOf.push(tiles.get(y))
    baseOf[cell] = bases.get(y) ?? 0
  }
  const byte = new Uint8Array(size)
  const since = new Int16Array(size)
  const fill = (cell: number, to: number) => {
    const value = byte[cell]!
    if (value === 0) return
    const bytes = bytesOf[cell]!
    const row = rowOf[cell]!
    const from = since[cell]!
    if (to - from > 24) bytes.fill(value, row + from, row + to)
    else for (let at = row + from; at < row + to; at++) bytes[at] = value
  }
  const { cells: changed, columns, levels } = log
  for (let i = 0; i < log.length; i++) {
    const cell = changed[i]!
    fill(cell, columns[i]!)
    byte[cell] = Math.max(0, levels[i]! - baseOf[cell]!)
    since[cell] = columns[i]!
  }
  const end = columnStatus.lastIndexOf(COLUMN_STATUS.data) + 1
  const gapEnd = columnStatus.lastIndexOf(COLUMN_STATUS.gap) + 1
  for (let cell = 0; cell < size; cell++) fill(cell, Math.max(end, gapEnd))
}
