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
  /** Bin down to which longs are swept; SWEEPS_NO_LONGS where price did not fall. */
  longs: number
  /** Bin up to which shorts are swept; SWEEPS_NO_SHORTS where price did not rise. */
  shorts: number
  /** Whether the sweep comes before the openings. */
  sweepsFirst: boolean
}

export const SWEEPS_NO_LONGS = 0x7fffffff
export const SWEEPS_NO_SHORTS = -0x7fffffff

/** How a model reads a bar: along its path, or whole with a fixed number of openings over its range. */
export type BarReading =
  | { readonly kind: 'path' }
  | { readonly kind: 'whole'; readonly points: number }

/** Bins between two openings of one step, and the most openings of a step. */
const SPACING = 3
export const MOST_POINTS = 96

/** The most steps of a bar. */
export const MOST_STEPS = 3

export const newStep = (): Step => ({
  share: 0,
  from: 0,
  to: 0,
  points: 0,
  longs: SWEEPS_NO_LONGS,
  shorts: SWEEPS_NO_SHORTS,
  sweepsFirst: false,
})

/**
 * Writes the steps of a bar into `steps` (MOST_STEPS of them, reused: this runs for every bar).
 * @param narrow a bar of fewer bins cannot sweep what it opens itself: the nearest liquidation distance
 * @returns how many there are
 */
export function barSteps(
  bar: Bar,
  reading: BarReading,
  narrow: number,
  steps: readonly Step[],
): number {
  const low = binPosition(bar.low)
  const high = binPosition(bar.high)
  const whole = reading.kind === 'whole'
  if (whole || high - low < narrow) {
    wholeBar(bar, low, high, whole ? reading.points : pointsOver(high - low), steps[0]!)
    return 1
  }
  const open = binPosition(bar.open)
  const close = binPosition(bar.close)
  const rises = close >= open
  const first = rises ? low : high
  const second = rises ? high : low
  const length = Math.abs(open - first) + (high - low) + Math.abs(second - close)
  let count = 0
  if (open !== first) leg(open, first, length, steps[count++]!)
  leg(first, second, length, steps[count++]!)
  if (second !== close) leg(second, close, length, steps[count++]!)
  return count
}

function wholeBar(bar: Bar, low: number, high: number, points: number, step: Step): void {
  const mean = points > 1 ? 0 : binPosition((bar.open + bar.high + bar.low + bar.close) / 4)
  step.share = 1
  step.from = points > 1 ? low : mean
  step.to = points > 1 ? high : mean
  step.points = points
  step.longs = Math.floor(low)
  step.shorts = Math.floor(high)
  step.sweepsFirst = true
}

function leg(from: number, to: number, length: number, step: Step): void {
  const far = Math.abs(to - from)
  step.share = far / length
  step.from = from
  step.to = to
  step.points = pointsOver(far)
  step.longs = to < from ? Math.floor(to) : SWEEPS_NO_LONGS
  step.shorts = to > from ? Math.floor(to) : SWEEPS_NO_SHORTS
  step.sweepsFirst = false
}

const pointsOver = (bins: number): number =>
  Math.min(MOST_POINTS, Math.max(1, Math.round(bins / SPACING)))
