import type { RealisedRow } from './fit-rows.ts'
import { isBeyondBelief } from './realised-usd.ts'

/** What a feed of realised liquidations looks like, held against what the map expects. */
export type FeedCheck = 'sound' | 'too-little' | 'silent' | 'wrong-sided' | 'implausible'

/** Rows (an hour of one side) before anything is said. */
const LEAST_ROWS = 2 * 48

/** A feed is implausible that tells more than can be in so many rows, and in more than this share: one crash may. */
const IMPLAUSIBLE_ROWS = 3
const IMPLAUSIBLE_SHARE = 0.01

/** A feed is silent that gave nothing for so long that this many usual rows should have come. */
const SILENT_ROWS = 24

/** Mean loss, in nats a row, by which the sides must fit better when they are swapped. */
const SWAPPED_BETTER_BY = 0.1

/** What one hour counts at most, in nats: an extraordinary one does not tell the sides. */
const MOST_OF_AN_HOUR = 2

/**
 * Whether weights may be learnt from a feed. What a venue stops publishing, or publishes with sides
 * swapped (each venue's `side` means another thing), would teach the opposite of the truth. Rows are
 * held against what the prior expects of them, brought to the level of what was realised.
 * @param rows both sides of each hour, one after the other
 */
export function checkFeed(rows: readonly RealisedRow[]): FeedCheck {
  if (rows.length < LEAST_ROWS) return 'too-little'
  const implausible = rows.filter(isBeyondBelief).length
  if (implausible >= IMPLAUSIBLE_ROWS && implausible > IMPLAUSIBLE_SHARE * rows.length)
    return 'implausible'
  const predicted = rows.map(({ priorUsd }) => priorUsd)
  const realised = rows.reduce((sum, { realisedUsd }) => sum + realisedUsd, 0)
  const total = predicted.reduce((a, b) => a + b, 0)
  if (total === 0) return 'too-little'
  const spoke = rows.findLastIndex(({ realisedUsd }) => realisedUsd > 0)
  const sinceThen = predicted.slice(spoke + 1).reduce((a, b) => a + b, 0)
  if (sinceThen > (SILENT_ROWS * total) / rows.length) return 'silent'
  if (realised === 0) return 'too-little'
  // On the level of what was realised, with a floor that keeps quiet hours from deciding.
  const mean = realised / rows.length
  const scale = realised / total
  let gain = 0
  let pairs = 0
  for (let i = 0; i + 1 < rows.length; i += 2) {
    const [one, other] = [rows[i]!, rows[i + 1]!]
    if (one.row.time !== other.row.time || one.row.side === other.row.side) continue
    const [a, b] = [scale * predicted[i]! + 0.1 * mean, scale * predicted[i + 1]! + 0.1 * mean]
    // The logarithms are the same either way round.
    const asTold = one.realisedUsd / a + other.realisedUsd / b
    const swapped = other.realisedUsd / a + one.realisedUsd / b
    gain += Math.max(-MOST_OF_AN_HOUR, Math.min(MOST_OF_AN_HOUR, (asTold - swapped) / 2))
    pairs++
  }
  return pairs > 0 && gain / pairs > SWAPPED_BETTER_BY ? 'wrong-sided' : 'sound'
}
