import type { Millis } from '../../market/units.ts'
import type { CandleColumns } from '../../market/candle-columns.ts'
import type { Instrument } from '../../market/instrument.ts'
import type { PositionMap } from '../../pipeline/position-map.ts'

/** What to write: a map, and which part of it. */
export interface BuildJob {
  readonly instrument: Instrument
  readonly simulated: boolean
  readonly model: string
  readonly map: PositionMap
  /** Finest candles of the whole map. */
  readonly candles: CandleColumns
  readonly bucket: Millis
  /** Undefined where the writer is to choose. */
  readonly zoom: number | undefined
  /** First column's start and last column's end, whole buckets. */
  readonly from: Millis
  readonly to: Millis
  readonly out: string
}
