import { HOUR, MINUTE } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import type { FeedMinutes } from '../model/feed-minutes.ts'
import type { KnownTime, RealisedRows } from './realised-rows.ts'

/** What was liquidated over some time, as far as it is known. */
export interface RealisedSum {
  readonly longUsd: number
  readonly shortUsd: number
  /** The part of the time of which it is known, 0 to 1. */
  readonly known: number
}

/** One record of what was liquidated: single liquidations, or sums that a venue or a file tells. */
export interface RealisedSource {
  readonly stream: 'liquidation' | 'liquidation-total'
  /** Over [from, to), ends being whole minutes. */
  sum(from: Millis, to: Millis): RealisedSum
}

/** Single liquidations: known where they were followed, to the millisecond; amounts by the minute. */
export function sourceOfMinutes(
  minutes: FeedMinutes,
  { from: since, to: until, missing }: KnownTime,
): RealisedSource {
  const between = summed([...minutes].map(([minute, { usd }]) => [minute * MINUTE, usd]))
  return {
    stream: 'liquidation',
    sum(from, to) {
      const [first, last] = [Math.max(from, since), Math.min(to, until)]
      const seen = first < last ? last - first - missing.within(first, last) : 0
      if (seen <= 0) return NOTHING
      return { ...between(from, to), known: seen / (to - from) }
    },
  }
}

/** Sums of a span: only rows that lie in a time whole tell of it. */
export function sourceOfRows(rows: RealisedRows, span: Millis): RealisedSource {
  const known = [...rows].filter(([, usd]) => usd.every(Number.isFinite))
  const between = summed(known.map(([end, usd]) => [end - span, usd]))
  return {
    stream: 'liquidation-total',
    sum(from, to) {
      const { count, ...usd } = between(from, to - span + 1)
      return count === 0 ? NOTHING : { ...usd, known: (count * span) / (to - from) }
    },
  }
}

/**
 * The sum over [from, to), taken by steps: of each step from the record that knows most of it, the
 * earlier one where they know as much.
 */
export function realisedOver(
  sources: readonly RealisedSource[],
  from: Millis,
  to: Millis,
  step: Millis = HOUR,
): RealisedSum {
  let [longUsd, shortUsd, seen] = [0, 0, 0]
  for (let start = from; start < to; start += step) {
    const end = Math.min(to, start + step)
    let best = NOTHING
    for (const source of sources) {
      const sum = source.sum(start, end)
      if (sum.known > best.known) best = sum
    }
    longUsd += best.longUsd
    shortUsd += best.shortUsd
    seen += best.known * (end - start)
  }
  return { longUsd, shortUsd, known: Math.min(1, seen / (to - from)) }
}

const NOTHING: RealisedSum = { longUsd: 0, shortUsd: 0, known: 0 }

/** Adds up what begins in [from, to). */
function summed(
  parts: readonly (readonly [time: Millis, usd: readonly [number, number]])[],
): (from: Millis, to: Millis) => { longUsd: number; shortUsd: number; count: number } {
  const sorted = parts.toSorted(([a], [b]) => a - b)
  const before = (limit: Millis): number => {
    let [low, high] = [0, sorted.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (sorted[middle]![0] < limit) low = middle + 1
      else high = middle
    }
    return low
  }
  return (from, to) => {
    const sum = { longUsd: 0, shortUsd: 0, count: 0 }
    for (let i = before(from); i < sorted.length && sorted[i]![0] < to; i++) {
      const [long, short] = sorted[i]![1]
      sum.longUsd += long
      sum.shortUsd += short
      sum.count++
    }
    return sum
  }
}
