import type { CandleColumns } from '../market/candle-columns.ts'
import { SECOND } from '../market/units.ts'
import { minutesOf, rangesOf } from './feed-minutes.ts'
import type { FeedPrint } from './feed-minutes.ts'
import { cellOf, table } from './minute-table.ts'
import type { MinuteTable } from './minute-table.ts'

/**
 * Which print of a second a throttled feed keeps. Binance's documents say the largest since
 * 2026-04-14 and said the latest before; the largest are biased upward, so the tables differ.
 */
export type KeptPrint = 'latest' | 'largest'

/** A venue's full feed over some time, with the candles of a minute beside it. */
export interface FeedReference {
  readonly prints: readonly FeedPrint[]
  readonly candles: CandleColumns
}

/** What a full feed shows, and what would be left of it, in USD by the kind of minute. */
export interface FeedTally {
  readonly truth: MinuteTable
  readonly seen: MinuteTable
  /** Prints that would be left. */
  readonly prints: number
}

/** What is left of a full feed when only one print of each second is kept, both sides together. */
export function throttled<Print extends FeedPrint>(
  prints: readonly Print[],
  kept: KeptPrint,
): readonly Print[] {
  const left: Print[] = []
  for (const print of prints) {
    const last = left.at(-1)
    if (last === undefined || secondOf(last) !== secondOf(print)) left.push(print)
    else if (kept === 'latest' || print.usd > last.usd) left[left.length - 1] = print
  }
  return left
}

const secondOf = ({ time }: FeedPrint): number => Math.floor(time / SECOND)

/**
 * Holds a full feed against what would be left of it.
 * @param reference prints ascending by time; candles may begin earlier
 * @throws RangeError where candles are not of a minute
 */
export function tallyFeed({ prints, candles }: FeedReference, kept: KeptPrint): FeedTally {
  const [truth, seen] = [table(() => 0), table(() => 0)]
  const ranges = rangesOf(candles)
  const all = minutesOf(prints)
  const left = throttled(prints, kept)
  for (const [minute, { count, usd }] of minutesOf(left)) {
    const [row, column] = cellOf(count, ranges.get(minute) ?? 0)
    truth[row]![column]! += both(all.get(minute)!.usd)
    seen[row]![column]! += both(usd)
  }
  return { truth, seen, prints: left.length }
}

const both = ([long, short]: readonly [number, number]): number => long + short
