import { DAY, HOUR } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import { follow } from './paper-trade.ts'
import type { PaperBar, PaperTrade } from './paper-trade.ts'

/** A note is followed so long: what is open then stays open. */
export const FOLLOWED_FOR: Millis = 90 * DAY

/**
 * Takes the next bar in. What was cancelled before its entry is filled no more; what was filled by then goes on
 * to its stop or target, so that a loss cannot be taken back.
 * @param cancelled when it was cancelled; undefined where it was not
 */
export function followEntry(
  trade: PaperTrade,
  bar: PaperBar,
  cancelled: Millis | undefined,
): PaperTrade {
  const end = bar.openTime + bar.interval
  if (end > trade.note.time + FOLLOWED_FOR) return trade
  const isBack = trade.state === 'waiting' && cancelled !== undefined && end > cancelled
  return isBack ? trade : follow(trade, bar)
}

/** How long after a formation it is told how far price went. */
export const LOOKS: readonly Millis[] = [4 * HOUR, DAY, 3 * DAY]

/** How far price went after a formation was named, as shares of the price then. */
export interface After {
  readonly span: Millis
  readonly low: number
  readonly high: number
  readonly close: number
  /** Time within the span that no bar told of. */
  readonly missing: Millis
}

/** What followed a time, for each look whose end is known. Bars that began before it are left out. */
export function whatFollowed(
  time: Millis,
  known: Millis,
  bars: readonly PaperBar[],
): readonly After[] {
  const later = bars.filter(({ openTime }) => openTime >= time)
  const [first] = later
  if (first === undefined) return []
  const { interval, open } = first
  const begin = Math.ceil(time / interval) * interval
  return LOOKS.filter((span) => time + span <= known).flatMap((span) => {
    const within = later.filter(({ openTime }) => openTime + interval <= time + span)
    const last = within.at(-1)
    if (last === undefined) return []
    const whole = Math.floor((time + span - begin) / interval)
    return [
      {
        span,
        low: Math.min(...within.map(({ low }) => low)) / open - 1,
        high: Math.max(...within.map(({ high }) => high)) / open - 1,
        close: last.close / open - 1,
        missing: (whole - within.length) * interval,
      },
    ]
  })
}
