import type { Millis } from '../market/units.ts'
import { DAY } from '../market/units.ts'
import { blockOf } from './day.ts'
import { fitLink, type Link, linkedUsd } from './link-fit.ts'

/** When a link is fitted, and on what. */
export interface LinkOptions {
  /** How far back rows are learnt from; default 60 days. */
  readonly window?: Millis
  /** Time from the first row to the first fit; default 4 days. */
  readonly warmUp?: Millis
  /** Known rows that a fit needs; default 50. */
  readonly fewestRows?: number
  /** Most updates of each daily fit; default 80. */
  readonly iterations?: number
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
  features: readonly ArrayLike<number>[],
  { window = 60 * DAY, warmUp = 4 * DAY, fewestRows = 50, iterations = 80 }: LinkOptions = {},
): Float64Array {
  const rows = time.length
  const expected = new Float64Array(rows).fill(Number.NaN)
  const inputs = Array.from({ length: rows }, (_, row) => features.map((column) => column[row]!))
  const known = inputs.map((row, i) => !Number.isNaN(realisedUsd[i]!) && !row.some(Number.isNaN))
  let link: Link | undefined
  let day = Number.NaN
  let oldest = 0
  for (let row = 0; row < rows; row++) {
    const now = time[row]!
    if (blockOf(now) !== day) {
      day = blockOf(now)
      while (time[oldest]! <= day * DAY - window) oldest++
      const learnt: number[] = []
      for (let past = oldest; past < row; past++) if (known[past]) learnt.push(past)
      if (day * DAY - time[0]! >= warmUp && learnt.length >= fewestRows) {
        const fitted = fitLink(
          {
            features: Float64Array.from(learnt.flatMap((past) => inputs[past]!)),
            realisedUsd: Float64Array.from(learnt, (past) => realisedUsd[past]!),
          },
          features.length,
          link,
          iterations,
        )
        link = fitted ?? link
      }
    }
    if (link && !inputs[row]!.some(Number.isNaN)) expected[row] = linkedUsd(link, inputs[row]!)
  }
  return expected
}
