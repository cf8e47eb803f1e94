import type { Random } from '../../market/seeded-random.ts'

/**
 * What the market is in the mood for: `range` returns to where it was, `trend` drifts one way,
 * `crash` falls 6 to 15 % within the hour twice and more and is squeezed up once, `mixed` changes
 * its drift every few days.
 */
export type Regime = 'range' | 'trend' | 'crash' | 'mixed'

export const REGIMES: readonly Regime[] = ['range', 'trend', 'crash', 'mixed']

/** Usual standard deviation of the logarithm of a day's move. */
export const dailyVolatility = (regime: Regime): number => (regime === 'range' ? 0.021 : 0.024)

/** Drift of a trend in ln(price) per day: up with odd seeds, down with even ones. */
export const dailyTrend = (regime: Regime, seed: number): number =>
  regime !== 'trend' ? 0 : seed % 2 === 0 ? -0.005 : 0.006

/** A move that news makes over a while. */
export interface Shock {
  /** In minutes since the start of the run. */
  readonly from: number
  readonly until: number
  /** Change of ln(price) from beginning to end, before what the forced orders add. */
  readonly move: number
}

/** Minutes of a day: runs are counted in minutes. */
export const DAY_MINUTES = 1440

function shock(day: number, minutes: number, move: number): Shock {
  const from = day * DAY_MINUTES
  return { from, until: from + minutes, move }
}

/** Two falls, a squeeze and a fall from the middle of the run on, about a week apart. */
export function shocksOf(regime: Regime, days: number, random: Random): readonly Shock[] {
  if (regime !== 'crash') return []
  const middle = days * 0.45
  return [
    shock(middle + 2 * random(), 30 + 20 * random(), -0.06 - 0.03 * random()),
    shock(middle + 6 + 3 * random(), 30 + 30 * random(), -0.1 - 0.05 * random()),
    shock(middle + 13 + 3 * random(), 40, 0.07 + 0.03 * random()),
    shock(middle + 19 + 3 * random(), 40, -0.08 + 0.02 * random()),
  ]
}

/** How much livelier trading is than usual: fourfold in a shock, and 1.8 times for a day after. */
export function shockActivity(shocks: readonly Shock[], minute: number): number {
  let activity = 1
  for (const { from, until } of shocks) {
    if (minute >= from && minute < until) activity *= 4
    else if (minute >= until && minute < from + DAY_MINUTES) activity *= 1.8
  }
  return activity
}

/** Drift of the shocks under way, in ln(price) per minute. */
export function shockDrift(shocks: readonly Shock[], minute: number): number {
  let drift = 0
  for (const { from, until, move } of shocks)
    if (minute >= from && minute < until) drift += move / (until - from)
  return drift
}
