import type { Millis } from './units.ts'

/** One of the venue's notional brackets. */
export interface RiskTier {
  /** Lower edge, inclusive, in the unit of the table. */
  readonly floor: number
  /** Upper edge, exclusive; `Infinity` in the last tier of a table without an end. */
  readonly cap: number
  /** Maintenance margin rate, a fraction (0.004 = 0.4 %). */
  readonly maintenanceRate: number
  /** Amount deducted from the maintenance margin (Binance `cum`), in the margin currency; 0 where none. */
  readonly deduction: number
  readonly maxLeverage: number
}

/** Risk tiers of one instrument as they were on a date. */
export interface RiskTierTable {
  /** What `floor` and `cap` measure: notional in quote, notional in base coin, or contracts. */
  readonly unit: 'quote' | 'base' | 'contracts'
  readonly asOf: Millis
  /** Where the numbers come from: a link, and the date of the capture. */
  readonly source: string
  readonly tiers: readonly RiskTier[]
}
