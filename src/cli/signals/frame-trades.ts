import type { CandleColumns } from '../../market/candle-columns.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import { DAY } from '../../market/units.ts'
import type { Millis, PositionSide } from '../../market/units.ts'
import type { MatchedTimes, Moment } from '../../score/matched-times.ts'
import type { TradeResult } from '../../score/paper-statistics.ts'
import type { MatchedTrade } from '../../score/trade-record.ts'
import { follow, noted } from '../../signals/paper/paper-trade.ts'
import type { PaperTrade } from '../../signals/paper/paper-trade.ts'

/** A frame as it was noted, its prices as differences of the logarithm from the price of its time. */
export interface FrameCase {
  readonly time: Millis
  readonly side: PositionSide
  readonly entry: number
  readonly stop: number
  readonly target: number
}

/** An entry is waited for so long. */
export const WAITS: Millis = DAY
/** What is open so long after the note is closed at the price of that time. */
export const CLOSED_AFTER: Millis = 3 * DAY

/**
 * What frames brought, each beside the same frame at the times like its own, as far away in standard
 * deviations. Those that were not entered are left out, and those that too few candles follow.
 */
export function frameTrades(
  instrument: InstrumentId,
  candles: CandleColumns,
  times: MatchedTimes,
  frames: readonly FrameCase[],
): readonly MatchedTrade[] {
  const follower = (frame: FrameCase) => (moment: Moment, scale: number) =>
    times.isFollowed(moment.index, CLOSED_AFTER)
      ? resultOf(frameAt(instrument, moment, frame, scale), candles, moment.index)
      : []
  return frames.flatMap((frame) => {
    const moment = times.at(frame.time)
    if (moment === undefined) return []
    const brought = follower(frame)
    const matched = () =>
      times.like(moment).flatMap((one) => brought(one, one.sigma / moment.sigma))
    return brought(moment, 1).map((trade) => ({ ...trade, matched: matched() }))
  })
}

function frameAt(
  instrument: InstrumentId,
  { time, price }: Moment,
  { side, entry, stop, target }: FrameCase,
  scale: number,
): PaperTrade {
  const at = (distance: number) => price * Math.exp(distance * scale)
  const prices = { entry: at(entry), stop: at(stop), target: at(target) }
  return noted({ id: `frame-${time}`, instrument, time, side, ...prices, usd: 1, label: '' })
}

/** None where the entry was not come to in time. */
function resultOf(
  note: PaperTrade,
  { openTime, interval, open, high, low, close }: CandleColumns,
  index: number,
): readonly TradeResult[] {
  let trade = note
  const end = note.note.time + CLOSED_AFTER
  for (let i = index + 1; openTime[i]! + interval <= end; i++) {
    if (trade.state === 'waiting' && openTime[i]! >= note.note.time + WAITS) return []
    const bar = { openTime: openTime[i]!, interval, open: open[i]!, high: high[i]! }
    trade = follow(trade, { ...bar, low: low[i]!, close: close[i]! })
    if (trade.state === 'closed') return [{ time: note.note.time, r: trade.r }]
  }
  if (trade.state !== 'open') return []
  const { side, entry, stop } = trade.note
  const up = side === 'long' ? 1 : -1
  const r = (up * (trade.lastClose! - trade.fill)) / Math.abs(entry - stop)
  return [{ time: note.note.time, r }]
}
