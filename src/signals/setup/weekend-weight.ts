import { DAY } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'

/** What a map said of an hour, or of any span of one day, and what came. */
export interface AnsweredSpan {
  /** Its end. */
  readonly time: Millis
  /** What the map held where price went. */
  readonly predictedUsd: number
  readonly realisedUsd: number
}

/** How much of what a map says comes true at weekends, over what does on weekdays. */
export interface WeekendWeight {
  /** ω, shrunk to 1. */
  readonly weight: number
  /** Weekend days that it is learnt from. */
  readonly days: number
}

/** Days for which the prior of ω = 1 counts. */
const PRIOR_DAYS = 20

/**
 * ω = (realised ÷ predicted at weekends) ÷ (the same on weekdays), with a Gamma prior around 1 that is
 * worth 20 days: a day of prior predicts what a weekend day does on average, and comes true as weekdays do.
 * Weekends are those of UTC. Undefined where weekdays tell nothing.
 */
export function weekendWeight(spans: readonly AnsweredSpan[]): WeekendWeight | undefined {
  const told = spans.filter(({ predictedUsd, realisedUsd }) => predictedUsd > 0 && realisedUsd >= 0)
  const weekend = told.filter(({ time }) => isWeekend(time))
  const weekday = summed(told.filter(({ time }) => !isWeekend(time)))
  if (!(weekday.predictedUsd > 0 && weekday.realisedUsd > 0)) return undefined
  const usual = weekday.realisedUsd / weekday.predictedUsd
  const days = new Set(weekend.map(({ time }) => dayOf(time))).size
  if (days === 0) return { weight: 1, days }
  const { predictedUsd, realisedUsd } = summed(weekend)
  const prior = (PRIOR_DAYS * predictedUsd) / days
  return { weight: (prior + realisedUsd / usual) / (prior + predictedUsd), days }
}

/** A span that ends at midnight is of the day before. */
const dayOf = (time: Millis): number => Math.ceil(time / DAY) - 1

/** Whether a time is of a Saturday or Sunday of UTC. 1970-01-01, day 0, was a Thursday. */
export const isWeekend = (time: Millis): boolean => {
  const weekday = (dayOf(time) + 4) % 7
  return weekday === 0 || weekday === 6
}

function summed(spans: readonly AnsweredSpan[]) {
  let [predictedUsd, realisedUsd] = [0, 0]
  for (const span of spans) {
    predictedUsd += span.predictedUsd
    realisedUsd += span.realisedUsd
  }
  return { predictedUsd, realisedUsd }
}
