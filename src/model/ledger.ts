import type { BinColumnsSnapshot } from './bin-columns.ts'
import { BinColumns } from './bin-columns.ts'
import { offsetBins } from './component.ts'
import type { LiquidationDistance } from './component.ts'
import type { SideIndex } from './side.ts'
import { BOTH_SIDES, LONG, SHORT } from './side.ts'

/** Everything a ledger knows, as copies. */
export interface LedgerSnapshot {
  readonly columns: BinColumnsSnapshot
  readonly scale: Float64Array
  readonly renewals: Uint32Array
  readonly deposited: Float64Array
  readonly frontier: readonly Int32Array[]
  readonly edge: readonly number[]
  readonly entered: readonly number[]
  readonly sweptTotal: readonly Float64Array[]
}

/** What a ledger holds of one distance. */
export interface LedgerColumns {
  readonly entries: Float64Array
  readonly swept: Float64Array
  readonly from: number
  readonly to: number
}

const NOTHING = new Float64Array(0)
const RENORMALISE_BELOW = 1e-100

/**
 * The snapshot ledger: how much of what was opened in each entry bin is still open, per side,
 * liquidation distance k and lifetime r, if all flow were of that kind. Exact, and cheap because
 * all distances share one column of cumulative entries: a distance remembers only what the column
 * held when it was last swept, and ageing is one factor per side and lifetime.
 *
 *     alive(s, k, r, b) = scale(s, r) · (entries(s, r, b) − swept(s, k, r, b))
 *
 * Amounts are in the instrument's quantity. Entry bins are price bins of zoom 0. Distances of one
 * group share a column; groups may be given different entry bins for the same opening (dithering).
 */
export class Ledger {
  readonly lifetimes: readonly number[]
  /** Bins from entry to liquidation price, per side and distance. */
  readonly offsets: readonly [Int32Array, Int32Array]
  /** Ageing factor, side × lifetime. */
  readonly scale: Float64Array
  /** How often an ageing factor was brought back to 1, side × lifetime. */
  readonly renewals: Uint32Array
  /** Quantity removed by the last `sweep` that returned true, per side: distances × lifetimes. */
  readonly lastSwept: readonly [Float64Array, Float64Array]

  /** Counts the changes that whoever follows bar by bar cannot follow: renormalising, and the stock assumed at the start. */
  epoch = 0

  /** Group of each distance, and how many there are. */
  readonly groupOf: Int32Array
  readonly groups: number

  readonly #distances: number
  readonly #lives: number
  readonly #columns: BinColumns
  /** All ever deposited (side × lifetime) and swept (per side: distances × lifetimes), scaled units. */
  readonly #deposited: Float64Array
  readonly #sweptTotal: readonly [Float64Array, Float64Array]
  /** Entry bin beyond which a distance holds nothing: highest for longs, lowest for shorts. */
  readonly #frontier: readonly [Int32Array, Int32Array]
  /** First distance of each group, and one past the last group's. */
  readonly #groupStart: Int32Array
  /** Per side and group: no frontier of the group lies nearer to its liquidation side than this. */
  readonly #nearest: readonly [Int32Array, Int32Array]
  /** Lowest and highest bin ever entered. */
  readonly #entered: [number, number] = [0x7fffffff, -0x7fffffff]
  /** Liquidation bin nearest to price that may hold something, over all distances. */
  readonly #edge: [number, number] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]

