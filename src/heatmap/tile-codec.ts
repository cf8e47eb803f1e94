import type { TileAddress } from './grid.ts'
import { BIN_WIDTH, TILE_SIZE } from './grid.ts'
import { STEP, valueOfLevel } from './quantise.ts'

/**
 * The tile format, for display: relative error at most 2 % (MAX_RELATIVE_ERROR) for a value of at
 * least the tile's smallest level, which lies a factor 5,000 or more
 * under the largest of its time strip. Exact values
 * come from the level and cell queries.
 *
 * Little-endian. Bytes 0–3 `ISOT`, 4 version (1), 5 number of planes, 6 flags (bit 0: closed, will
 * never change), 7 zoom, 8 bucket length in ms (u32), 12 x (i32), 16 y (i32), 20 base level (i16),
 * 22 tile size (u16), 24 STEP (f64), 32 BIN_WIDTH (f64), 40 column status (256 × u8), then per
 * plane 256 rows of 256 columns (u8), row 0 the lowest bin. Byte v > 0 stands for level base + v.
 * Over HTTP the whole is compressed with Brotli or gzip.
 */

export const TILE_VERSION = 1
const HEADER_BYTES = 40
export const PLANE_BYTES = TILE_SIZE * TILE_SIZE

/** What a column of a tile holds. */
export const COLUMN_STATUS = {
  /** Before the first or after the last closed bucket. */
  none: 0,
  data: 1,
  /** A bucket without market data: the model carried on, the map hatches it. */
  gap: 2,
} as const

/** A decoded tile. */
export interface Tile extends TileAddress {
  /** True when the tile can never change any more. */
  readonly closed: boolean
  readonly planes: number
  /** Byte v > 0 of a plane stands for level `baseLevel + v`. */
  readonly baseLevel: number
  /** One of COLUMN_STATUS per column. */
  readonly columnStatus: Uint8Array
  /** `planes` × 256 rows (bins, lowest first) × 256 columns (buckets, oldest first). */
  readonly cells: Uint8Array
}

/** The bytes of a tile without header and picture; `cells` is the part to draw into. */
export function newTileBuffer(planes: number): {
  readonly bytes: Uint8Array
  readonly cells: Uint8Array
} {
  const bytes = new Uint8Array(HEADER_BYTES + TILE_SIZE + planes * PLANE_BYTES)
  return { bytes, cells: bytes.subarray(HEADER_BYTES + TILE_SIZE) }
}

/** Writes everything but the cells. Throws a RangeError where there are not 256 column states. */
export function writeTileHeader(bytes: Uint8Array, tile: Omit<Tile, 'cells'>): void {
  if (tile.columnStatus.length !== TILE_SIZE)
    throw new RangeError(`${tile.columnStatus.length} column states, a tile has ${TILE_SIZE}`)
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  bytes.set([0x49, 0x53, 0x4f, 0x54, TILE_VERSION, tile.planes, tile.closed ? 1 : 0, tile.zoom])
  view.setUint32(8, tile.bucket, true)
  view.setInt32(12, tile.x, true)
  view.setInt32(16, tile.y, true)
  view.setInt16(20, tile.baseLevel, true)
  view.setUint16(22, TILE_SIZE, true)
  view.setFloat64(24, STEP, true)
  view.setFloat64(32, BIN_WIDTH, true)
  bytes.set(tile.columnStatus, HEADER_BYTES)
}

/** Encodes a tile. Throws a RangeError where the arrays have the wrong length. */
export function encodeTile(tile: Tile): Uint8Array {
  const { bytes, cells } = newTileBuffer(tile.planes)
  if (cells.length !== tile.cells.length)
    throw new RangeError(
      `${tile.cells.length} cells, a tile of ${tile.planes} planes has ${cells.length}`,
    )
  writeTileHeader(bytes, tile)
  cells.set(tile.cells)
  return bytes
}

/** Decodes a tile without copying its cells. Throws a RangeError that says what is wrong. */
export function decodeTile(bytes: Uint8Array): Tile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < HEADER_BYTES || view.getUint32(0, false) !== 0x49534f54)
    throw new RangeError('not a tile: it does not start with ISOT')
  const version = bytes[4]!
  if (version !== TILE_VERSION)
    throw new RangeError(`tile version ${version}, this program reads ${TILE_VERSION}`)
  const planes = bytes[5]!
  const size = view.getUint16(22, true)
  const wanted = HEADER_BYTES + TILE_SIZE + planes * PLANE_BYTES
  if (size !== TILE_SIZE || bytes.length !== wanted)
    throw new RangeError(`a tile of ${planes} planes has ${wanted} bytes, this has ${bytes.length}`)
  if (view.getFloat64(24, true) !== STEP || view.getFloat64(32, true) !== BIN_WIDTH)
    throw new RangeError('a tile of another level step or bin width')
  return {
    bucket: view.getUint32(8, true),
    zoom: bytes[7]!,
    x: view.getInt32(12, true),
    y: view.getInt32(16, true),
    closed: (bytes[6]! & 1) === 1,
    planes,
    baseLevel: view.getInt16(20, true),
    columnStatus: bytes.subarray(HEADER_BYTES, HEADER_BYTES + TILE_SIZE),
    cells: bytes.subarray(HEADER_BYTES + TILE_SIZE),
  }
}

/** The USD that one cell of a tile shows: row 0 is the lowest bin, column 0 the oldest bucket. */
export function tileCellUsd(tile: Tile, plane: number, row: number, column: number): number {
  const byte = tile.cells[plane * PLANE_BYTES + row * TILE_SIZE + column] ?? 0
  return byte === 0 ? 0 : valueOfLevel(tile.baseLevel + byte)
}
