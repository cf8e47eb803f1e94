import { binMiddle } from '../market/price-bin.ts'
import type { ContractKind } from '../market/instrument.ts'
import type { SideIndex } from '../model/ledger.ts'
import { LONG, SHORT } from '../model/ledger.ts'
import type { Step } from '../model/bar-steps.ts'
import type { PositionModel } from '../model/position-model.ts'
import type { ChangeLog } from './change-log.ts'
import type { PlaneSet } from './planes.ts'
import { LEVERAGE_BANDS, bandOf } from './planes.ts'
import { LEVEL_EDGES, levelOf } from './quantise.ts'
import { TimerWheel } from './timer-wheel.ts'

const BOTH = [LONG, SHORT] as const

/** Levels under the highest that a tile can show: one byte of them. */
const LEVELS_DRAWN = 255

/** Bins of zoom 0 that a field covers: [first, first + count), both multiples of 2^zoom. */
export interface FieldRange {
  readonly first: number
  readonly count: number
}

/**
 * The levels of the map while a model runs: USD per plane, bin and lifetime, kept up to date by what
 * each bar touched. A cell is looked at only when a bar touched it or when ageing may have carried
 * it over the edge of its level, which its decay rate tells in advance. So a column costs what
 * changed, not what it holds.
 *
 * Cell index = plane × cells + (bin >> zoom) − (first >> zoom).
 */
export class LevelField {
  readonly planes: number
  /** Bins per plane at this zoom. */
  readonly cells: number
  /** First bin at this zoom. */
  readonly firstCell: number
  readonly #model: PositionModel
  readonly #zoom: number
  readonly #range: FieldRange
  readonly #lives: number
  /** USD of one unit of quantity at the middle of each bin of zoom 0. */
  readonly #price: Float64Array
  readonly #weights: Float64Array
  readonly #offsets: readonly [Int32Array, Int32Array]
  /** Plane of each distance, per side. */
  readonly #planeOf: readonly [Int32Array, Int32Array]
  /** USD by plane, bin of zoom 0 and lifetime, in the ledger's scaled units. */
  readonly #fine: Float64Array
  /** The same by cell of this zoom; one array with #fine at zoom 0. */
  readonly #coarse: Float64Array
  /** Per plane: the bin nearest to price that may hold something. */
  readonly #edge: Int32Array
  readonly #level: Int16Array
  readonly #wheel: readonly [TimerWheel, TimerWheel]
  readonly #clock = new Float64Array(2)
  readonly #shown = new Float64Array([1, 1])
  readonly #touched: Int32Array
  readonly #isTouched: Uint8Array
  /** Per side and lifetime: USD of a scaled unit, and its decay per turnover. */
  readonly #worth: Float64Array
  readonly #decay: Float64Array
  #touchedCount = 0
  #floor = 1
  #epoch = -1
  #all = true

