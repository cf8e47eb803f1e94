import type { TileAddress } from './grid.ts'
import { TILE_SIZE } from './grid.ts'
import { LEVEL_EDGES, levelOf } from './quantise.ts'
import { COLUMN_STATUS, PLANE_BYTES, newTileBuffer, writeTileHeader } from './tile-codec.ts'

/** Levels that a byte can tell apart. */
const LARGEST_BYTE = 255

/** Levels kept free above the highest: room for a fourfold rise. */
const HEADROOM = 35

/** How far a level may lie from the last known one to be found by stepping. */
const STEPS = 6

/** The cells of a map at one zoom: planes × cells, and what each is made of. */
export interface CellGrid {
  readonly planes: number
  /** Cells per plane, and the bin of the first. */
  readonly cells: number
  readonly firstCell: number
  readonly lifetimes: number
  /** USD by cell and lifetime in units that ageing does not change. */
  readonly amounts: Float64Array
  /** Decay per turnover, by lifetime. */
  readonly decays: Float64Array
}

/**
 * Paints a strip of tiles row by row, as runs: a cell is looked at when it is about to change, and
 * then all columns since its last change are written at once. Between changes a cell only decays,
 * so a run of one level is found by looking at its ends. What stands costs next to nothing.
 *
 * Cell index = plane × cells + bin − firstCell.
 */
export class RowPainter {
  readonly #grid: CellGrid
  /** What a unit is worth, by column, side and lifetime. */
  readonly #worth: Float64Array
  /** Turnover since some beginning, by column and side. */
  readonly #clock = new Float64Array(2 * TILE_SIZE)
  /** First column not yet painted, by cell. */
  readonly #since: Int16Array
  /** The level last seen, by cell: where to look first. */
  readonly #level: Int16Array
  /** Row of the cell in its tile, and that tile's number in #buffers. */
  readonly #row: Int32Array
  readonly #tile: Int32Array
  readonly #firstTile: number
  #buffers: (ReturnType<typeof newTileBuffer> | undefined)[] = []
  readonly #status = new Uint8Array(TILE_SIZE)
  /** Columns [first, end) are known. */
  #first = -1
  #end = 0
  #base = 0
  /** False while levels are scaled to open interest: then a cell may grow between its changes. */
  #onlyDecays = true

  constructor(grid: CellGrid) {
    this.#grid = grid
    const { planes, cells, firstCell } = grid
    const size = planes * cells
    this.#worth = new Float64Array(2 * grid.lifetimes * TILE_SIZE)
    this.#since = new Int16Array(size)
    this.#level = new Int16Array(size)
    this.#row = new Int32Array(size)
    this.#tile = new Int32Array(size)
    this.#firstTile = Math.floor(firstCell / TILE_SIZE)
    for (let cell = 0; cell < size; cell++) {
      const bin = firstCell + (cell % cells)
      const y = Math.floor(bin / TILE_SIZE)
      this.#tile[cell] = y - this.#firstTile
      this.#row[cell] = Math.floor(cell / cells) * PLANE_BYTES + (bin - y * TILE_SIZE) * TILE_SIZE
    }
  }

  /** Starts a strip with nothing on it. */
  begin(): void {
    this.#buffers = []
    this.#status.fill(COLUMN_STATUS.none)
    this.#first = -1
    this.#end = 0
    this.#onlyDecays = true
  }

