/** A row: its key first, then its values. */
export type Row = readonly number[]

/** A change of one row; undefined removes it. */
export interface RowChange {
  readonly key: number
  readonly row: Row | undefined
}

const FIRST_ROWS = 64

/** Columns of numbers that grow at the end at no cost and are corrected elsewhere at some. Keys ascend. */
export class GrowingTable {
  readonly width: number
  #length = 0
  #columns: Float64Array[]

  constructor(width: number) {
    this.width = width
    this.#columns = columnsOf(width, FIRST_ROWS)
  }

  get length(): number {
    return this.#length
  }

  get lastKey(): number {
    return this.#length === 0 ? Number.NEGATIVE_INFINITY : this.#columns[0]![this.#length - 1]!
  }

  /** A value of a row; undefined outside the table. */
  at(column: number, row: number): number | undefined {
    return row < this.#length ? this.#columns[column]![row] : undefined
  }

  /** Rows [from, to) of a column, without copying: to be read before the next change. */
  view(column: number, from = 0, to = this.#length): Float64Array {
    return this.#columns[column]!.subarray(from, to)
  }

  /** The first row whose key is at least this. */
  rowOf(key: number): number {
    const keys = this.#columns[0]!
    let [low, high] = [0, this.#length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (keys[middle]! < key) low = middle + 1
      else high = middle
    }
    return low
  }

  append(row: Row): void {
    this.#reserve(1)
    for (let i = 0; i < this.width; i++) this.#columns[i]![this.#length] = row[i]!
    this.#length++
  }

  /** Appends the rows of columns whose keys go on from the last one. */
  appendColumns(columns: readonly Float64Array[]): void {
    const rows = columns[0]?.length ?? 0
    this.#reserve(rows)
    columns.forEach((column, i) => this.#columns[i]!.set(column, this.#length))
    this.#length += rows
  }

  /** The columns as `appendColumns` would leave them; the rows given are there until the next change. */
  columnsWith(columns: readonly Float64Array[]): Float64Array[] {
    const rows = columns[0]?.length ?? 0
    this.#reserve(rows)
    return this.#columns.map((column, i) => {
      column.set(columns[i]!, this.#length)
      return column.subarray(0, this.#length + rows)
    })
  }

  /**
   * Takes over changes, ascending and one a key. Returns the least key of a row that was there
   * before and is another now, or that lies before one that was.
   */
  merge(changes: readonly RowChange[]): number | undefined {
    const last = this.lastKey
    const late = changes.filter(({ key }) => key <= last)
    const revised = this.#correct(late)
    for (let i = late.length; i < changes.length; i++) {
      const { row } = changes[i]!
      if (row !== undefined) this.append(row)
    }
    return revised
  }

  #correct(changes: readonly RowChange[]): number | undefined {
    const real = changes.filter(({ key, row }) => !this.#holds(key, row))
    if (real.length === 0) return undefined
    if (real.every(({ key, row }) => row !== undefined && this.#has(key)))
      for (const { key, row } of real) this.#put(this.rowOf(key), row!)
    else this.#rebuild(real)
    return real[0]!.key
  }

  #has(key: number): boolean {
    return this.at(0, this.rowOf(key)) === key
  }

  #holds(key: number, row: Row | undefined): boolean {
    const at = this.rowOf(key)
    if (this.at(0, at) !== key) return row === undefined
    return row !== undefined && row.every((value, i) => Object.is(value, this.#columns[i]![at]))
  }

  #put(at: number, row: Row): void {
    for (let i = 0; i < this.width; i++) this.#columns[i]![at] = row[i]!
  }

  #rebuild(changes: readonly RowChange[]): void {
    const before = this.#columns
    const rows = this.#length
    const added = changes.filter(({ key, row }) => row !== undefined && !this.#has(key)).length
    const removed = changes.filter(({ key, row }) => row === undefined && this.#has(key)).length
    this.#columns = columnsOf(this.width, roomFor(rows + added - removed))
    this.#length = 0
    let from = 0
    const copyTo = (end: number) => {
      before.forEach((column, i) => this.#columns[i]!.set(column.subarray(from, end), this.#length))
      this.#length += end - from
      from = end
    }
    for (const { key, row } of changes) {
      const keys = before[0]!
      let [low, high] = [from, rows]
      while (low < high) {
        const middle = (low + high) >> 1
        if (keys[middle]! < key) low = middle + 1
        else high = middle
      }
      copyTo(low)
      if (from < rows && keys[from] === key) from++
      if (row !== undefined) this.append(row)
    }
    copyTo(rows)
  }

  #reserve(rows: number): void {
    if (this.#length + rows <= this.#columns[0]!.length) return
    const wider = columnsOf(this.width, roomFor(this.#length + rows))
    this.#columns.forEach((column, i) => wider[i]!.set(column.subarray(0, this.#length)))
    this.#columns = wider
  }
}

const columnsOf = (width: number, rows: number): Float64Array[] =>
  Array.from({ length: width }, () => new Float64Array(rows))

/** Room for twice as many: growing costs no more than what is there. */
const roomFor = (rows: number): number => Math.max(FIRST_ROWS, 2 ** Math.ceil(Math.log2(rows + 1)))
