import type { CandleColumns } from '../market/candle-columns.ts'
import { isWholeSpan } from './whole-span.ts'

/** A column for each side. */
export interface BySide {
  readonly long: Float64Array
  readonly short: Float64Array
}

/**
 * How far price went beyond the previous close, as a fraction of it, on the side on which a
 * position is liquidated: longs max(0, 1 − low/close), shorts max(0, high/close − 1). A candle knows
 * nothing of positions, so this is the control of how much a map adds. NaN for the first candle, after
 * a missing one, and where a price is unknown.
 */
export function excursions(candles: CandleColumns): BySide {
  const { high, low, close } = candles
  const before = (i: number): number =>
    isWholeSpan(candles, i - 1, i) ? close[i - 1]! : Number.NaN
  return {
    long: low.map((lowest, i) => Math.max(0, 1 - lowest / before(i))),
    short: high.map((highest, i) => Math.max(0, highest / before(i) - 1)),
  }
}
