import { binMiddle } from '../market/price-bin.ts'
import type { ContractKind } from '../market/instrument.ts'
import type { Step } from '../model/bar-steps.ts'
import type { SideIndex } from '../model/side.ts'
import { BOTH_SIDES, LONG, SHORT } from '../model/side.ts'
import type { PositionModel, TakenStep } from '../model/position-model.ts'
import type { TileAddress } from './grid.ts'
import type { PlaneSet } from './planes.ts'
import { LEVERAGE_BANDS, bandOf } from './planes.ts'
import { RowPainter } from './row-painter.ts'

/** Bins of zoom 0 that a field covers: [first, first + count), both multiples of 2^zoom. */
export interface FieldRange {
  readonly first: number
  readonly count: number
}

/**
 * The cells of the map while a model runs: USD per plane, bin and lifetime, kept up to date by what
 * each bar touched, in units that ageing does not change. A cell is painted when it is about to
 * change, so a column costs what changed in it, not what it holds.
 */
export class LevelField {
  readonly #model: PositionModel
  readonly #zoom: number
  readonly #range: FieldRange
  readonly #planes: number
  readonly #cells: number
  readonly #firstCell: number
  readonly #lives: number
  #weights: Float64Array
  readonly #offsets: readonly [Int32Array, Int32Array]
  /** USD of one unit of quantity at the middle of each bin of zoom 0. */
  readonly #price: Float64Array
  /** Plane of each distance, per side. */
  readonly #planeOf: readonly [Int32Array, Int32Array]
  /** USD by plane, bin of zoom 0 and lifetime, in the ledger's scaled units. */
  readonly #fine: Float64Array
  /** The same by cell of this zoom; one array with #fine at zoom 0. */
  readonly #coarse: Float64Array
  /** Per plane: the bin nearest to price that may hold something. */
  readonly #edge: Int32Array
  readonly #painter: RowPainter
  readonly #worth: Float64Array
  /** Turnover since the strip began, by side. */
  readonly #clock = new Float64Array(2)
  #levelScale: readonly number[] = [1, 1]
  #epoch = -1

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
    const planes = 2 * perSide
    const cells = range.count >> zoom
    this.#planes = planes
    this.#cells = cells
    this.#firstCell = range.first >> zoom
    this.#price = Float64Array.from({ length: range.count }, (_, i) =>
      contract === 'linear' ? binMiddle(range.first + i) : 1,
    )
    this.#weights = model.weights
    this.#offsets = model.ledger.offsets
    const bands = model.spec.distances.map((d) => (perSide === 1 ? 0 : bandOf(d.leverage)))
    this.#planeOf = [Int32Array.from(bands), Int32Array.from(bands, (band) => band + perSide)]
    this.#fine = new Float64Array(planes * range.count * this.#lives)
    this.#coarse = zoom === 0 ? this.#fine : new Float64Array(planes * cells * this.#lives)
    this.#edge = new Int32Array(planes)
    this.#worth = new Float64Array(2 * this.#lives)
    this.#painter = new RowPainter({
      planes,
      cells,
      firstCell: this.#firstCell,
      lifetimes: this.#lives,
      amounts: this.#coarse,
      decays: Float64Array.from(model.spec.lifetimes, (life) => 1 / life),
    })
  }

  /** Starts a strip of tiles. */
  begin(): void {
    this.#painter.begin()
    this.#clock.fill(0)
  }

  /** Ends the strip and returns its tiles by y. */
  finish(address: Omit<TileAddress, 'y'>, closed: boolean): ReadonlyMap<number, Uint8Array> {
    return this.#painter.finish(address, closed)
  }

  /** Computes everything anew from the ledger. What follows depends on nothing before. */
  rebuild(): void {
    const { ledger, spec } = this.#model
    this.#painter.flushAll()
    this.#weights = this.#model.weights
    this.#fine.fill(0)
    this.#coarse.fill(0)
    this.#edge.fill(-0x7fffffff, 0, this.#planes / 2)
    this.#edge.fill(0x7fffffff, this.#planes / 2)
    for (const side of BOTH_SIDES)
      for (let k = 0; k < spec.distances.length; k++) this.#rebuildDistance(side, k)
    if (this.#zoom > 0)
      for (let plane = 0; plane < this.#planes; plane++)
        for (let cell = 0; cell < this.#cells; cell++)
          this.#sumChildren(plane, this.#firstCell + cell)
    this.#epoch = ledger.epoch
  }

  #rebuildDistance(side: SideIndex, k: number): void {
    const { ledger } = this.#model
    const { entries, swept, from, to } = ledger.columns(side, k)
    const lives = this.#lives
    const fine = this.#fine
    const weights = this.#weights
    const plane = this.#planeOf[side][k]!
    const offset = this.#offsets[side][k]!
    const start = offset - this.#range.first
    const last = side === LONG ? to - 1 : from
    if (from >= to) return
    if (from + start < 0 || to + start > this.#range.count) throw outside(last + offset)
    for (let bin = from; bin < to; bin++) {
      const price = this.#price[bin + start]!
      const cell = (plane * this.#range.count + bin + start) * lives
      const at = (bin - ledger.firstBin) * lives
      for (let r = 0; r < lives; r++)
        fine[cell + r]! += weights[k * lives + r]! * (entries[at + r]! - swept[at + r]!) * price
    }
    const edge = last + offset
    if (side === LONG ? edge > this.#edge[plane]! : edge < this.#edge[plane]!)
      this.#edge[plane] = edge
  }

  /** Takes over what the model's last bar swept, aged and opened. */
  afterBar(): void {
    const { ledger, steps, stepCount, flow } = this.#model
    for (const side of BOTH_SIDES) this.#clock[side]! += flow.turnover[side]!
    // What the steps do not tell: start over from the ledger.
    if (ledger.epoch !== this.#epoch) return this.rebuild()
    for (let i = 0; i < stepCount; i++) {
      const step = steps[i]!
      if (step.sweepsFirst) this.#sweep(step)
      for (const side of BOTH_SIDES)
        if (flow.opened[side]! > 0) for (let p = 0; p < step.points; p++) this.#open(side, step, p)
      if (!step.sweepsFirst) this.#sweep(step)
    }
  }

  /** Closes a column of the strip: what the cells are worth now stands in it. */
  emit(column: number, status: number): void {
    const { ledger } = this.#model
    const scale = BOTH_SIDES.map((side) => this.#model.levelScale(side))
    const onlyDecays = scale.every((s, side) => s <= this.#levelScale[side]!)
    this.#levelScale = scale
    for (let i = 0; i < this.#worth.length; i++)
      this.#worth[i] = ledger.scale[i]! * scale[i < this.#lives ? LONG : SHORT]!
    this.#painter.column(column, status, this.#worth, this.#clock, onlyDecays)
  }

  #sweep({ longs, shorts }: Step): void {
    const half = this.#planes / 2
    for (let plane = 0; plane < half; plane++) this.#sweepLongs(plane, longs)
    for (let plane = half; plane < this.#planes; plane++) this.#sweepShorts(plane, shorts)
  }

  /** Adds an opening's weighted USD to the bins where each distance liquidates it. */
  #open(side: SideIndex, { bins, scaled: amounts }: TakenStep, point: number): void {
    const { groups } = this.#model.dither
    const { groupOf } = this.#model.ledger
    const at = (2 * point + side) * groups
    const scaled = amounts[side]
    const lives = this.#lives
    const fine = this.#fine
    const coarse = this.#coarse
    const weights = this.#weights
    const zoom = this.#zoom
    const { first, count } = this.#range
    for (let k = 0; k < groupOf.length; k++) {
      const plane = this.#planeOf[side][k]!
      const bin = bins[at + groupOf[k]!]! + this.#offsets[side][k]!
      const index = bin - first
      if (index < 0 || index >= count) throw outside(bin)
      const cell = plane * this.#cells + (bin >> zoom) - this.#firstCell
      this.#painter.flush(cell)
      const price = this.#price[index]!
      const from = (plane * count + index) * lives
      for (let r = 0; r < lives; r++) {
        const usd = weights[k * lives + r]! * scaled[r]! * price
        fine[from + r]! += usd
        if (zoom > 0) coarse[cell * lives + r]! += usd
      }
      const edge = this.#edge[plane]!
      if (side === LONG ? bin > edge : bin < edge) this.#edge[plane] = bin
    }
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
    const offset = plane * this.#cells - this.#firstCell
    const [first, last] = [from >> this.#zoom, to >> this.#zoom]
    for (let cell = first; cell <= last; cell++) this.#painter.flush(offset + cell)
    const start = plane * this.#range.count - this.#range.first
    this.#fine.fill(0, (start + from) * lives, (start + to + 1) * lives)
    if (this.#zoom > 0) for (let c = first; c <= last; c++) this.#sumChildren(plane, c)
  }

  #sumChildren(plane: number, cell: number): void {
    const lives = this.#lives
    const to = (plane * this.#cells + cell - this.#firstCell) * lives
    const from = (plane * this.#range.count + (cell << this.#zoom) - this.#range.first) * lives
    for (let r = 0; r < lives; r++) {
      let sum = 0
      for (let i = 0; i < 1 << this.#zoom; i++) sum += this.#fine[from + i * lives + r]!
      this.#coarse[to + r] = sum
    }
  }
}

const outside = (bin: number) => new RangeError(`bin ${bin} lies outside the field's range`)
