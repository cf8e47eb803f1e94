import type { Millis } from '../market/units.ts'
import { weighted } from './exposure.ts'
import type { ExposureRow } from './exposure.ts'
import type { RealisedRow } from './fit-rows.ts'
import type { SideIndex } from './side.ts'

/** What was liquidated of a side in the span that ends at `time`, in USD; NaN where it is not known. */
export type RealisedUsd = (time: Millis, side: SideIndex) => number

/** What was liquidated in spans shorter than an hour. */
export interface FinerRows {
  readonly span: Millis
  readonly realised: RealisedUsd
}

/** Realised notional of a row counts up to this share of open interest: more is taken for an error. */
const MOST_REALISED = 0.1

/** A row with what was liquidated in it; undefined where that is not known. */
export function realisedRow(
  row: ExposureRow,
  realised: RealisedUsd,
  prior: Readonly<Float64Array>,
): RealisedRow | undefined {
  const told = realised(row.time, row.side)
  if (Number.isNaN(told)) return undefined
  const realisedUsd = Math.min(Math.max(0, told), MOST_REALISED * row.openInterestUsd)
  return { row, realisedUsd, priorUsd: weighted(row, prior) }
}

/** Whether more was told of a row than can have been liquidated. */
export const isBeyondBelief = ({ row, realisedUsd }: RealisedRow): boolean =>
  realisedUsd >= MOST_REALISED * row.openInterestUsd
