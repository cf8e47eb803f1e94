import type { CandleColumns, Series } from '../market/candle-columns.ts'
import type { Instrument } from '../market/instrument.ts'
import type { DistanceAtLeverage } from '../model/component.ts'

/** What a map is made from. */
export interface MapSource {
  readonly instrument: Instrument
  readonly candles: CandleColumns
  /** Open interest in the instrument's quantity. */
  readonly openInterest: Series
  /** The venue's liquidation distance at a leverage. */
  readonly distanceAt: DistanceAtLeverage
}
