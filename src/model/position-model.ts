import { binPosition } from '../market/price-bin.ts'
import type { Bar } from './bar.ts'
import type { Step } from './bar-steps.ts'
import { MOST_POINTS, MOST_STEPS, barSteps, newStep } from './bar-steps.ts'
import { Dither } from './dither.ts'
import type { Flow } from './flow.ts'
import type { ModelSpec } from './model-spec.ts'
import type { LedgerSnapshot } from './ledger.ts'
import type { SideIndex } from './side.ts'
import { Ledger } from './ledger.ts'
import { BOTH_SIDES, LONG, SHORT } from './side.ts'

/** The part of a side that levels may take; the rest is at least this share unlevered. */
const LEVERED_AT_MOST = 0.97

/** One step of a bar as the ledger took it, reused from bar to bar. */
export interface TakenStep extends Step {
  /** Entry bins of the first `points` openings, each by side and group of distances. */
  readonly bins: Int32Array
  /** What each point opened by side and lifetime, in the ledger's scaled units. */
  readonly scaled: readonly [Float64Array, Float64Array]
}

export interface ModelSnapshot {
  readonly ledger: LedgerSnapshot
  readonly running: Float64Array
  readonly openings: number
  readonly known: number
  readonly openInterest: number
}

/**
 * The position model: bars in, positions by entry, side, distance and lifetime out. In each step of a
 * bar price sweeps, what is left ages, and openings are added; see barSteps for the order.
 */
export class PositionModel {
  readonly spec: ModelSpec
  readonly ledger: Ledger
  readonly dither: Dither
  /** The first `stepCount` of them are the steps of the last bar, in order. */
  readonly steps: readonly TakenStep[]
  stepCount = 0
  /** Weighted quantity that the last bar swept, by side. */
  readonly liquidated = new Float64Array(2)
  /**
   * Quantity that the last bar swept of each distance and lifetime if all flow were of that kind, by
   * side: what `liquidated` weighs, distances × lifetimes.
   */
  readonly exposed: readonly [Float64Array, Float64Array]
  readonly #flow: Flow = { opened: new Float64Array(2), turnover: new Float64Array(2) }
  /** Running `weightedTotal` by side and lifetime: cheap, and exact but for rounding. */
  readonly #running: Float64Array
  /** Sum of the weights of each lifetime. */
  readonly #weightOf: Float64Array
  readonly #narrow: number
  /** What a step keeps of older positions, and of its own openings on average; side × lifetime. */
  readonly #kept: Float64Array
  readonly #ownKept: Float64Array
  /** Whether the last bar swept anything of a side: otherwise all of `exposed` is 0. */
  readonly hasSwept: [boolean, boolean] = [false, false]
  /** Which of the known weights are in force. */
  #known = 0
  #openInterest = Number.NaN

  constructor(spec: ModelSpec) {
    this.spec = spec
    this.ledger = new Ledger(spec.distances, spec.lifetimes)
    this.dither = new Dither(spec.distances)
    const lives = spec.lifetimes.length
    this.#running = new Float64Array(2 * lives)
    this.#weightOf = new Float64Array(lives)
    this.#kept = new Float64Array(2 * lives)
    this.#ownKept = new Float64Array(2 * lives).fill(1)
    this.steps = Array.from({ length: MOST_STEPS }, () => ({
      ...newStep(),
      bins: new Int32Array(MOST_POINTS * this.dither.binsPerOpening),
      scaled: [new Float64Array(lives), new Float64Array(lives)],
    }))
    this.exposed = [
      new Float64Array(spec.distances.length * lives),
      new Float64Array(spec.distances.length * lives),
    ]
    this.#useWeights(0)
    const { offsets } = this.ledger
    this.#narrow = Math.min(...offsets[SHORT], ...offsets[LONG].map((bins) => -bins))
  }

