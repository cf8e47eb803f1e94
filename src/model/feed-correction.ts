import type { CandleColumns } from '../market/candle-columns.ts'
import type { Millis } from '../market/units.ts'
import { MINUTE, SECOND } from '../market/units.ts'
import { minutesOf, rangesOf } from './feed-minutes.ts'
import type { FeedPrint } from './feed-minutes.ts'

export type { FeedPrint } from './feed-minutes.ts'

/**
 * Correction of feeds that publish at most one liquidation a second, by self-throttling: the feed of
 * a venue that publishes all of them is thinned in the same way, and true ÷ kept is tabulated by
 * what is seen of a minute. The formula for dead time, −n·ln(1 − p), does not do it, as liquidations
 * burst within a second.
 */

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

/** What a full feed shows, and what would be left of it, in USD by what is left of a minute. */
export interface FeedTally {
  readonly truth: Table
  readonly seen: Table
  /** Prints that would be left. */
  readonly prints: number
}

/** True ÷ kept notional of a minute, learnt for feeds that keep a certain print of each second. */
export interface FeedCorrection {
  /** By prints of the minute (rows), then by its range (columns); rising in both, never below 1. */
  readonly factors: Table
}

/**
 * Corrected totals are right to this share of themselves, up or down: publish them with it. It is
 * wider than what single simulated markets came to (docs/methodology.md), as real ones burst more.
 */
export const FEED_BAND = 0.4

/** Prints of a minute from which on each row holds. */
const PRINTS_FROM = [1, 2, 3, 4, 6, 9, 13, 19, 28, 41] as const

/** Range of a minute, in standard deviations of a minute's move, from which on each column holds. */
const RANGES_FROM = [0, 1.5, 2.5, 3.5, 5, 8] as const

/** Kept notional that a cell's neighbours count for, as a share of all that was kept. */
const POOLED = 0.003

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
    truth[row]![column]! += sum(all.get(minute)!.usd)
    seen[row]![column]! += sum(usd)
  }
  return { truth, seen, prints: left.length }
}

/** The correction that tallies of full feeds teach. */
export function correctionOf(tallies: readonly FeedTally[]): FeedCorrection {
  const total = (of: (tally: FeedTally) => Table) => {
    const sums = table(() => 0)
    for (const one of tallies.map(of))
      for (let i = 0; i < sums.length; i++)
        for (let j = 0; j < sums[i]!.length; j++) sums[i]![j]! += one[i]![j]!
    return sums
  }
  return {
    factors: rising(
      pooled(
        total(({ truth }) => truth),
        total(({ seen }) => seen),
      ),
    ),
  }
}

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

type Table = readonly (readonly number[])[]

const secondOf = ({ time }: FeedPrint): number => Math.floor(time / SECOND)

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)

const table = (valueAt: (row: number, column: number) => number): number[][] =>
  PRINTS_FROM.map((_, row) => RANGES_FROM.map((__, column) => valueAt(row, column)))

const cellOf = (count: number, range: number): readonly [row: number, column: number] => [
  Math.max(
    0,
    PRINTS_FROM.findLastIndex((from) => count >= from),
  ),
  Math.max(
    0,
    RANGES_FROM.findLastIndex((from) => range >= from),
  ),
]

/** True ÷ kept by cell, sparse cells drawn to their row and sparse rows to the whole. */
function pooled(truth: Table, seen: Table): Table {
  const [allTrue, allSeen] = [sum(truth.map(sum)), sum(seen.map(sum))]
  const weight = POOLED * allSeen
  if (!(weight > 0)) return table(() => 1)
  const rows = truth.map(
    (row, i) => (sum(row) + (weight * allTrue) / allSeen) / (sum(seen[i]!) + weight),
  )
  return table((i, j) => (truth[i]![j]! + weight * rows[i]!) / (seen[i]![j]! + weight))
}

/** The mean of the least table above and the highest below that rise with prints and with range. */
function rising(factors: Table): Table {
  const over = (i: number, j: number, within: (row: number, column: number) => boolean) =>
    factors.flatMap((row, r) => row.filter((_, c) => within(r - i, c - j)))
  return table((i, j) => {
    const above = Math.max(...over(i, j, (row, column) => row <= 0 && column <= 0))
    const below = Math.min(...over(i, j, (row, column) => row >= 0 && column >= 0))
    return (above + below) / 2
  })
}
