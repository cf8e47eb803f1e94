import type { Millis } from './units.ts'

/**
 * Bars of one instrument and interval as columns, oldest first, open times ascending and unique.
 * All columns have the same length. A value the source did not give is NaN, never 0.
 */
export interface CandleColumns {
  readonly interval: Millis
  readonly openTime: Float64Array
  readonly open: Float64Array
  readonly high: Float64Array
  readonly low: Float64Array
  readonly close: Float64Array
  /** In the instrument's quantity. */
  readonly volume: Float64Array
  /** In the instrument's quantity; NaN where unknown. */
  readonly takerBuyVolume: Float64Array
}

/** A series of one value over time, times ascending and unique. */
export interface Series {
  readonly time: Float64Array
  readonly value: Float64Array
}

/** Empty columns of a length, every value NaN. */
export function emptyCandleColumns(interval: Millis, length: number): CandleColumns {
  const column = () => new Float64Array(length).fill(Number.NaN)
  return {
    interval,
    openTime: column(),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
    takerBuyVolume: column(),
  }
}
