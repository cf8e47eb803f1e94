import { bootstrapRatio, groupByBlock } from './bootstrap.ts'
import type { BootstrapOptions, Interval } from './bootstrap.ts'
import { FEWEST_CASES } from './level-record.ts'
import { matchedExcess } from './matched-excess.ts'
import type { Excess } from './matched-excess.ts'
import { STRETCH } from './magnet.ts'
import { FEWEST_STRETCHES } from './magnet-report.ts'
import type { TradeResult } from './paper-statistics.ts'

/** A trade on paper, and the same frame at times like the one at which it was noted. */
export interface MatchedTrade extends TradeResult {
  readonly matched: readonly TradeResult[]
}

/** What trades on paper brought, fees and funding not counted. */
export interface TradeRecord {
  /** How many were noted, and of how many the price came to the entry. */
  readonly noted: number
  readonly entered: number
  /** Null of fewer than twenty that were entered: they say nothing. */
  readonly findings: TradeFindings | null
}

export interface TradeFindings {
  readonly wins: number
  /** Share that brought more than 0. */
  readonly won: Excess
  /** Mean of what came, in units of what was risked. */
  readonly meanR: Excess
  /** Interval of that mean; null on too few stretches of time. */
  readonly meanInterval: Interval | null
}

export function tradeRecord(
  noted: number,
  trades: readonly MatchedTrade[],
  options: BootstrapOptions,
): TradeRecord {
  const known = trades.filter(({ matched }) => matched.length > 0)
  const entered = known.length
  if (entered < FEWEST_CASES) return { noted, entered, findings: null }
  const excessOf = (of: (one: TradeResult) => number): Excess =>
    matchedExcess(
      known.map((one) => ({
        time: one.time,
        value: of(one),
        matched: one.matched.map((other) => ({ time: other.time, value: of(other) })),
      })),
      options,
    )!
  const { block = STRETCH } = options
  const rows = known.map(({ time, r }) => ({ time, numerator: r, denominator: 1 }))
  const isEnough = groupByBlock(rows, block).length >= FEWEST_STRETCHES
  return {
    noted,
    entered,
    findings: {
      wins: known.filter(({ r }) => r > 0).length,
      won: excessOf(({ r }) => (r > 0 ? 1 : 0)),
      meanR: excessOf(({ r }) => r),
      meanInterval: (isEnough ? bootstrapRatio(rows, { ...options, block }) : undefined) ?? null,
    },
  }
}
