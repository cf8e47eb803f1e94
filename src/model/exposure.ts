import { HOUR } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import type { Bar } from './bar.ts'
import { RowRoom } from './row-room.ts'
import type { SweptUsd } from './row-room.ts'
import type { SideIndex } from './side.ts'
import { BOTH_SIDES } from './side.ts'
import { SweptStretch } from './swept-stretch.ts'

/**
 * What price swept of one side in an hour or less, by component of the bank: the notional that would
 * have been liquidated if all flow were of that component. Weighted by the flow weights it is what
 * the model says was liquidated, so that realised ÷ exposed is what a weight is learnt from. The last
 * component is the background.
 */
export interface ExposureRow extends SweptUsd {
  /** End of the row's time. */
  readonly time: Millis
  readonly side: SideIndex
  /** How wide a stretch of price an hour went through, in the logarithm of price; NaN of shorter rows. */
  readonly stretch: number
  /** Open interest at that time in USD, one side. */
  readonly openInterestUsd: number
}

/** What a recorder reads of a model after each bar. */
export interface Swept {
  readonly exposed: readonly [Float64Array, Float64Array]
  readonly hasSwept: readonly [boolean, boolean]
}

/**
 * Adds up what bars sweep to rows of an hour, or of another span. The background stands for
 * positions that are opened and liquidated within a bar.
 */
export class ExposureRecorder {
  readonly background: number
  readonly #sums: readonly [Float64Array, Float64Array]
  /** By side, whether anything but the background is in the sums. */
  readonly #hasSwept: [boolean, boolean] = [false, false]
  readonly #room = new RowRoom()
  readonly #span: Millis
  readonly #stretch: SweptStretch | undefined
  #start = Number.NaN
  #openInterestUsd = 0

  /**
   * @param components distances × lifetimes of the model, without the background
   * @param span of a row
   */
  constructor(components: number, span: Millis = HOUR) {
    this.#span = span
    this.#stretch = span === HOUR ? new SweptStretch() : undefined
    this.background = components
    this.#sums = [new Float64Array(components + 1), new Float64Array(components + 1)]
  }

  /**
   * Takes a bar, no longer than a row, that the model has just taken.
   * @param usdPerUnit notional of one unit of quantity at the bar's close
   * @returns the rows before, where the bar begins others
   */
  push(bar: Bar, swept: Swept, usdPerUnit: number): readonly ExposureRow[] {
    const closed = this.#begin(bar, usdPerUnit)
    if (bar.missing) return closed
    const inside = insideUsd(bar, usdPerUnit)
    for (const side of BOTH_SIDES) {
      const sums = this.#sums[side]
      const exposed = swept.exposed[side]
      if (swept.hasSwept[side]) {
        this.#hasSwept[side] = true
        for (let i = 0; i < exposed.length; i++) sums[i]! += exposed[i]! * usdPerUnit
      }
      sums[this.background]! += inside
    }
    return closed
  }

  /**
   * Takes a bar whose exposure comes with rows of a shorter span: those that ended before it.
   * @returns the rows before, where the bar begins others
   */
  pushJoined(bar: Bar, ended: readonly ExposureRow[], usdPerUnit: number): readonly ExposureRow[] {
    for (const { side, components, usd } of ended) {
      const sums = this.#sums[side]
      for (let i = 0; i < components.length; i++) sums[components[i]!]! += usd[i]!
      if (components[0] !== this.background) this.#hasSwept[side] = true
    }
    return this.#begin(bar, usdPerUnit)
  }

  /** @returns the rows before, where the bar begins others */
  #begin(bar: Bar, usdPerUnit: number): readonly ExposureRow[] {
    const start = Math.floor(bar.openTime / this.#span) * this.#span
    const closed = start === this.#start ? NOTHING : this.#close()
    this.#start = start
    this.#openInterestUsd = bar.openInterest * usdPerUnit
    if (!bar.missing) this.#stretch?.push(bar)
    return closed
  }

  #close(): readonly ExposureRow[] {
    if (Number.isNaN(this.#start)) return NOTHING
    const rows = BOTH_SIDES.map((side) => {
      const from = this.#hasSwept[side] ? 0 : this.background
      const { components, usd } = this.#room.move(this.#sums[side], from)
      this.#hasSwept[side] = false
      const time = this.#start + this.#span
      const stretch = this.#stretch?.of(side) ?? Number.NaN
      return { time, side, components, usd, stretch, openInterestUsd: this.#openInterestUsd }
    })
    this.#stretch?.restart()
    return rows
  }
}

const NOTHING: readonly ExposureRow[] = []

/**
 * What the background is exposed to in a bar, USD of one side: half the traded notional times the
 * bar's range.
 * @param usdPerUnit notional of one unit of quantity at the bar's close
 */
export const insideUsd = ({ volume, high, low, close }: Bar, usdPerUnit: number): number =>
  (volume * usdPerUnit * (high - low)) / (2 * close)

/** What a row's exposure comes to by flow weights, in USD. */
export function weighted(row: ExposureRow, weights: Readonly<Float64Array>): number {
  const { components, usd } = row
  let sum = 0
  for (let i = 0; i < components.length; i++) sum += weights[components[i]!]! * usd[i]!
  return sum
}
