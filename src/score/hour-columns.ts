import type { Millis, PositionSide } from '../market/units.ts'
import { DAY, HOUR } from '../market/units.ts'
import { type LinkOptions, walkForwardLink } from './link.ts'
import { eachFeature, type Features } from './link-fit.ts'

/** One hour of one side. */
export interface HourRow {
  /** End of the hour. */
  readonly time: Millis
  readonly side: PositionSide
  /** What was liquidated; NaN where unknown. */
  readonly realisedUsd: number
  /** How far price went beyond the previous close, as a fraction; NaN where unknown. */
  readonly excursion: number
  /** Traded in the hour; NaN where unknown. */
  readonly volumeUsd: number
}

/** What is scored, and how intervals are drawn. */
export interface HourlyScoreOptions {
  /** Days from the first hour of which it is known what was liquidated to those scored; default 20. */
  readonly firstScoredDay?: number
  /** Seed of the intervals. */
  readonly seed: number
  readonly link?: LinkOptions
  /**
   * Part of what an hour swept that is published in the hour after it: liquidations are executed and
   * told some minutes late. For maps and baselines alike; default 0.05, three minutes of an hour.
   */
  readonly lateShare?: number
}

/** The rows as columns, with what all scores of them share. */
export interface HourColumns {
  readonly time: Float64Array
  readonly realised: Float64Array
  readonly excursion: Float64Array
  /** Excursion × volume. */
  readonly product: Float64Array
  readonly seed: number
  /** What features lead to expect by a link walked forward; made once for the same columns. */
  readonly link: (features: Features<Float64Array>) => Float64Array
  /** Rows that are scored where a map says something. */
  readonly scored: readonly number[]
}

/**
 * Reads rows for scoring.
 * @param rows ascending by time
 */
export function readHours(
  rows: readonly HourRow[],
  { firstScoredDay = 20, seed, link = {}, lateShare = 0.05 }: HourlyScoreOptions,
): HourColumns {
  const time = Float64Array.from(rows, (row) => row.time)
  const realised = Float64Array.from(rows, (row) => row.realisedUsd)
  const excursion = Float64Array.from(rows, (row) => row.excursion)
  const product = Float64Array.from(rows, (row) => row.excursion * row.volumeUsd)
  const first = time[realised.findIndex((usd) => !Number.isNaN(usd))]
  const start = first === undefined ? Number.POSITIVE_INFINITY : first + firstScoredDay * DAY
  const scored = rows.flatMap((row, i) => {
    const known = !Number.isNaN(realised[i]!) && !Number.isNaN(product[i]!)
    return known && row.time >= start ? [i] : []
  })
  const linked: { readonly features: Features<Float64Array>; readonly expected: Float64Array }[] =
    []
  return {
    time,
    realised,
    excursion,
    product,
    seed,
    scored,
    link(features) {
      const known = linked.find((one) => features.every((column, k) => one.features[k] === column))
      if (known?.features.length === features.length) return known.expected
      const told = eachFeature(features, (column) => withLate(rows, column, lateShare))
      const expected = walkForwardLink(time, realised, told, link)
      linked.push({ features, expected })
      return expected
    },
  }
}

/** Adds to each row a part of the row of its side an hour before, where there is one. */
function withLate(rows: readonly HourRow[], column: Float64Array, share: number): Float64Array {
  const last = new Map<PositionSide, number>()
  return column.map((value, i) => {
    const { side, time } = rows[i]!
    const before = last.get(side)
    last.set(side, i)
    if (before === undefined || rows[before]!.time !== time - HOUR) return value
    const late = column[before]!
    return Number.isNaN(late) ? value : value + share * late
  })
}

/** The values of some rows. */
export const pick = (column: Float64Array, rows: readonly number[]): Float64Array =>
  Float64Array.from(rows, (row) => column[row]!)