  /** The flow weights in force after the last bar. */
  get weights(): Float64Array {
    return this.spec.weights[this.#known]!.weights
  }

  /** Open interest after the last bar, NaN before the first that had one. */
  get openInterest(): number {
    return this.#openInterest
  }

  /** What the last bar opened, by side, and the turnover by which it aged each side. */
  get flow(): Readonly<Flow> {
    return this.#flow
  }

  /** Takes one bar. Returns false where it does nothing yet: no open interest is known. */
  push(bar: Bar): boolean {
    if (!(bar.openInterest > 0)) return false
    if (Number.isNaN(this.#openInterest)) this.#seed(bar)
    const { rule, reading, weights } = this.spec
    while ((weights[this.#known + 1]?.since ?? Infinity) <= bar.openTime)
      this.#useWeights(this.#known + 1)
    const { steps } = this
    this.stepCount = barSteps(bar, reading, this.#narrow, steps)
    for (const side of BOTH_SIDES) {
      if (this.hasSwept[side]) this.exposed[side].fill(0)
      this.hasSwept[side] = false
    }
    this.liquidated.fill(0)
    if (steps[0]!.sweepsFirst) this.#sweep(steps[0]!)
    rule.fill(bar, this.#openInterest, this.liquidated, this.#flow)
    this.#openInterest = bar.openInterest
    for (let i = 0; i < this.stepCount; i++) {
      const step = steps[i]!
      this.#age(step.share)
      this.#open(step)
      if (!step.sweepsFirst) this.#sweep(step)
    }
    return true
  }

  /** Values what is open by other weights. Whoever follows bar by bar starts over. */
  #useWeights(known: number): void {
    this.#known = known
    this.ledger.epoch++
    const lives = this.#weightOf.length
    this.#weightOf.fill(0)
    this.#running.fill(0)
    this.weights.forEach((weight, i) => {
      const [k, r] = [Math.floor(i / lives), i % lives]
      this.#weightOf[r]! += weight
      for (const side of BOTH_SIDES)
        this.#running[side * lives + r]! += weight * this.ledger.aliveTotal(side, k, r)
    })
  }

  #sweep(step: Step): void {
    if (this.ledger.sweep(LONG, step.longs)) this.#countSwept(LONG)
    if (this.ledger.sweep(SHORT, step.shorts)) this.#countSwept(SHORT)
  }

  #countSwept(side: SideIndex): void {
    const swept = this.ledger.lastSwept[side]
    const exposed = this.exposed[side]
    this.hasSwept[side] = true
    const { weights } = this
    const lives = this.#weightOf.length
    for (let i = 0; i < exposed.length; i++) exposed[i]! += swept[i]!
    let all = 0
    for (let r = 0; r < lives; r++) {
      let sum = 0
      for (let i = r; i < weights.length; i += lives) sum += weights[i]! * swept[i]!
      this.#running[side * lives + r]! -= sum
      all += sum
    }
    this.liquidated[side]! += all
  }

  /** Ages both sides by a share of the bar's turnover. */
  #age(share: number): void {
    const { lifetimes, agesInside } = this.spec
    const lives = lifetimes.length
    const { turnover } = this.#flow
    const same = turnover[LONG] === turnover[SHORT]
    for (const side of BOTH_SIDES) {
      for (let r = 0, i = side * lives; r < lives; r++, i++) {
        const lived = (turnover[side]! * share) / lifetimes[r]!
        const known = same && side === SHORT
        this.#kept[i] = known ? this.#kept[r]! : Math.exp(-lived)
        if (agesInside) this.#ownKept[i] = known ? this.#ownKept[r]! : meanKept(lived)
        this.#running[i]! *= this.#kept[i]!
      }
      this.ledger.age(side, this.#kept)
    }
  }

  #open(step: TakenStep): void {
    const lives = this.#weightOf.length
    const { bins, points } = step
    const { dither } = this
    const width = step.to - step.from
    for (let i = 0; i < points; i++)
      dither.place(step.from + (width * (i + 0.5)) / points, bins, i * dither.binsPerOpening)
    for (const side of BOTH_SIDES) {
      const opened = this.#flow.opened[side]! * step.share
      const scaled = step.scaled[side]
      for (let r = 0, i = side * lives; r < lives; r++, i++) {
        const amount = opened * this.#ownKept[i]!
        this.#running[i]! += amount * this.#weightOf[r]!
        scaled[r] = amount / points / this.ledger.scale[i]!
      }
      if (opened > 0) this.#deposit(side, bins, points, scaled)
    }
  }

  #deposit(side: SideIndex, bins: Int32Array, points: number, scaled: Float64Array): void {
    const { binsPerOpening, groups } = this.dither
    for (let i = 0; i < points; i++)
      this.ledger.deposit(side, bins, i * binsPerOpening + side * groups, scaled)
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
    const points = conserving ? 1 : 81
    const amounts = Float64Array.from(lifetimes, (life) =>
      conserving ? bar.openInterest : (0.5 * life * bar.openInterest) / points,
    )
    this.ledger.epoch++
    const middle = binPosition((bar.open + bar.high + bar.low + bar.close) / 4)
    const bins = new Int32Array(points * this.dither.binsPerOpening)
    for (let i = 0; i < points; i++)
      this.dither.place(middle + i - (points - 1) / 2, bins, i * this.dither.binsPerOpening)
    for (const side of BOTH_SIDES) {
      this.#deposit(side, bins, points, amounts)
      for (let r = 0; r < lifetimes.length; r++)
        this.#running[side * lifetimes.length + r] = amounts[r]! * points * this.#weightOf[r]!
    }
  }

  /** Weighted quantity still open in levels on a side, before the unlevered rest. */
  weightedTotal(side: SideIndex): number {
    const { distances, lifetimes } = this.spec
    const { weights } = this
    let sum = 0
    for (let k = 0; k < distances.length; k++)
      for (let r = 0; r < lifetimes.length; r++)
        sum += weights[k * lifetimes.length + r]! * this.ledger.aliveTotal(side, k, r)
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
    const { openings } = this.dither
    const known = this.#known
    return {
      ledger: this.ledger.snapshot(),
      running,
      openings,
      known,
      openInterest: this.#openInterest,
    }
  }

  restore(from: ModelSnapshot): void {
    this.ledger.restore(from.ledger)
    this.dither.openings = from.openings
    this.#useWeights(from.known)
    this.#running.set(from.running)
    this.#openInterest = from.openInterest
  }
}

/** Mean of e^(−u) for u from 0 to x: what is left of openings spread evenly over a bar. */
const meanKept = (x: number): number => (x > 1e-8 ? -Math.expm1(-x) / x : 1 - x / 2)
