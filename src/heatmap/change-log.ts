/**
 * Columns stored as what changed: entries in column order, each the new level of one cell. A cell
 * that never appears holds level 0; a level stands until the next entry of its cell.
 */
export class ChangeLog {
  #cells = new Int32Array(4096)
  #columns = new Int16Array(4096)
  #levels = new Int16Array(4096)
  #length = 0

  get length(): number {
    return this.#length
  }
  /** Cell index of each entry. */
  get cells(): Int32Array {
    return this.#cells
  }
  /** Column of each entry, ascending. */
  get columns(): Int16Array {
    return this.#columns
  }
  /** Level from that column on. */
  get levels(): Int16Array {
    return this.#levels
  }

  clear(): void {
    this.#length = 0
  }

  push(cell: number, column: number, level: number): void {
    if (this.#length === this.#cells.length) this.#grow()
    const i = this.#length++
    this.#cells[i] = cell
    this.#columns[i] = column
    this.#levels[i] = level
  }

  #grow(): void {
    const size = 2 * this.#cells.length
    this.#cells = wider(this.#cells, new Int32Array(size))
    this.#columns = wider(this.#columns, new Int16Array(size))
    this.#levels = wider(this.#levels, new Int16Array(size))
  }
}

function wider<T extends Int32Array | Int16Array>(old: T, fresh: T): T {
  fresh.set(old)
  return fresh
}
