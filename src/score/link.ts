import type { Millis } from '../market/units.ts'
import { DAY } from '../market/units.ts'
import { blockOf } from './day.ts'
import {
  eachFeature,
  type Features,
  fitLink,
  type Link,
  linkedUsd,
  type LinkRows,
} from './link-fit.ts'

/** When a link is fitted, and on what. */
export interface LinkOptions {
  /** How far back rows are learnt from; default 60 days. */
  readonly window?: Millis
  /** Time from the first row to the first fit; default 4 days. */
  readonly warmUp?: Millis
  /** Known rows that a fit needs; default 50. */
  readonly fewestRows?: number
  /** Most steps of each daily fit; default 80. */
  readonly steps?: number
}

/**
 * From what a map says was swept to what should have been liquidated: λ = Σ a·x + c in USD per row,
 * with a, c ≥ 0 refitted at the start of each UTC day on the rows of the days before. What belongs
 * to a row is thus expected from the past alone, and the same link may serve any map or baseline.
 *
 * Rows whose realised amount or features are unknown (NaN) are not learnt from. λ is NaN before the
 * first fit and where a feature is.
 * @param time end of each row's bucket, ascending; several rows may share one
 * @param features columns x ≥ 0
 */
export function walkForwardLink(
  time: ArrayLike<Millis>,
  realisedUsd: ArrayLike<number>,
  features: Features,
  { window = 60 * DAY, warmUp = 4 * DAY, fewestRows = 50, steps = 80 }: LinkOptions = {},
): Float64Array {
  const expected = new Float64Array(time.length).fill(Number.NaN)
  const known = knownRows(realisedUsd, features)
  let link: Link | undefined
  let day = Number.NaN
  // The rows learnt from are [oldest, newest) of the known ones.
  let [oldest, newest] = [0, 0]
  for (let row = 0; row < time.length; row++) {
    const now = time[row]!
    if (blockOf(now) !== day) {
      day = blockOf(now)
      const timeOf = (i: number): Millis => time[known.rows[i] ?? -1] ?? Number.POSITIVE_INFINITY
      while (timeOf(oldest) <= day * DAY - window) oldest++
      while ((known.rows[newest] ?? row) < row) newest++
      if (day * DAY - time[0]! >= warmUp && newest - oldest >= fewestRows) {
        const learnt = (column: Float64Array) => column.subarray(oldest, newest)
        const past = {
          features: eachFeature(known.features, learnt),
          realisedUsd: learnt(known.realisedUsd),
        }
        link = fitLink(past, link, steps) ?? link
      }
    }
    // NaN where a feature is.
    if (link) expected[row] = linkedUsd(link, features, row)
  }
  return expected
}

/** The rows of which all is known (not NaN), closed up, with their numbers. */
function knownRows(
  realisedUsd: ArrayLike<number>,
  features: Features,
): LinkRows & { readonly rows: readonly number[] } {
  const rows: number[] = []
  for (let row = 0; row < realisedUsd.length; row++) {
    const isKnown = !Number.isNaN(realisedUsd[row]!)
    if (isKnown && !features.some((column) => Number.isNaN(column![row]!))) rows.push(row)
  }
  const pick = (column: ArrayLike<number>) => Float64Array.from(rows, (row) => column[row]!)
  return { rows, features: eachFeature(features, pick), realisedUsd: pick(realisedUsd) }
}