  constructor(distances: readonly LiquidationDistance[], lifetimes: readonly number[]) {
    this.lifetimes = lifetimes
    this.#distances = distances.length
    this.#lives = lifetimes.length
    this.groupOf = Int32Array.from(distances, (d) => d.group)
    this.groups = 1 + Math.max(0, ...this.groupOf)
    if (this.groupOf.some((group, k) => group < (this.groupOf[k - 1] ?? 0)))
      throw new RangeError('the distances of a ledger come in the order of their groups')
    this.#groupStart = Int32Array.from({ length: this.groups + 1 }, (_, group) => {
      const first = this.groupOf.indexOf(group)
      return first < 0 ? this.#distances : first
    })
    this.#nearest = [
      new Int32Array(this.groups).fill(-0x7fffffff),
      new Int32Array(this.groups).fill(0x7fffffff),
    ]
    this.#columns = new BinColumns(this.groups, this.#distances, this.#lives)
    this.offsets = [
      Int32Array.from(distances, (d) => offsetBins('long', d)),
      Int32Array.from(distances, (d) => offsetBins('short', d)),
    ]
    this.scale = new Float64Array(2 * this.#lives).fill(1)
    this.renewals = new Uint32Array(2 * this.#lives)
    this.#deposited = new Float64Array(2 * this.#lives)
    const perSide = () => new Float64Array(this.#distances * this.#lives)
    this.lastSwept = [perSide(), perSide()]
    this.#sweptTotal = [perSide(), perSide()]
    this.#frontier = [
      new Int32Array(this.#distances).fill(-0x7fffffff),
      new Int32Array(this.#distances).fill(0x7fffffff),
    ]
  }

  /** First entry bin of the arrays, and how many bins they span. */
  get firstBin(): number {
    return this.#columns.firstBin
  }
  get bins(): number {
    return this.#columns.bins
  }

  /**
   * Removes every position whose liquidation bin is at or above `bin` (longs), at or below (shorts).
   * What was removed stands in `lastSwept[side]`. Returns whether anything may have been.
   */
  sweep(side: SideIndex, bin: number): boolean {
    const swept = this.lastSwept[side]
    if (side === LONG ? bin > this.#edge[LONG] : bin < this.#edge[SHORT]) return false
    swept.fill(0)
    const offsets = this.offsets[side]
    const frontier = this.#frontier[side]
    const nearestOf = this.#nearest[side]
    const step = side === LONG ? -1 : 1
    let edge = step * Number.POSITIVE_INFINITY
    for (let k = 0; k < this.#distances; k++) {
      const limit = bin - offsets[k]!
      if (step * (limit - frontier[k]!) >= 0) {
        this.#sweepEntries(side, k, frontier[k]!, limit, step)
        frontier[k] = limit + step
        const group = this.groupOf[k]!
        if (step * (nearestOf[group]! - frontier[k]!) < 0) nearestOf[group] = frontier[k]!
      }
      const nearest = frontier[k]! + offsets[k]!
      if (step * (edge - nearest) > 0) edge = nearest
    }
    this.#edge[side] = edge
    return true
  }

  #sweepEntries(side: SideIndex, k: number, from: number, to: number, step: number): void {
    const lives = this.#lives
    const entries = this.#columns.entries[side][this.groupOf[k]!]!
    const snapshot = this.#columns.swept[side][k]!
    const removed = this.lastSwept[side]
    const total = this.#sweptTotal[side]
    // Bins outside the arrays were never entered.
    const first =
      step < 0
        ? Math.min(from, this.#columns.firstBin + this.#columns.bins - 1)
        : Math.max(from, this.#columns.firstBin)
    const last =
      step < 0
        ? Math.max(to, this.#columns.firstBin)
        : Math.min(to, this.#columns.firstBin + this.#columns.bins - 1)
    for (let b = first; step * (last - b) >= 0; b += step) {
      let at = (b - this.#columns.firstBin) * lives
      for (let r = 0; r < lives; r++, at++) {
        const amount = entries[at]! - snapshot[at]!
        removed[k * lives + r]! += amount * this.scale[side * lives + r]!
        total[k * lives + r]! += amount
        snapshot[at] = entries[at]!
      }
    }
  }

  /** Lets time pass for a side: lifetime r keeps the part `kept[side × lifetimes + r]`. */
  age(side: SideIndex, kept: Readonly<Float64Array>): void {
    for (let r = 0; r < this.#lives; r++) {
      const i = side * this.#lives + r
      this.scale[i]! *= kept[i]!
      if (this.scale[i]! < RENORMALISE_BELOW) this.#renormalise(side, r)
    }
  }

  /**
   * Opens `scaled[r]` (divided by `scale`) of each lifetime r, in every distance.
   * @param bins entry bin for each group of distances, from index `at` on
   */
  deposit(
    side: SideIndex,
    bins: Readonly<Int32Array>,
    at: number,
    scaled: Readonly<Float64Array>,
  ): void {
    const lives = this.#lives
    const columns = this.#columns
    for (let group = 0; group < this.groups; group++) {
      const bin = bins[at + group]!
      if (bin < columns.firstBin || bin >= columns.firstBin + columns.bins) columns.reach(bin)
      if (bin < this.#entered[0]) this.#entered[0] = bin
      if (bin > this.#entered[1]) this.#entered[1] = bin
      const entries = columns.entries[side][group]!
      const from = (bin - columns.firstBin) * lives
      for (let r = 0; r < lives; r++) entries[from + r]! += scaled[r]!
    }
    for (let r = 0; r < lives; r++) this.#deposited[side * lives + r]! += scaled[r]!
    this.#advanceFrontier(side, bins, at)
  }

  #advanceFrontier(side: SideIndex, bins: Readonly<Int32Array>, at: number): void {
    const frontier = this.#frontier[side]
    const nearest = this.#nearest[side]
    const offsets = this.offsets[side]
    const step = side === LONG ? 1 : -1
    for (let group = 0; group < this.groups; group++) {
      const bin = bins[at + group]!
      if (step * (bin - nearest[group]!) <= 0) continue
      nearest[group] = bin
      for (let k = this.#groupStart[group]!; k < this.#groupStart[group + 1]!; k++) {
        if (step * (bin - frontier[k]!) <= 0) continue
        frontier[k] = bin
        const edge = bin + offsets[k]!
        if (step * (edge - this.#edge[side]) > 0) this.#edge[side] = edge
      }
    }
  }

  /** Quantity still open of distance k and lifetime r that was entered in a bin. */
  alive(side: SideIndex, k: number, r: number, bin: number): number {
    if (bin < this.#columns.firstBin || bin >= this.#columns.firstBin + this.#columns.bins) return 0
    const at = (bin - this.#columns.firstBin) * this.#lives + r
    const amount =
      this.#columns.entries[side][this.groupOf[k]!]![at]! - this.#columns.swept[side][k]![at]!
    return amount * this.scale[side * this.#lives + r]!
  }

  /**
   * The columns behind `alive` of one distance, bins × lifetimes from `firstBin` on: what is alive is
   * (entries − swept) × scale, and lies in the bins [from, to). Ageing does not change them until
   * `epoch` does. To be read only.
   */
  columns(side: SideIndex, k: number): LedgerColumns {
    const entries = this.#columns.entries[side][this.groupOf[k]!] ?? NOTHING
    const swept = this.#columns.swept[side][k] ?? NOTHING
    const frontier = this.#frontier[side][k]!
    const [lowest, highest] = this.#entered
    if (side === LONG) return { entries, swept, from: lowest, to: Math.min(frontier, highest) + 1 }
    return { entries, swept, from: Math.max(frontier, lowest), to: highest + 1 }
  }

  /** Quantity still open of one distance and lifetime over all entries. */
  aliveTotal(side: SideIndex, k: number, r: number): number {
    const i = side * this.#lives + r
    const amount = this.#deposited[i]! - this.#sweptTotal[side][k * this.#lives + r]!
    return Math.max(0, amount) * this.scale[i]!
  }

  snapshot(): LedgerSnapshot {
    return {
      columns: this.#columns.snapshot(),
      scale: this.scale.slice(),
      renewals: this.renewals.slice(),
      deposited: this.#deposited.slice(),
      frontier: this.#frontier.map((f) => f.slice()),
      edge: [...this.#edge],
      entered: [...this.#entered],
      sweptTotal: this.#sweptTotal.map((s) => s.slice()),
    }
  }

  /** Takes over a snapshot of a ledger with the same distances and lifetimes. */
  restore(from: LedgerSnapshot): void {
    this.#columns.restore(from.columns)
    this.scale.set(from.scale)
    this.renewals.set(from.renewals)
    this.#deposited.set(from.deposited)
    for (const side of BOTH_SIDES) {
      this.#frontier[side].set(from.frontier[side]!)
      // Unknown is allowed here: it only means looking at the frontiers once.
      this.#nearest[side].fill(side === LONG ? -0x7fffffff : 0x7fffffff)
      this.#sweptTotal[side].set(from.sweptTotal[side]!)
      this.lastSwept[side].fill(0)
      this.#edge[side] = from.edge[side]!
      this.#entered[side] = from.entered[side]!
    }
  }

  /** Brings an ageing factor back to 1 before it underflows. */
  #renormalise(side: SideIndex, r: number): void {
    const i = side * this.#lives + r
    const factor = this.scale[i]!
    this.#columns.rescale(side, r, factor)
    const total = this.#sweptTotal[side]
    for (let at = r; at < total.length; at += this.#lives) total[at]! *= factor
    this.#deposited[i]! *= factor
    this.scale[i] = 1
    this.renewals[i]!++
    this.epoch++
  }
}
