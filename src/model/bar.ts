import type { Millis } from '../market/units.ts'

/** One step of a position model: a candle with the open interest that belongs to it. Reused between steps. */
export interface Bar {
  openTime: Millis
  interval: Millis
  open: number
  high: number
  low: number
  close: number
  /** Traded, in the instrument's quantity. */
  volume: number
  /** Share of the volume whose taker bought, 0 to 1; ½ where the source does not say. */
  takerBuyShare: number
  /** Open interest at the close, in the instrument's quantity; the last known one where none came. */
  openInterest: number
  /** Change of open interest that this bar's trades can explain: |change| ≤ volume. */
  openInterestChange: number
  /** True where there was no candle: nothing traded that we know of. */
  missing: boolean
}

export const newBar = (): Bar => ({
  openTime: 0,
  interval: 0,
  open: 0,
  high: 0,
  low: 0,
  close: 0,
  volume: 0,
  takerBuyShare: 0.5,
  openInterest: 0,
  openInterestChange: 0,
  missing: false,
})
