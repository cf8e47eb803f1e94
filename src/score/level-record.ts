import type { Millis } from '../market/units.ts'
import type { BootstrapOptions } from './bootstrap.ts'
import type { LevelLook, MatchedLook } from './level-look.ts'
import { matchedExcess } from './matched-excess.ts'
import type { Excess } from './matched-excess.ts'

/** How often and how far price went to levels, against matched times. */
export interface LevelRecord {
  readonly cases: number
  /** Null of fewer than twenty cases: they say nothing. */
  readonly findings: LevelFindings | null
}

export interface LevelFindings {
  /** Share of the cases in which a level was reached. */
  readonly reached: Excess
  /** Of those reached, the share of which the level above was. */
  readonly reachedAbove: number | null
  /** Median time until a level was reached, of those that were. */
  readonly reachedAfter: Millis | null
  /** Median of how far price went towards the first level, and the other way. */
  readonly toward: Excursion
  readonly away: Excursion
}

/** Medians over cases, and over the times matched to them. */
export interface Excursion {
  /** In the logarithm of price. */
  readonly log: number
  /** In standard deviations of a day. */
  readonly sigmas: number
  readonly chanceSigmas: number
}

/** Fewer are no record. */
export const FEWEST_CASES = 20

/** Of fewer that were reached, or were not, too few draws differ for an interval: of none it is empty. */
export const FEWEST_OF_EITHER = 5

/** The record of cases, of one instrument or of several together. */
export function levelRecord(looks: readonly MatchedLook[], options: BootstrapOptions): LevelRecord {
  const known = looks.filter(({ matched }) => matched.length > 0)
  const cases = known.length
  if (cases < FEWEST_CASES) return { cases, findings: null }
  const touches = known.flatMap((one) => one.reached ?? [])
  const isEnough = Math.min(touches.length, cases - touches.length) >= FEWEST_OF_EITHER
  const excess = matchedExcess(
    known.map((one) => ({ ...hit(one), matched: one.matched.map(hit) })),
    options,
  )!
  const reached = isEnough ? excess : { ...excess, difference: null }
  const others = known.flatMap(({ matched }) => matched)
  const excursion = (of: (one: LevelLook) => number): Excursion => ({
    log: median(known.map(of)),
    sigmas: median(known.map((one) => of(one) / one.sigma)),
    chanceSigmas: median(others.map((one) => of(one) / one.sigma)),
  })
  const above = touches.filter(({ distance }) => distance > 0).length
  return {
    cases,
    findings: {
      reached,
      reachedAbove: touches.length === 0 ? null : above / touches.length,
      reachedAfter: touches.length === 0 ? null : median(touches.map(({ after }) => after)),
      toward: excursion(({ toward }) => toward),
      away: excursion(({ away }) => away),
    },
  }
}

const hit = ({ time, reached }: LevelLook) => ({ time, value: reached === undefined ? 0 : 1 })

/** Of an even number of values the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort()
  const half = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
}
