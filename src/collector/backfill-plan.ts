import type { StreamKind } from '../market/event.ts'
import type { InstrumentId } from '../market/instrument.ts'
import { DAY } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import { subtractSpans } from './spans.ts'
import type { TimeSpan } from './spans.ts'

/** One series that is wanted, and what of it was asked for before. */
export interface WantedSeries {
  readonly instrument: InstrumentId
  readonly stream: StreamKind
  /** Spacing of its rows; undefined for single events. */
  readonly interval: Millis | undefined
  /** How far back the venue serves it; undefined where it states no end. */
  readonly reach: Millis | undefined
  /** Answered before, in this run or an earlier one. */
  readonly answered: readonly TimeSpan[]
}

/** One stretch of one series to ask for. */
export interface BackfillTask extends TimeSpan {
  readonly instrument: InstrumentId
  readonly stream: StreamKind
}

/** The newest day first, so that there is a map at once; what lies before in fewer, longer pieces. */
const FIRST_PIECE: Millis = DAY
const LATER_PIECES: Millis = 7 * DAY

/**
 * What is left to ask of the last `length` before `now`, in the order in which it is to be asked:
 * the newest piece of every series before older pieces of any. Rows that are not complete yet at
 * `now` are left out.
 */
export function planBackfill(
  wanted: readonly WantedSeries[],
  now: Millis,
  length: Millis,
): readonly BackfillTask[] {
  const pieces: BackfillTask[][] = []
  for (const { instrument, stream, interval, reach, answered } of wanted) {
    const step = interval ?? 1
    const end = Math.floor(now / step) * step
    const start = Math.ceil((now - Math.min(length, reach ?? length)) / step) * step
    for (let to = end, piece = 0; to > start; piece++) {
      const from = Math.max(start, to - (piece === 0 ? FIRST_PIECE : LATER_PIECES))
      const tasks = (pieces[piece] ??= [])
      for (const rest of subtractSpans({ from, to }, answered).toReversed())
        tasks.push({ instrument, stream, ...rest })
      to = from
    }
  }
  return pieces.flat()
}