  constructor(
    model: PositionModel,
    contract: ContractKind,
    planeSet: PlaneSet,
    zoom: number,
    range: FieldRange,
  ) {
    this.#model = model
    this.#zoom = zoom
    this.#range = range
    this.#lives = model.spec.lifetimes.length
    const perSide = planeSet === 'side' ? 1 : LEVERAGE_BANDS.length
    this.planes = 2 * perSide
    this.cells = range.count >> zoom
    this.firstCell = range.first >> zoom
    this.#price = Float64Array.from({ length: range.count }, (_, i) =>
      contract === 'linear' ? binMiddle(range.first + i) : 1,
    )
    this.#weights = model.spec.weights
    this.#offsets = model.ledger.offsets
    const bands = model.spec.distances.map((d) => (perSide === 1 ? 0 : bandOf(d.leverage)))
    this.#planeOf = [Int32Array.from(bands), Int32Array.from(bands, (band) => band + perSide)]
    this.#fine = new Float64Array(this.planes * range.count * this.#lives)
    const size = this.planes * this.cells
    this.#coarse = zoom === 0 ? this.#fine : new Float64Array(size * this.#lives)
    this.#edge = new Int32Array(this.planes)
    this.#level = new Int16Array(size)
    this.#wheel = [new TimerWheel(size), new TimerWheel(size)]
    this.#touched = new Int32Array(2 * size)
    this.#isTouched = new Uint8Array(size)
    this.#worth = new Float64Array(2 * this.#lives)
    this.#decay = new Float64Array(2 * this.#lives)
  }

  /** Levels of all cells as of the last `emit`. */
  get levels(): Readonly<Int16Array> {
    return this.#level
  }

  /** Computes everything anew from the ledger. What follows depends on nothing before. */
  rebuild(): void {
    const { ledger, spec } = this.#model
    this.#fine.fill(0)
    this.#coarse.fill(0)
    this.#edge.fill(-0x7fffffff, 0, this.planes / 2)
    this.#edge.fill(0x7fffffff, this.planes / 2)
    const scaled = new Float64Array(this.#lives)
    for (const side of BOTH)
      for (let k = 0; k < spec.distances.length; k++)
        for (let bin = ledger.firstBin; bin < ledger.firstBin + ledger.bins; bin++)
          if (ledger.scaledAlive(side, k, bin, scaled)) this.#add(side, k, bin, scaled)
    this.#wheel[LONG].clear()
    this.#wheel[SHORT].clear()
    this.#clock.fill(0)
    this.#epoch = ledger.epoch
    this.#all = true
  }

  /** Makes the next `emit` state every cell that is not 0, as the first column of a strip does. */
  restate(): void {
    this.#level.fill(0)
    this.#all = true
  }

  /** Takes over what the model's last bar swept, aged and opened. */
  afterBar(): void {
    const { ledger, steps, stepCount, flow } = this.#model
    // A renormalised ledger counts in other units: start over.
    if (ledger.epoch !== this.#epoch) return this.rebuild()
    for (const side of BOTH) this.#clock[side]! += flow.turnover[side]!
    for (let i = 0; i < stepCount; i++) {
      const step = steps[i]!
      if (step.sweepsFirst) this.#sweep(step)
      for (const side of BOTH)
        if (flow.opened[side]! > 0)
          for (let p = 0; p < step.points; p++)
            for (let k = 0; k < this.#planeOf[side].length; k++)
              this.#add(side, k, step.bins[p]!, step.scaled[side])
      if (!step.sweepsFirst) this.#sweep(step)
    }
  }

  #sweep({ longs, shorts }: Step): void {
    const half = this.planes / 2
    for (let plane = 0; plane < half; plane++) this.#sweepLongs(plane, longs)
    for (let plane = half; plane < this.planes; plane++) this.#sweepShorts(plane, shorts)
  }

  /** Adds an entry's weighted USD to the bin where distance k liquidates it. */
  #add(side: SideIndex, k: number, entry: number, scaled: Readonly<Float64Array>): void {
    const lives = this.#lives
    const plane = this.#planeOf[side][k]!
    const bin = entry + this.#offsets[side][k]!
    const index = bin - this.#range.first
    if (index < 0 || index >= this.#range.count)
      throw new RangeError(`bin ${bin} lies outside the field's range`)
    const price = this.#price[index]!
    const weights = this.#weights
    const cell = plane * this.cells + (bin >> this.#zoom) - this.firstCell
    const fine = this.#fine
    const from = (plane * this.#range.count + index) * lives
    for (let r = 0; r < lives; r++) fine[from + r]! += weights[k * lives + r]! * scaled[r]! * price
    if (this.#zoom > 0) {
      const coarse = this.#coarse
      for (let r = 0; r < lives; r++)
        coarse[cell * lives + r]! += weights[k * lives + r]! * scaled[r]! * price
    }
    if (side === LONG ? bin > this.#edge[plane]! : bin < this.#edge[plane]!) this.#edge[plane] = bin
    this.#touch(cell)
  }

  #touch(cell: number): void {
    if (this.#isTouched[cell] === 1) return
    this.#isTouched[cell] = 1
    this.#touched[this.#touchedCount++] = cell
  }

  #sweepLongs(plane: number, low: number): void {
    const from = this.#edge[plane]!
    if (from < low) return
    this.#clear(plane, Math.max(low, this.#range.first), from)
    this.#edge[plane] = low - 1
  }

  #sweepShorts(plane: number, high: number): void {
    const from = this.#edge[plane]!
    if (from > high) return
    this.#clear(plane, from, Math.min(high, this.#range.first + this.#range.count - 1))
    this.#edge[plane] = high + 1
  }

  /** Empties the bins [from, to] of a plane. */
  #clear(plane: number, from: number, to: number): void {
    if (to < from) return
    const lives = this.#lives
    const start = plane * this.#range.count - this.#range.first
    this.#fine.fill(0, (start + from) * lives, (start + to + 1) * lives)
    const offset = plane * this.cells - this.firstCell
    for (let cell = from >> this.#zoom; cell <= to >> this.#zoom; cell++) {
      if (this.#zoom > 0) this.#sumChildren(plane, cell)
      this.#touch(offset + cell)
    }
  }

  #sumChildren(plane: number, cell: number): void {
    const lives = this.#lives
    const to = (plane * this.cells + cell - this.firstCell) * lives
    const from = (plane * this.#range.count + (cell << this.#zoom) - this.#range.first) * lives
    for (let r = 0; r < lives; r++) {
      let sum = 0
      for (let i = 0; i < 1 << this.#zoom; i++) sum += this.#fine[from + i * lives + r]!
      this.#coarse[to + r] = sum
    }
  }

  /** Appends every cell whose level differs from the last emitted one as an entry of `column`. */
  emit(column: number, log: ChangeLog): void {
    this.#followLevelScale()
    if (this.#all) this.#setFloor()
    let count = this.#touchedCount
    for (const side of BOTH) {
      this.#showScale(side)
      count = this.#wheel[side].advance(this.#clock[side]!, this.#touched, count)
    }
    const half = this.#level.length / 2
    const touched = this.#touched
    const isTouched = this.#isTouched
    for (let i = 0; i < count; i++) {
      const cell = touched[i]!
      isTouched[cell] = 0
      this.#update(cell < half ? LONG : SHORT, cell, column, log)
    }
    this.#touchedCount = 0
  }

  /** What one scaled unit of each lifetime is worth now, and how fast that decays. */
  #showScale(side: SideIndex): void {
    const { ledger } = this.#model
    for (let r = 0; r < this.#lives; r++) {
      const i = side * this.#lives + r
      this.#worth[i] = ledger.scale[i]! * this.#shown[side]!
      this.#decay[i] = this.#worth[i]! / ledger.lifetimes[r]!
    }
  }

  /** Looks at every cell, and lets levels too far under the highest to be drawn count as nothing. */
  #setFloor(): void {
    let highest = 0
    for (const side of BOTH) {
      this.#showScale(side)
      const half = this.#level.length / 2
      for (let cell = side * half; cell < (side + 1) * half; cell++) {
        this.#touch(cell)
        highest = Math.max(highest, this.#usd(side, cell))
      }
    }
    this.#floor = Math.max(1, levelOf(highest) - LEVELS_DRAWN + 1)
    this.#all = false
  }

  #usd(side: SideIndex, cell: number): number {
    let usd = 0
    for (let r = 0; r < this.#lives; r++)
      usd += this.#coarse[cell * this.#lives + r]! * this.#worth[side * this.#lives + r]!
    return usd
  }

  /** Levels that would exceed open interest are scaled down together: then every cell is looked at. */
  #followLevelScale(): void {
    for (const side of BOTH) {
      const scale = this.#model.levelScale(side)
      if (scale === 1 && this.#shown[side] === 1) continue
      this.#shown[side] = scale
      const half = this.#level.length / 2
      for (let cell = side * half; cell < (side + 1) * half; cell++) this.#touch(cell)
    }
  }

  #update(side: SideIndex, cell: number, column: number, log: ChangeLog): void {
    const lives = this.#lives
    const coarse = this.#coarse
    const worth = this.#worth
    const decays = this.#decay
    let usd = 0
    let decay = 0
    for (let r = 0, at = cell * lives, i = side * lives; r < lives; r++, at++, i++) {
      usd += coarse[at]! * worth[i]!
      decay += coarse[at]! * decays[i]!
    }
    const before = this.#level[cell]!
    let level = before
    if (usd < LEVEL_EDGES[level]! || usd >= LEVEL_EDGES[level + 1]!) {
      const oneDown = level > 0 && usd < LEVEL_EDGES[level]! && usd >= LEVEL_EDGES[level - 1]!
      level = oneDown ? level - 1 : levelOf(usd)
      if (level < this.#floor) level = 0
      if (level !== before) {
        this.#level[cell] = level
        log.push(cell, column, level)
      }
    }
    if (level === 0) this.#wheel[side].cancel(cell)
    else {
      // A sum of decaying parts decays ever more slowly, and ln x ≥ 1 − 1/x: so not before this.
      const distance = (usd - LEVEL_EDGES[level]!) / decay
      this.#wheel[side].plan(cell, this.#clock[side]! + distance)
    }
  }
}
