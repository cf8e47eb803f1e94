import { binPosition } from '../market/price-bin.ts'
import { MINUTE } from '../market/units.ts'
import type { Bar } from './bar.ts'
import type { LiquidationDistance } from './component.ts'
import type { Flow, FlowRule } from './flow.ts'
import type { LedgerSnapshot, SideIndex } from './ledger.ts'
import { Ledger, LONG, SHORT } from './ledger.ts'

/** Everything that makes a position model: which bank, fed by which rule, weighted how. */
export interface ModelSpec {
  readonly id: string
  readonly distances: readonly LiquidationDistance[]
  readonly lifetimes: readonly number[]
  readonly rule: FlowRule
  /** Flow weights, distances × lifetimes. */
  readonly weights: Float64Array
  /**
   * Whether an opening ages inside its own bar. A bar of an hour would otherwise hold many times the
   * stock of a lifetime of minutes; with it, splitting a bar in two changes nothing but rounding.
   */
  readonly ageInsideBar: boolean
}

/** The part of a side that levels may take; the rest is at least this share unlevered. */
const LEVERED_AT_MOST = 0.97

/** Longer bars spread their openings over the range that price crossed. */
const SPREAD_ABOVE = 5 * MINUTE
const SPREAD_POINTS = 6

/** Where and how much the last bar opened: `bins` holds `points` entry bins, each taking an equal part. */
export interface Openings {
  readonly bins: Int32Array
  points: number
  /** Quantity per point and side. */
  readonly amount: Float64Array
  /** Part of the amount that is still there at the bar's end, side × lifetime. */
  readonly share: readonly [Float64Array, Float64Array]
}

export interface ModelSnapshot {
  readonly ledger: LedgerSnapshot
  readonly running: Float64Array
  readonly openInterest: number
}

/**
 * The position model: bars in, positions by entry, side, distance and lifetime out. Inside a bar:
 * first the price path sweeps, then what is left ages, then the bar's openings are added.
 */
export class PositionModel {
  readonly spec: ModelSpec
  readonly ledger: Ledger
  /** What the last bar opened. */
  readonly openings: Openings
  /** Bins that the last bar reached: at or above `low` longs were swept, at or below `high` shorts. */
  readonly reached = { low: 0, high: 0 }
  /** Weighted quantity that the last bar swept, by side. */
  readonly liquidated = new Float64Array(2)
  readonly #flow: Flow = { opened: new Float64Array(2), turnover: new Float64Array(2) }
  /** Running `weightedTotal` by side and lifetime: cheap, and exact but for rounding. */
  readonly #running: Float64Array
  /** Sum of the weights of each lifetime. */
  readonly #weightOf: Float64Array
  #openInterest = Number.NaN

  constructor(spec: ModelSpec) {
    this.spec = spec
    this.ledger = new Ledger(spec.distances, spec.lifetimes)
    const lives = spec.lifetimes.length
    this.#running = new Float64Array(2 * lives)
    this.#weightOf = new Float64Array(lives)
    spec.weights.forEach((weight, i) => (this.#weightOf[i % lives]! += weight))
    const ones = () => new Float64Array(lives).fill(1)
    this.openings = {
      bins: new Int32Array(SPREAD_POINTS),
      points: 0,
      amount: new Float64Array(2),
      share: [ones(), ones()],
    }
  }

  /** Open interest after the last bar, NaN before the first that had one. */
  get openInterest(): number {
    return this.#openInterest
  }

  /** Turnover by which each side aged in the last bar. */
  get turnover(): Readonly<Float64Array> {
    return this.#flow.turnover
  }

  /** Takes one bar. Returns false where it does nothing yet: no open interest is known. */
  push(bar: Bar): boolean {
    if (!(bar.openInterest > 0)) return false
    const first = Number.isNaN(this.#openInterest)
    if (first) this.#seed(bar)
    const before = this.#openInterest
    this.#sweep(bar)
    this.spec.rule.fill(bar, before, this.liquidated, this.#flow)
    this.#openInterest = bar.openInterest
    for (const side of [LONG, SHORT] as const) this.#age(side, this.#flow.turnover[side]!)
    this.#open(bar)
    return true
  }

  #sweep(bar: Bar): void {
    this.reached.low = Math.floor(binPosition(bar.low))
    this.reached.high = Math.floor(binPosition(bar.high))
    this.liquidated[LONG] = this.ledger.sweep(LONG, this.reached.low) ? this.#weighted(LONG) : 0
    this.liquidated[SHORT] = this.ledger.sweep(SHORT, this.reached.high) ? this.#weighted(SHORT) : 0
  }

  #weighted(side: SideIndex): number {
    const swept = this.ledger.lastSwept[side]
    const { weights } = this.spec
    const lives = this.#weightOf.length
    let sum = 0
    for (let i = 0; i < weights.length; i++) {
      const amount = weights[i]! * swept[i]!
      sum += amount
      this.#running[side * lives + (i % lives)]! -= amount
    }
    return sum
  }

  #age(side: SideIndex, turnover: number): void {
    this.ledger.age(side, turnover)
    const { lifetimes } = this.spec
    for (let r = 0; r < lifetimes.length; r++)
      this.#running[side * lifetimes.length + r]! *= Math.exp(-turnover / lifetimes[r]!)
  }

  #deposit(side: SideIndex, bin: number, amount: number, share: Readonly<Float64Array>): void {
    this.ledger.deposit(side, bin, amount, share)
    const lives = this.#weightOf.length
    for (let r = 0; r < lives; r++)
      this.#running[side * lives + r]! += amount * share[r]! * this.#weightOf[r]!
  }