  /**
   * Makes the next column known: from now on a change belongs to later columns.
   * @param worth USD of a unit, side × lifetimes
   * @param clock turnover by side
   * @param onlyDecays whether no cell is worth more than in the column before but by change
   */
  column(
    column: number,
    status: number,
    worth: Readonly<Float64Array>,
    clock: Readonly<Float64Array>,
    onlyDecays: boolean,
  ): void {
    this.#worth.set(worth, column * worth.length)
    this.#clock.set(clock, 2 * column)
    this.#status[column] = status
    this.#end = column + 1
    if (!onlyDecays) this.#onlyDecays = false
    if (this.#first >= 0) return
    this.#first = column
    this.#since.fill(column)
    this.#chooseBase(column)
  }

  /** Paints what a cell was in all columns since it last changed. Call it before changing the cell. */
  flush(cell: number): void {
    const from = this.#since[cell]!
    const to = this.#end
    if (from >= to) return
    this.#since[cell] = to
    let usd = this.#usd(cell, from)
    if (usd === 0) return
    let level = nearestLevel(usd, this.#level[cell]!)
    let at = from
    // Below the base nothing shows, and what only decays will not come back.
    while (at < to && !(this.#onlyDecays && level <= this.#base)) {
      const edge = LEVEL_EDGES[level]!
      const above = this.#onlyDecays ? Number.POSITIVE_INFINITY : LEVEL_EDGES[level + 1]!
      let end = at + 1
      if (end < to) {
        if (this.#onlyDecays) end = this.#columnAt(cell, this.#dueAt(cell, at, usd, edge), end, to)
        for (; end < to; end++) {
          usd = this.#usd(cell, end)
          if (usd < edge || usd >= above) break
        }
      }
      this.#fill(cell, at, end, level)
      if (end < to) level = nearestLevel(usd, level)
      at = end
    }
    this.#level[cell] = level
  }

  flushAll(): void {
    for (let cell = 0; cell < this.#since.length; cell++) this.flush(cell)
  }

  /** Ends the strip and returns its tiles by y; those that hold nothing are left out. */
  finish(
    { bucket, zoom, x }: Omit<TileAddress, 'y'>,
    closed: boolean,
  ): ReadonlyMap<number, Uint8Array> {
    this.flushAll()
    const { planes } = this.#grid
    const tiles = new Map<number, Uint8Array>()
    const baseLevel = this.#base
    this.#buffers.forEach((buffer, i) => {
      if (buffer === undefined) return
      const y = this.#firstTile + i
      const columnStatus = this.#status
      const header = { bucket, zoom, x, y, closed, planes, baseLevel, columnStatus }
      writeTileHeader(buffer.bytes, header)
      tiles.set(y, buffer.bytes)
    })
    this.#buffers = []
    return tiles
  }

  #usd(cell: number, column: number): number {
    const { lifetimes, amounts } = this.#grid
    const worth = this.#worth
    let at = (2 * column + (2 * cell < this.#since.length ? 0 : 1)) * lifetimes
    let usd = 0
    for (let i = cell * lifetimes, end = i + lifetimes; i < end; i++, at++)
      usd += amounts[i]! * worth[at]!
    return usd
  }

  /**
   * Turnover before which a cell stays at or above `edge`: a sum of decaying parts decays ever more
   * slowly, and ln x ≥ 1 − 1/x.
   */
  #dueAt(cell: number, column: number, usd: number, edge: number): number {
    const { lifetimes, amounts, decays } = this.#grid
    const side = 2 * cell < this.#since.length ? 0 : 1
    let at = (2 * column + side) * lifetimes
    let decay = 0
    for (let r = 0, i = cell * lifetimes; r < lifetimes; r++, i++, at++)
      decay += amounts[i]! * this.#worth[at]! * decays[r]!
    return this.#clock[2 * column + side]! + (usd - edge) / decay
  }

  /** The first column of [from, to) in which the cell's side has reached a turnover, or `to`. */
  #columnAt(cell: number, turnover: number, from: number, to: number): number {
    const side = 2 * cell < this.#since.length ? 0 : 1
    const clock = this.#clock
    let [low, high] = [from, to]
    while (low < high) {
      const middle = (low + high) >> 1
      if (clock[2 * middle + side]! < turnover) low = middle + 1
      else high = middle
    }
    return low
  }

  #fill(cell: number, from: number, to: number, level: number): void {
    if (level - this.#base > LARGEST_BYTE) this.#raiseBase(level)
    const byte = level - this.#base
    if (byte <= 0) return
    const buffer = (this.#buffers[this.#tile[cell]!] ??= newTileBuffer(this.#grid.planes))
    const row = this.#row[cell]!
    if (to - from > 32) buffer.cells.fill(byte, row + from, row + to)
    else for (let at = row + from; at < row + to; at++) buffer.cells[at] = byte
  }

  /** Bytes end a little above the highest level of the first column. */
  #chooseBase(column: number): void {
    let highest = 0
    for (let cell = 0; cell < this.#since.length; cell++)
      highest = Math.max(highest, this.#usd(cell, column))
    this.#base = Math.max(0, levelOf(highest) + HEADROOM - LARGEST_BYTE)
  }

  /** Makes room for a level beyond the byte: what is painted moves down, the dimmest goes. */
  #raiseBase(level: number): void {
    const base = level + HEADROOM - LARGEST_BYTE
    const by = base - this.#base
    this.#base = base
    for (const buffer of this.#buffers) {
      if (buffer === undefined) continue
      const { cells } = buffer
      for (let i = 0; i < cells.length; i++)
        if (cells[i]! > 0) cells[i] = Math.max(0, cells[i]! - by)
    }
  }
}

/** The level of an amount, looked for near another first: most cells move by few levels. */
function nearestLevel(usd: number, near: number): number {
  let level = near
  for (let i = 0; i < STEPS; i++)
    if (usd < LEVEL_EDGES[level]!) level--
    else if (usd >= LEVEL_EDGES[level + 1]!) level++
    else return level
  return levelOf(usd)
}
