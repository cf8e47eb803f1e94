import type { Millis } from '../../market/units.ts'
import { FOLLOWED_FOR, followEntry } from './follow-entry.ts'
import type { PaperBar, PaperTrade } from './paper-trade.ts'

/** Bars that follow each other, and what suffices to know that none of them changes a trade. */
export interface PaperBlock {
  readonly bars: readonly PaperBar[]
  readonly from: Millis
  readonly end: Millis
  /** Of all that the bars tell of price; NaN where one tells nothing. */
  readonly low: number
  readonly high: number
  readonly lastClose: number
  /** Time between its bars that none of them told of. */
  readonly missing: Millis
}

/** Bars of a block: of minutes, about an hour. */
const BARS = 64

/** Bars in blocks, both oldest first and none that overlaps another. */
export function blocksOf(bars: readonly PaperBar[]): readonly PaperBlock[] {
  const blocks: PaperBlock[] = []
  for (let at = 0; at < bars.length; at += BARS) blocks.push(blockOf(bars.slice(at, at + BARS)))
  return blocks
}

function blockOf(bars: readonly PaperBar[]): PaperBlock {
  const [from, last] = [bars[0]!.openTime, bars.at(-1)!]
  const end = last.openTime + last.interval
  const told = bars.flatMap(({ open, high, low, close }) => [open, high, low, close])
  return {
    bars,
    from,
    end,
    low: Math.min(...told),
    high: Math.max(...told),
    lastClose: last.close,
    missing: end - from - bars.reduce((sum, { interval }) => sum + interval, 0),
  }
}

/** What `followEntry` makes of a trade by the bars of blocks, those that touch nothing all at once. */
export function followBlocks(
  trade: PaperTrade,
  blocks: readonly PaperBlock[],
  cancelled: Millis | undefined,
): PaperTrade {
  let now = trade
  for (const block of blocks) {
    const passed = passing(now, block, cancelled)
    if (passed !== undefined) now = passed
    else for (const bar of block.bars) now = followEntry(now, bar, cancelled)
    if (now.state === 'closed') break
  }
  return now
}

/** A trade after a block that touches none of its prices; undefined where it may touch one. */
function passing(
  trade: PaperTrade,
  { bars, from, end, low, high, lastClose, missing }: PaperBlock,
  cancelled = Number.POSITIVE_INFINITY,
): PaperTrade | undefined {
  const { note, known, state } = trade
  if (state === 'closed') return trade
  if (from < (known ?? note.time) || end > note.time + FOLLOWED_FOR) return undefined
  if (state === 'waiting') {
    // Price may jump past the entry between two bars.
    const before = trade.lastClose ?? low
    const isFar = note.entry < Math.min(low, before) || note.entry > Math.max(high, before)
    if (!isFar || end > cancelled) return undefined
  } else {
    const [below, above] =
      note.side === 'long' ? [note.stop, note.target] : [note.target, note.stop]
    if (!(low > below && high < above)) return undefined
  }
  const { interval } = bars[0]!
  const expected = known ?? Math.ceil(note.time / interval) * interval
  return {
    ...trade,
    known: end,
    lastClose,
    missing: trade.missing + Math.max(0, from - expected) + missing,
  }
}