  #open(bar: Bar): void {
    const { openings, spec } = this
    const spread = bar.interval > SPREAD_ABOVE
    openings.points = spread ? SPREAD_POINTS : 1
    const low = binPosition(spread ? bar.low : (bar.open + bar.high + bar.low + bar.close) / 4)
    const width = spread ? binPosition(bar.high) - low : 0
    for (let i = 0; i < openings.points; i++)
      openings.bins[i] = Math.floor(low + (width * (i + 0.5)) / openings.points)
    for (const side of [LONG, SHORT] as const) {
      const turnover = this.#flow.turnover[side]!
      openings.amount[side] = this.#flow.opened[side]! / openings.points
      if (spec.ageInsideBar)
        for (let r = 0; r < spec.lifetimes.length; r++)
          openings.share[side][r] = meanSurvival(turnover / spec.lifetimes[r]!)
      if (openings.amount[side] === 0) continue
      for (let i = 0; i < openings.points; i++)
        this.#deposit(side, openings.bins[i]!, openings.amount[side], openings.share[side])
    }
  }

  /**
   * Before the first bar we know how much is open but not where it was opened. Assumed: within 2 % of
   * the first price, in the amounts that steady turnover would have left.
   */
  #seed(bar: Bar): void {
    const { rule, lifetimes } = this.spec
    this.#openInterest = bar.openInterest
    if (rule.seeds === 'nothing') return
    const conserving = rule.seeds === 'all-open-interest'
    const share = Float64Array.from(lifetimes, (life) => (conserving ? 1 : 0.5 * life))
    const middle = binPosition((bar.open + bar.high + bar.low + bar.close) / 4)
    const points = conserving ? 1 : 81
    for (let i = 0; i < points; i++) {
      const bin = Math.floor(middle) + (i - (points - 1) / 2)
      for (const side of [LONG, SHORT] as const)
        this.#deposit(side, bin, bar.openInterest / points, share)
    }
  }

  /** Weighted quantity still open in levels on a side, before the unlevered rest. */
  weightedTotal(side: SideIndex): number {
    const { distances, lifetimes, weights } = this.spec
    let sum = 0
    for (let k = 0; k < distances.length; k++)
      for (let r = 0; r < lifetimes.length; r++) {
        const weight = weights[k * lifetimes.length + r]!
        if (weight > 0) sum += weight * this.ledger.aliveTotal(side, k, r)
      }
    return sum
  }

  /**
   * Factor on a side's levels so that levels and unlevered rest add up to open interest: 1 unless
   * the levels would take more than 97 % of it. Always 1 for rules that do not conserve.
   */
  levelScale(side: SideIndex): number {
    if (!this.spec.rule.conserves) return 1
    const most = LEVERED_AT_MOST * this.#openInterest
    const lives = this.#weightOf.length
    let about = 0
    for (let r = 0; r < lives; r++) about += this.#running[side * lives + r]!
    if (about < 0.99 * most) return 1
    const total = this.weightedTotal(side)
    return total > most ? most / total : 1
  }

  /** Quantity of a side that is in no level: hedged, unlevered, or protected by stops. */
  unlevered(side: SideIndex): number {
    return this.#openInterest - this.levelScale(side) * this.weightedTotal(side)
  }

  snapshot(): ModelSnapshot {
    const running = this.#running.slice()
    return { ledger: this.ledger.snapshot(), running, openInterest: this.#openInterest }
  }

  restore(from: ModelSnapshot): void {
    this.ledger.restore(from.ledger)
    this.#running.set(from.running)
    this.#openInterest = from.openInterest
  }
}

/** Mean of e^(−u) for u from 0 to x: what is left of openings spread evenly over a bar. */
const meanSurvival = (x: number): number => (x > 1e-8 ? -Math.expm1(-x) / x : 1 - x / 2)
