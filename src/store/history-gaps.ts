import type { MarketEvent } from '../market/event.ts'
import type { Millis } from '../market/units.ts'

/** A span [from, to) without data. */
export interface HistoryGap {
  readonly stream: MarketEvent['type']
  /** For candles, the interval whose candles are missing. */
  readonly interval?: Millis
  readonly from: Millis
  readonly to: Millis
  readonly cause: string
  readonly certainty: 'certain' | 'possible'
  /** History has filled it since. */
  readonly repaired?: true
}

/** Spans between the first and the last open time in which candles are missing. Times ascending. */
export function candleGaps(openTime: Float64Array, interval: Millis): readonly HistoryGap[] {
  const gaps: HistoryGap[] = []
  for (let i = 1; i < openTime.length; i++) {
    const from = (openTime[i - 1] as number) + interval
    const to = openTime[i] as number
    if (to <= from) continue
    gaps.push({
      stream: 'candle',
      interval,
      from,
      to,
      cause: 'no candle stored',
      certainty: 'certain',
    })
  }
  return gaps
}
