import type { SideIndex } from './side.ts'
import { BOTH_SIDES, LONG } from './side.ts'

const FIRST_BINS = 512

export interface BinColumnsSnapshot {
  readonly firstBin: number
  readonly entries: readonly (readonly Float64Array[])[]
  readonly swept: readonly (readonly Float64Array[])[]
}

/**
 * The large arrays of a ledger over a span of entry bins that grows as price moves. Each column is
 * bins × lifetimes: cumulative entries per side and group of distances, and per side and distance
 * what the entries were when it was last swept.
 */
export class BinColumns {
  firstBin = 0
  bins = 0
  entries: [Float64Array[], Float64Array[]] = [[], []]
  swept: [Float64Array[], Float64Array[]] = [[], []]
  readonly #lives: number
  readonly #groups: number
  readonly #distances: number

  constructor(groups: number, distances: number, lives: number) {
    this.#groups = groups
    this.#distances = distances
    this.#lives = lives
  }

  /** Makes room for an entry bin outside the span, doubling it. */
  reach(bin: number): void {
    const empty = this.bins === 0
    const half = empty ? FIRST_BINS / 2 : this.bins >> 1
    const end = this.firstBin + this.bins
    const from = empty ? bin - half : Math.min(this.firstBin, bin - half)
    const to = empty ? bin + half : Math.max(end, bin + 1 + half)
    const shift = empty ? 0 : (this.firstBin - from) * this.#lives
    const wider = (columns: readonly Float64Array[], count: number) =>
      Array.from({ length: count }, (_, i) => {
        const column = new Float64Array((to - from) * this.#lives)
        const old = columns[i]
        if (old !== undefined) column.set(old, shift)
        return column
      })
    for (const side of BOTH_SIDES) {
      this.entries[side] = wider(this.entries[side], this.#groups)
      this.swept[side] = wider(this.swept[side], this.#distances)
    }
    this.firstBin = from
    this.bins = to - from
  }

  /** Multiplies everything of one side and lifetime. */
  rescale(side: SideIndex, lifetime: number, factor: number): void {
    for (const column of [...this.entries[side], ...this.swept[side]])
      for (let at = lifetime; at < column.length; at += this.#lives) column[at]! *= factor
  }

  snapshot(): BinColumnsSnapshot {
    const { firstBin, entries, swept } = this
    return { firstBin, entries: entries.map(copies), swept: swept.map(copies) }
  }

  restore(from: BinColumnsSnapshot): void {
    this.firstBin = from.firstBin
    for (const side of BOTH_SIDES) {
      this.entries[side] = copies(from.entries[side]!)
      this.swept[side] = copies(from.swept[side]!)
    }
    this.bins = (this.entries[LONG][0]?.length ?? 0) / this.#lives
  }
}

const copies = (columns: readonly Float64Array[]): Float64Array[] => columns.map((c) => c.slice())
