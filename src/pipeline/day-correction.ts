import { DAY } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import { correctionOf } from '../model/feed-correction.ts'
import type { FeedCorrection } from '../model/feed-correction.ts'
import type { FeedTally } from '../model/throttled-feed.ts'

/** What a venue that publishes every liquidation would have shown of a UTC day if it were throttled. */
export interface ReferenceDay {
  readonly day: Millis
  readonly venue: string
  /** Whether it is of the coin whose feed is to be corrected. */
  readonly sameCoin: boolean
  readonly tally: FeedTally
}

/** The correction of a throttled feed that is in force on a day. */
export interface DayCorrection extends FeedCorrection {
  /** By whose full feeds it was learnt, in alphabetical order. */
  readonly venues: readonly string[]
  readonly sameCoin: boolean
}

/** Days that a correction is learnt from. */
export const REFERENCE_DAYS = 90

/**
 * Whole days between what a correction is learnt from and the day on which it is in force, so that
 * what comes late into the history changes no correction that was in use.
 */
const LAG: Millis = DAY

/** Throttled prints from which on there is enough to learn from. */
const LEAST_PRINTS = 300

/**
 * The correction in force on a UTC day, learnt from days before it: of the same coin where there are
 * enough prints, else of all. Undefined where there are too few.
 */
export function dayCorrection(
  day: Millis,
  references: readonly ReferenceDay[],
): DayCorrection | undefined {
  const past = references.filter(
    (one) => one.day + DAY + LAG <= day && one.day + DAY + LAG > day - REFERENCE_DAYS * DAY,
  )
  return (
    learnt(
      past.filter(({ sameCoin }) => sameCoin),
      true,
    ) ?? learnt(past, false)
  )
}

function learnt(days: readonly ReferenceDay[], sameCoin: boolean): DayCorrection | undefined {
  const prints = days.reduce((sum, { tally }) => sum + tally.prints, 0)
  if (prints < LEAST_PRINTS) return undefined
  const venues = [...new Set(days.map(({ venue }) => venue))].sort()
  return { ...correctionOf(days.map(({ tally }) => tally)), venues, sameCoin }
}
