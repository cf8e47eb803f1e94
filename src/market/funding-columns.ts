import type { Series } from './candle-columns.ts'

/** Funding rates over time, each the fraction of notional that longs pay shorts for its interval. */
export interface FundingColumns extends Series {
  /** Milliseconds that the rate is for; NaN where the venue did not say. */
  readonly interval: Float64Array
}
