import type { PositionSide } from '../../market/units.ts'
import type { Density } from '../clusters/clusters.ts'
import { moveWithoutBook, ruleOfThumb } from './flow-move.ts'
import type { MoveRange } from './flow-move.ts'
import { startOf, wayOf } from './way.ts'

/** What is known of a market beside its map; undefined where it is not. */
export interface UsualHour {
  /** USD traded in a usual hour. */
  readonly hourlyUsd: number | undefined
  /** Standard deviation of the logarithm of price over an hour. */
  readonly hourlySigma: number | undefined
}

/** What price would set off on its way through a level, and what laws of size make of it. */
export interface SweepEstimate {
  readonly forcedUsd: number
  /** The same in usual hours of volume. */
  readonly hours: number | undefined
  /** What traders say of such a flow; undefined where the rule of thumb says nothing. */
  readonly thumb: MoveRange | undefined
  /** Between the square-root and the linear law: all that can be said without a book. */
  readonly withoutBook: MoveRange | undefined
}

/**
 * The forced orders of a sweep to a price, against the hour's volume. It is no walk: `cascade` is, where
 * there is a book. Undefined where the price does not lie ahead, or beyond the map.
 * @param fill φ: how much of what a map holds is really liquidated when price goes through it
 */
export function sweepEstimate(
  density: Density,
  side: PositionSide,
  price: number,
  fill: number,
  { hourlyUsd, hourlySigma }: UsualHour,
): SweepEstimate | undefined {
  const { ends, heldUsd } = wayOf(density, undefined, side)
  const distance = (side === 'long' ? 1 : -1) * Math.log(density.price / price)
  if (!(distance >= 0 && distance <= (ends.at(-1) ?? 0))) return undefined
  let forcedUsd = 0
  for (let step = 0; step < ends.length && startOf(ends, step) < distance; step++) {
    const start = startOf(ends, step)
    forcedUsd += fill * heldUsd[step]! * Math.min(1, (distance - start) / (ends[step]! - start))
  }
  if (hourlyUsd === undefined || !(hourlyUsd > 0))
    return { forcedUsd, hours: undefined, thumb: undefined, withoutBook: undefined }
  const flow = { usd: forcedUsd, hourlyUsd }
  return {
    forcedUsd,
    hours: forcedUsd / hourlyUsd,
    thumb: ruleOfThumb(flow),
    withoutBook: hourlySigma === undefined ? undefined : moveWithoutBook(flow, hourlySigma),
  }
}
