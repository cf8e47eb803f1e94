import type { CandleColumns } from '../market/candle-columns.ts'
import type { Millis } from '../market/units.ts'
import { MINUTE } from '../market/units.ts'
import { minutesOf, rangesOf } from './feed-minutes.ts'
import type { FeedPrint } from './feed-minutes.ts'
import { cellOf, sumOfTables, trueOverKept } from './minute-table.ts'
import type { MinuteTable } from './minute-table.ts'
import { tallyFeed } from './throttled-feed.ts'
import type { FeedReference, FeedTally, KeptPrint } from './throttled-feed.ts'

/**
 * Correction of feeds that publish at most one liquidation a second, by self-throttling: the feed of
 * a venue that publishes all of them is thinned in the same way, and true ÷ kept is tabulated by
 * what is seen of a minute. The formula for dead time, −n·ln(1 − p), does not do it, as liquidations
 * burst within a second.
 */

/** True ÷ kept notional of a minute, learnt for feeds that keep a certain print of each second. */
export interface FeedCorrection {
  /** By prints of the minute (rows), then by its range (columns); rising in both, never below 1. */
  readonly factors: MinuteTable
}

/**
 * Corrected totals are right to this share of themselves, up or down: publish them with it. It is
 * wider than what single simulated markets came to (docs/methodology.md), as real ones burst more.
 */
export const FEED_BAND = 0.4

/** The correction that tallies of full feeds teach. */
export const correctionOf = (tallies: readonly FeedTally[]): FeedCorrection => ({
  factors: trueOverKept(
    sumOfTables(tallies.map(({ truth }) => truth)),
    sumOfTables(tallies.map(({ seen }) => seen)),
  ),
})

/** Learns the correction from full feeds. */
export const learnFeedCorrection = (
  references: readonly FeedReference[],
  kept: KeptPrint,
): FeedCorrection => correctionOf(references.map((reference) => tallyFeed(reference, kept)))

/**
 * True ÷ shown of a minute.
 * @param count prints that are shown of it
 * @param range how far price went in it, in standard deviations of a minute's move
 */
export function factorOf({ factors }: FeedCorrection, count: number, range: number): number {
  const [row, column] = cellOf(count, range)
  return factors[row]![column]!
}

/**
 * What was liquidated, by what a throttled feed shows of it, in USD per interval.
 * @param prints ascending by time
 * @param candles of a minute; throws a RangeError on others
 * @param interval a whole number of minutes
 * @returns longs and shorts by the end of each interval in which there is a candle
 */
export function correctedUsd(
  correction: FeedCorrection,
  prints: readonly FeedPrint[],
  candles: CandleColumns,
  interval: Millis,
): ReadonlyMap<Millis, readonly [long: number, short: number]> {
  const totals = new Map<Millis, [number, number]>()
  const endOf = (time: Millis) => (Math.floor(time / interval) + 1) * interval
  for (const time of candles.openTime) totals.set(endOf(time), [0, 0])
  const ranges = rangesOf(candles)
  for (const [minute, { count, usd }] of minutesOf(prints)) {
    const total = totals.get(endOf(minute * MINUTE))
    if (total === undefined) continue
    const factor = factorOf(correction, count, ranges.get(minute) ?? 0)
    total[0] += usd[0] * factor
    total[1] += usd[1] * factor
  }
  return totals
}
