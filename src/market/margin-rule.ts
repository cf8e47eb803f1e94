import type { ContractKind, VenueId } from './instrument.ts'
import type { Millis } from './units.ts'

export type MarginMode = 'isolated' | 'cross'

/**
 * How a venue shows a liquidation price that was computed exactly.
 * - `none`: as computed, or the venue's rounding is not recorded.
 * - `tick`: to the tick. `against-trader` is towards the entry: up for a long, down for a short.
 * - `plus-tick`: not rounded, one tick nearer to the entry.
 * - `decimals`: to the nearest number with so many decimals.
 */
export type PriceRounding =
  | { readonly kind: 'none' }
  | { readonly kind: 'tick'; readonly direction: 'up' | 'down' | 'against-trader' }
  | { readonly kind: 'plus-tick' }
  | { readonly kind: 'decimals'; readonly decimals: number }

/**
 * What the fee for closing the position does to the liquidation price.
 * - `none`: it is not part of it.
 * - `at-liquidation`: the position must also hold the fee on its value at the liquidation price.
 * - `at-bankruptcy`: the same with the value at the bankruptcy price.
 * - `cancels`: the fee is held in the initial and in the maintenance margin alike; only margin
 *   added later is scaled by it.
 */
export type FeeTreatment = 'none' | 'at-liquidation' | 'at-bankruptcy' | 'cancels'

/**
 * A venue's rule for the liquidation price, as data. The price is where equity meets what must be
 * held: equity(P) = maintenance margin + fee, each taken as the rule says.
 */
export interface MarginRule {
  /** Unique among all rules, for instance `bybit-2025-09`. */
  readonly id: string
  readonly venue: VenueId
  /** The rule in one plain sentence. */
  readonly name: string
  /** First moment at which the rule holds; undefined where the start is not recorded. */
  readonly since?: Millis
  /** Moment from which it no longer holds; undefined while it is in force. */
  readonly until?: Millis
  /** Links to where the rule is stated, with the date of the text where known. */
  readonly sources: readonly string[]
  readonly contracts: readonly ContractKind[]
  readonly marginModes: readonly MarginMode[]
  /** Price that triggers a liquidation. */
  readonly trigger: 'mark' | 'oracle'
  /** Value on which the maintenance margin is taken: at the trigger price, or at the entry price. */
  readonly maintenanceOn: 'mark' | 'entry'
  /** Rate of the maintenance margin: from the risk tier, or an adjust factor over the leverage. */
  readonly maintenanceRate: 'tier' | 'adjust-factor'
  /** Whether the risk tier's deduction is taken off the maintenance margin. */
  readonly deduction: boolean
  /** Fee treatment and the venue's standard taker rate as a fraction; 0 where it plays no part. */
  readonly fee: { readonly treatment: FeeTreatment; readonly rate: number }
  /**
   * Margin of an isolated position.
   * - `wallet`: what its wallet holds; at the start entry value / leverage.
   * - `initial`: entry value / leverage plus margin added, whatever else its wallet holds for fees.
   * - `initial-and-fee`: as `wallet`, but at the start it also holds the fee at the bankruptcy price.
   */
  readonly isolatedMargin: 'wallet' | 'initial' | 'initial-and-fee'
  /**
   * What of a cross account stands behind one position: all that the others do not need, or its
   * share by mark value, the ratio of margin to value being rounded to so many decimals.
   */
  readonly crossMargin:
    | { readonly kind: 'all'; readonly othersPayFee: boolean }
    | { readonly kind: 'by-mark-value'; readonly ratioDecimals: number }
  /** Where the venue counts the value of one inverse contract in whole steps of coin (a satoshi). */
  readonly coinStep?: number
  readonly rounding: PriceRounding
  /** What is not settled by a source, in plain sentences. */
  readonly unconfirmed: readonly string[]
}

/** What picks a rule among those of a venue. Without a time it is the rule in force now. */
export interface MarginRuleQuery {
  readonly contract: ContractKind
  readonly marginMode: MarginMode
  readonly time?: Millis
}

/**
 * The rule for a contract and margin mode in force at a time; undefined where there was none.
 * "Now" is the rule without an end, so that no clock is needed.
 */
export function marginRuleAt(
  rules: readonly MarginRule[],
  { contract, marginMode, time }: MarginRuleQuery,
): MarginRule | undefined {
  return rules.find(
    (rule) =>
      rule.contracts.includes(contract) &&
      rule.marginModes.includes(marginMode) &&
      (time === undefined
        ? rule.until === undefined
        : time >= (rule.since ?? Number.NEGATIVE_INFINITY) &&
          time < (rule.until ?? Number.POSITIVE_INFINITY)),
  )
}
