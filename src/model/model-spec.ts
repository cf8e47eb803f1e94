import type { Millis } from '../market/units.ts'
import type { BarReading } from './bar-steps.ts'
import type { LiquidationDistance } from './component.ts'
import type { FlowRule } from './flow.ts'

/** Flow weights, distances × lifetimes, in force from the first bar that opens at or after `since`. */
export interface KnownWeights {
  readonly since: Millis
  readonly weights: Float64Array
}

/** Everything that makes a position model: which bank, fed by which rule, weighted how. */
export interface ModelSpec {
  readonly id: string
  readonly distances: readonly LiquidationDistance[]
  readonly lifetimes: readonly number[]
  readonly rule: FlowRule
  /** Flow weights as they were known over time, oldest first; the first hold from the beginning. */
  readonly weights: readonly KnownWeights[]
  readonly reading: BarReading
  /**
   * Whether an opening ages inside its own bar. A bar of an hour would otherwise hold many times the
   * stock of a lifetime of minutes; with it, splitting a bar in two changes nothing but rounding.
   */
  readonly agesInside: boolean
}
