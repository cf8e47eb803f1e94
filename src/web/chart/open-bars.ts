import type { UTCTimestamp } from 'lightweight-charts'
import type { CandlesAnswer } from '../../api/schema.ts'
import type { Bar, Bars, Traded } from './bars.ts'

/** The finest bars since the newest whole bar of the chart: closed ones, then the open one. */
export interface Tail {
  /** Bar length. */
  readonly interval: number
  /** Ascending in time, each open time once. */
  readonly bars: readonly TailBar[]
}

export interface TailBar extends Traded {
  readonly openTime: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
}

/** Bars that the chart grows by at once; a longer absence is asked for as a whole. */
const MOST_NEW_BARS = 5_000

/** Newer bars replace older ones of the same time; the result ascends. */
export function withTail(tail: readonly TailBar[], newer: readonly TailBar[]): TailBar[] {
  const first = newer[0]?.openTime
  const last = newer.at(-1)?.openTime
  if (first === undefined || last === undefined) return [...tail]
  const byTime = new Map([...tail, ...newer].map((bar) => [bar.openTime, bar]))
  return [...byTime.values()].toSorted((a, b) => a.openTime - b.openTime)
}

/** The candles of an answer as bars of a tail. */
export const tailOf = (candles: CandlesAnswer): TailBar[] =>
  candles.openTime.map((openTime, i) => ({
    openTime,
    open: candles.open[i]!,
    high: candles.high[i]!,
    low: candles.low[i]!,
    close: candles.close[i]!,
    volume: candles.volume[i]!,
    takerBuyVolume: candles.takerBuyVolume[i] ?? null,
  }))

/** Where the whole bars of a chart end. */
export const endOf = ({ grid, bars }: Bars): number => grid.from + bars.length * grid.bar

/**
 * The chart's bars with those joined from the tail after them; bars of the tail that the chart has
 * already are left out. A place in between without a bar stays empty. What was there stays the same
 * object, so that whoever draws sees what is new.
 */
export function joinTail(held: Bars, { bars: tail }: Tail): Bars {
  const { grid, bars } = held
  const end = endOf(held)
  const joined: Bar[] = [...bars]
  for (const bar of tail) {
    if (bar.openTime < end) continue
    const index = Math.floor((bar.openTime - grid.from) / grid.bar)
    if (index >= bars.length + MOST_NEW_BARS) break
    while (joined.length <= index)
      joined.push({ time: timeOf(grid.from + joined.length * grid.bar) })
    joined[index] = merged(joined[index]!, bar)
  }
  return joined.length === bars.length ? held : { grid, bars: joined }
}

function merged(whole: Bar, bar: TailBar): Bar {
  const { open, high, low, close, volume, takerBuyVolume } = bar
  if (!('open' in whole))
    return { time: whole.time, open, high, low, close, volume, takerBuyVolume }
  const bought = whole.takerBuyVolume
  return {
    time: whole.time,
    open: whole.open,
    high: Math.max(whole.high, high),
    low: Math.min(whole.low, low),
    close,
    volume: whole.volume + volume,
    takerBuyVolume: bought === null || takerBuyVolume === null ? null : bought + takerBuyVolume,
  }
}

const timeOf = (millis: number): UTCTimestamp => (millis / 1000) as UTCTimestamp

/**
 * Moves the chart's bars that are whole by now out of the tail: those that end at or before
 * `closedTo`, up to which the tail holds closed bars only.
 */
export function settleTail(held: Bars, tail: Tail, closedTo: number): { bars: Bars; tail: Tail } {
  const { grid } = held
  const upTo = grid.from + Math.floor((closedTo - grid.from) / grid.bar) * grid.bar
  if (upTo <= endOf(held)) return { bars: held, tail }
  const whole = tail.bars.filter(({ openTime }) => openTime < upTo)
  if (whole.length === 0) return { bars: held, tail }
  return {
    bars: joinTail(held, { ...tail, bars: whole }),
    tail: { ...tail, bars: tail.bars.filter(({ openTime }) => openTime >= upTo) },
  }
}
