import type { CandleColumns, Series } from '../market/candle-columns.ts'
import type { Instrument } from '../market/instrument.ts'
import type { DistanceAtLeverage } from '../model/component.ts'
import type { LearntElsewhere } from '../model/shared-weights.ts'
import type { RealisedFlow } from './realised-flow.ts'

/** What a map is made from. */
export interface MapSource {
  readonly instrument: Instrument
  readonly candles: CandleColumns
  /** Open interest in the instrument's quantity. */
  readonly openInterest: Series
  /** The venue's liquidation distance at a leverage. */
  readonly distanceAt: DistanceAtLeverage
  /**
   * What was liquidated, for a model that learns its weights from it. May know more as the map goes
   * on, of hours that were not over when it was made.
   */
  readonly realised?: RealisedFlow
  /** What other instruments have learnt, for a model that learns its weights. */
  readonly others?: readonly LearntElsewhere[]
}
