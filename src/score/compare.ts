import type { Millis } from '../market/units.ts'
import { groupByBlock } from './bootstrap.ts'

/** Where the mean of score differences lies, after so many days, however often one has looked. */
export interface ConfidenceStep {
  readonly days: number
  /** Mean of the (clipped) differences so far. */
  readonly mean: number
  readonly low: number
  readonly high: number
}

/** What a confidence sequence holds. */
export interface ConfidenceOptions {
  /** Differences are clipped to [−bound, bound]; choose it before looking at them. */
  readonly bound: number
  /** Rate at which all steps together hold; default 0.9. */
  readonly level?: number
}

/**
 * Bets λ in units of 1/c, c being the width of the range, and ψ(λ) = (−ln(1 − cλ) − cλ)/c² in units
 * of 1/c². The boldest suit a few days of large gains, the last decades of small ones.
 */
const BETS = Array.from({ length: 16 }, (_, k) => {
  const stake = 2 ** -(k + 1)
  return { stake, price: -Math.log1p(-stake) - stake }
})

/**
 * ln of the mean over the bets of exp(λ·excess − ψ(λ)·variance). Each is a supermartingale at the
 * true excess (Howard, Ramdas, McAuliffe & Sekhon 2021, theorem 4), and so is their mean.
 */
function logWealth(excess: number, variance: number, range: number): number {
  const [gained, paid] = [excess / range, variance / range ** 2]
  let highest = Number.NEGATIVE_INFINITY
  for (const { stake, price } of BETS) highest = Math.max(highest, stake * gained - price * paid)
  let sum = 0
  for (const { stake, price } of BETS) sum += Math.exp(stake * gained - price * paid - highest)
  return highest + Math.log(sum / BETS.length)
}

/** Halvings of the search for a bound: to a billionth of the range. */
const HALVINGS = 30

/** The least mean at which the wealth of betting on more has not reached 2/α. */
function lowerBound(total: number, variance: number, days: number, bound: number, alpha: number) {
  const tooLow = (mean: number) =>
    logWealth(total - days * mean, variance, 2 * bound) >= Math.log(2 / alpha)
  let [low, high] = [-bound, bound]
  if (!tooLow(low)) return low
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2
    if (tooLow(middle)) low = middle
    else high = middle
  }
  return low
}

/**
 * Anytime-valid confidence sequence for the mean of score differences (Choe & Ramdas 2024): a
 * scoreboard may be watched every day and still err in all at no more than 1 − level. Empirical
 * Bernstein: the interval is as narrow as the differences are alike.
 *
 * What it holds at day t is the mean over days 1…t of what was to be expected of each clipped
 * difference, given the days before. Nothing is assumed but the bound: days may depend on each other
 * and their expectation may drift. Clipping makes the bound true, and makes the sequence speak of
 * clipped differences.
 * @param differences one per day, in order: score of one model less that of the other
 */
export function confidenceSequence(
  differences: ArrayLike<number>,
  { bound, level = 0.9 }: ConfidenceOptions,
): readonly ConfidenceStep[] {
  let [total, variance] = [0, 0]
  return Array.from(differences, (difference, i) => {
    const clipped = Math.max(-bound, Math.min(bound, difference))
    // The variance is about the mean of the days before, which is what makes it valid.
    variance += (clipped - (i === 0 ? 0 : total / i)) ** 2
    total += clipped
    const days = i + 1
    const alpha = 1 - level
    return {
      days,
      mean: total / days,
      low: lowerBound(total, variance, days, bound, alpha),
      high: -lowerBound(-total, variance, days, bound, alpha),
    }
  })
}

/** Mean of the known (not NaN) values of each UTC day, in order; days with none are left out. */
export function dailyMeans(time: ArrayLike<Millis>, values: ArrayLike<number>): Float64Array {
  const rows = Array.from(values, (value, i) => ({ time: time[i]!, value }))
  const days = groupByBlock(rows.filter(({ value }) => !Number.isNaN(value)))
  return Float64Array.from(
    days,
    (day) => day.reduce((sum, { value }) => sum + value, 0) / day.length,
  )
}
