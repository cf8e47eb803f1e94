import type { Millis } from '../market/units.ts'
import { bootstrapRatio } from './bootstrap.ts'
import type { Interval } from './bootstrap.ts'

/** What one closed trade brought, in units of what it risked. */
export interface TradeResult {
  /** When it was closed. */
  readonly time: Millis
  readonly r: number
}

/** What trades brought together. Fees and funding are not in it. */
export interface TradeStatistics {
  readonly count: number
  readonly wins: number
  /** Undefined without a trade. */
  readonly winRate: number | undefined
  readonly meanR: number | undefined
  /** 90 % intervals over days; undefined on fewer than five days with trades: too few to say. */
  readonly winRateInterval: Interval | undefined
  readonly meanInterval: Interval | undefined
  /** The deepest fall of the running sum of R from its highest, which is at least 0. */
  readonly maxDrawdownR: number
}

/** Equal trades give equal intervals. */
const SEED = 6

/** @param results in any order */
export function tradeStatistics(results: readonly TradeResult[]): TradeStatistics {
  const ordered = results.toSorted((a, b) => a.time - b.time)
  const count = ordered.length
  const wins = ordered.filter(({ r }) => r > 0).length
  const meanOf = (value: (one: TradeResult) => number): Interval | undefined =>
    bootstrapRatio(
      ordered.map((one) => ({ time: one.time, numerator: value(one), denominator: 1 })),
      { seed: SEED },
    )
  let [sum, highest, maxDrawdownR] = [0, 0, 0]
  for (const { r } of ordered) {
    sum += r
    highest = Math.max(highest, sum)
    maxDrawdownR = Math.max(maxDrawdownR, highest - sum)
  }
  return {
    count,
    wins,
    winRate: count > 0 ? wins / count : undefined,
    meanR: count > 0 ? sum / count : undefined,
    winRateInterval: meanOf(({ r }) => (r > 0 ? 1 : 0)),
    meanInterval: meanOf(({ r }) => r),
    maxDrawdownR,
  }
}
