import { binPosition } from '../market/price-bin.ts'
import type { Bar } from './bar.ts'

/**
 * How a bar is taken apart into steps. Price visits the low first in a rising bar and the high first
 * in a falling one; a wide bar is walked along that path, so that what is opened early in it can
 * still be swept by its later extreme.
 */
export interface Step {
  /** Part of the bar's volume, 0 to 1. */
  share: number
  /** Openings lie at `points` places evenly spread between these positions on the bin axis. */
  from: number
  to: number
  points: number
  /** Bin down to which longs are swept and up to which shorts are; undefined where price did not go that way. */
  longs: number | undefined
  shorts: number | undefined
  /** Whether the sweep comes before the openings. */
  sweepsFirst: boolean
}

/** How a model reads a bar: along its path, or whole with a fixed number of openings over its range. */
export type BarReading =
  | { readonly kind: 'path' }
  | { readonly kind: 'whole'; readonly points: number }

/** Bins between two openings of one step, and the most openings of a step. */
const SPACING = 4
const MOST_POINTS = 64

/**
 * The steps of a bar, in order.
 * @param narrow a bar of fewer bins cannot sweep what it opens itself: the nearest liquidation distance
 */
export function barSteps(bar: Bar, reading: BarReading, narrow: number): readonly Step[] {
  const low = binPosition(bar.low)
  const high = binPosition(bar.high)
  const longs = Math.floor(low)
  const shorts = Math.floor(high)
  const whole = { share: 1, longs, shorts, sweepsFirst: true }
  if (reading.kind === 'whole' || high - low < narrow) {
    const points = reading.kind === 'whole' ? reading.points : pointsOver(high - low)
    if (points > 1) return [{ ...whole, from: low, to: high, points }]
    const mean = binPosition((bar.open + bar.high + bar.low + bar.close) / 4)
    return [{ ...whole, from: mean, to: mean, points }]
  }
  const [open, close] = [binPosition(bar.open), binPosition(bar.close)]
  const path = close >= open ? [open, low, high, close] : [open, high, low, close]
  const length = Math.abs(open - path[1]!) + (high - low) + Math.abs(path[2]! - close)
  return [0, 1, 2].flatMap((i): Step[] => {
    const [from, to] = [path[i]!, path[i + 1]!]
    if (from === to) return []
    const far = Math.abs(to - from)
    const reached = Math.floor(to)
    return [
      {
        share: far / length,
        from,
        to,
        points: pointsOver(far),
        longs: to < from ? reached : undefined,
        shorts: to > from ? reached : undefined,
        sweepsFirst: false,
      },
    ]
  })
}

const pointsOver = (bins: number): number =>
  Math.min(MOST_POINTS, Math.max(1, Math.round(bins / SPACING)))
