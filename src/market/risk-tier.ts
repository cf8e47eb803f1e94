import type { Millis } from './units.ts'

/** One of the venue's notional brackets. */
export interface RiskTier {
  /** Lower edge, inclusive, in the unit of the table. */
  readonly floor: number
  /**
   * Upper edge, exclusive. `Infinity` where the venue sets none, undefined where it sets one that
   * the source does not state (only in the last tier of a table).
   */
  readonly cap: number | undefined
  /** Maintenance margin rate at the floor, a fraction (0.004 = 0.4 %). */
  readonly maintenanceRate: number
  /** Rise of the maintenance rate per unit of size above the floor; 0 in a table of flat tiers. */
  readonly rateSlope?: number
  /** Amount deducted from the maintenance margin (Binance `cum`), in the margin currency; 0 where none. */
  readonly deduction: number
  /** Undefined where the source does not state it. */
  readonly maxLeverage: number | undefined
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

/**
 * Deductions that make the maintenance margin continuous over the tiers' edges:
 * d(n) = d(n−1) + floor(n) × (rate(n) − rate(n−1)), d(0) = 0. Kept to 8 decimals, which is what
 * venues publish, so that no float arithmetic shows in them.
 * https://www.binance.com/en/support/faq/b3c689c1f50a44cabb3a84e663b81d93
 */
export function withDeductions(tiers: readonly Omit<RiskTier, 'deduction'>[]): RiskTier[] {
  let deduction = 0
  let rate = tiers[0]?.maintenanceRate ?? 0
  return tiers.map((tier) => {
    deduction = Number((deduction + tier.floor * (tier.maintenanceRate - rate)).toFixed(8))
    rate = tier.maintenanceRate
    return { ...tier, deduction }
  })
}

/**
 * The table in force at a time: the last one captured by then, and where all are later the first
 * one. Without a time the last one. Undefined where there is none.
 */
export function riskTiersAt(
  tables: readonly RiskTierTable[],
  time?: Millis,
): RiskTierTable | undefined {
  const inOrder = [...tables].sort((a, b) => a.asOf - b.asOf)
  if (time === undefined) return inOrder.at(-1)
  return inOrder.findLast(({ asOf }) => asOf <= time) ?? inOrder[0]
}
