import type { FieldRange } from '../heatmap/level-field.ts'
import type { CandleColumns } from '../market/candle-columns.ts'
import { binOf } from '../market/price-bin.ts'
import type { PositionModel } from '../model/position-model.ts'
import { LONG, SHORT } from '../model/side.ts'

/**
 * The bins that a model can ever fill by candles from a row on: their prices and the distances around
 * them. Undefined where there are no more candles.
 */
export function fieldRange(
  model: PositionModel,
  candles: CandleColumns,
  from: number,
): FieldRange | undefined {
  let low = Number.POSITIVE_INFINITY
  let high = 0
  for (let i = from; i < candles.openTime.length; i++) {
    low = Math.min(low, candles.low[i]!)
    high = Math.max(high, candles.high[i]!)
  }
  if (low > high) return undefined
  // The stock assumed at the start lies up to 2 % around the first price.
  const slack = 42 + model.dither.reach
  const first = binOf(low) + Math.min(...model.ledger.offsets[LONG]) - slack
  const last = binOf(high) + Math.max(...model.ledger.offsets[SHORT]) + slack
  return { first, count: last - first + 1 }
}

/** The smallest range that holds both. */
export function union(a: FieldRange, b: FieldRange | undefined): FieldRange {
  if (b === undefined) return a
  const first = Math.min(a.first, b.first)
  return { first, count: Math.max(a.first + a.count, b.first + b.count) - first }
}

/** The smallest range that holds another and consists of whole cells of a zoom. */
export function alignedRange({ first, count }: FieldRange, zoom: number): FieldRange {
  const from = (first >> zoom) << zoom
  const to = ((first + count + (1 << zoom) - 1) >> zoom) << zoom
  return { first: from, count: to - from }
}
