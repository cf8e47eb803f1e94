import type { Candle } from '../../market/event.ts'
import { sideSign } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import type { PaperNote } from './paper-note.ts'

/** A closed bar that follows a note. */
export type PaperBar = Pick<Candle, 'openTime' | 'interval' | 'open' | 'high' | 'low' | 'close'>

/** What became of a note. */
export type PaperTrade = WaitingTrade | OpenTrade | ClosedTrade

interface Followed {
  readonly note: PaperNote
  /** End of the last bar that was taken in; undefined before the first. */
  readonly known: Millis | undefined
  readonly lastClose: number | undefined
  /** Time that no bar told of since the note was made: the entry, stop or target may lie in it. */
  readonly missing: Millis
}

/** The price has not come to the entry. */
export interface WaitingTrade extends Followed {
  readonly state: 'waiting'
}

export interface OpenTrade extends Followed {
  readonly state: 'open'
  /** End of the bar in which it was entered. */
  readonly entered: Millis
  /** The entry, or the open of a bar that had jumped past it, whichever is the worse. */
  readonly fill: number
}

export interface ClosedTrade extends Followed {
  readonly state: 'closed'
  readonly entered: Millis
  readonly fill: number
  /** End of the bar in which it was closed. */
  readonly closed: Millis
  readonly how: 'stop' | 'target'
  /** The stop, or the open of a bar that had jumped past it; the target, or the fill where that was beyond. */
  readonly exit: number
  /** The bar does not tell what came first, and the worse was taken. */
  readonly isAmbiguous: boolean
  /** What it brought over what was risked from entry to stop, without fees and funding. */
  readonly r: number
  readonly profitUsd: number
}

/** A note that nothing has followed yet. */
export const noted = (note: PaperNote): WaitingTrade => ({
  note,
  known: undefined,
  lastClose: undefined,
  missing: 0,
  state: 'waiting',
})

/**
 * Takes the next bar in. Bars that began before the note was made decide nothing, as their extremes may be
 * older than it. Where a bar leaves open what came first, the worse is taken.
 */
export function follow(trade: PaperTrade, bar: PaperBar): PaperTrade {
  const { note, known } = trade
  if (trade.state === 'closed' || bar.openTime < (known ?? note.time)) return trade
  const end = bar.openTime + bar.interval
  // Up to a bar's length after a note there is none that counts.
  const expected = known ?? Math.ceil(note.time / bar.interval) * bar.interval
  const missing = trade.missing + Math.max(0, bar.openTime - expected)
  const now = { note, known: end, lastClose: bar.close, missing }
  if (trade.state === 'open') return hold({ ...trade, ...now }, bar, true)
  const filled = filledBy(note, bar, trade.lastClose)
  if (filled === undefined) return { ...now, state: 'waiting' }
  return hold({ ...now, state: 'open', entered: end, fill: filled.fill }, bar, filled.isAtOpen)
}

/** What became of a note by the bars up to a time, whatever came later. */
export const followed = (note: PaperNote, bars: Iterable<PaperBar>): PaperTrade => {
  let trade: PaperTrade = noted(note)
  for (const bar of bars) trade = follow(trade, bar)
  return trade
}

/** Undefined where price did not come to the entry, nor jumped past it between two bars. */
function filledBy({ side, entry }: PaperNote, bar: PaperBar, before = bar.open) {
  const isTouched = Math.min(bar.low, before) <= entry && entry <= Math.max(bar.high, before)
  if (!isTouched) return undefined
  const isAtOpen = Math.sign(before - entry) * Math.sign(bar.open - entry) < 0 || bar.open === entry
  const isWorse = sideSign(side) * (bar.open - entry) > 0
  return { fill: isAtOpen && isWorse ? bar.open : entry, isAtOpen }
}

/**
 * Whether a bar closes an open trade.
 * @param isAtOpen whether it was open when the bar began, so that all of the bar comes after the entry
 */
function hold(trade: OpenTrade, bar: PaperBar, isAtOpen: boolean): OpenTrade | ClosedTrade {
  const { note, fill } = trade
  const { side, entry, stop, target } = note
  const up = sideSign(side)
  const [best, worst] = up > 0 ? [bar.high, bar.low] : [bar.low, bar.high]
  const isStopped = up * (worst - stop) <= 0
  const isReached = up * (best - target) >= 0
  const opensPast = (price: number, way: 1 | -1) => isAtOpen && way * up * (bar.open - price) >= 0
  // On its way to the entry price was where the stop is, or where the target is, or at neither.
  const comesFromStop = !isAtOpen && up * (bar.open - entry) < 0
  const comesFromTarget = !isAtOpen && !comesFromStop
  if (isStopped && !opensPast(target, 1)) {
    const jumped = opensPast(stop, -1)
    const isAmbiguous = comesFromStop || (isReached && !jumped)
    return closed(trade, bar, { how: 'stop', exit: jumped ? bar.open : stop, isAmbiguous })
  }
  if (!isReached || comesFromTarget) return trade
  const exit = up * (fill - target) > 0 ? fill : target
  return closed(trade, bar, { how: 'target', exit, isAmbiguous: false })
}

function closed(
  trade: OpenTrade,
  { openTime, interval }: PaperBar,
  end: Pick<ClosedTrade, 'how' | 'exit' | 'isAmbiguous'>,
): ClosedTrade {
  const { note, fill } = trade
  const up = sideSign(note.side)
  return {
    ...trade,
    ...end,
    state: 'closed',
    closed: openTime + interval,
    r: (up * (end.exit - fill)) / Math.abs(note.entry - note.stop),
    profitUsd: up * (end.exit - fill) * (note.usd / note.entry),
  }
}
