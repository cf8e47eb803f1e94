import { BACKGROUND } from './calibrated-weights.ts'
import type { CalibratedWeights } from './calibrated-weights.ts'
import type { WeightsOfOthers } from './calibration.ts'
import type { LiquidationDistance } from './component.ts'
import type { ModelSpec } from './model-spec.ts'

/** What of a distance tells for which one of another instrument it stands. */
export type PlacedDistance = Pick<LiquidationDistance, 'kind' | 'leverage' | 'long'>

/** What weights are of. */
export interface WeightShape {
  readonly distances: readonly PlacedDistance[]
  /** Flow weights before anything is learnt, distances × lifetimes. */
  readonly prior: Readonly<Float64Array>
}

/** An instrument that learns its weights. */
export interface LearntElsewhere extends WeightShape {
  /** Oldest first; may grow. */
  readonly known: readonly CalibratedWeights[]
}

/** What the weights of a model are of. */
export const shapeOf = ({ distances, weights }: ModelSpec): WeightShape => ({
  distances,
  prior: weights[0]!.weights,
})

/**
 * What other instruments teach one that has its own still to learn: how far, in the logarithm and on
 * average over them, each weight has moved from its prior. Leverage is used alike on the coins of a
 * venue, so on the first day of a new one its dollars are right by what the others have learnt
 * (docs/methodology.md). A button that another venue does not offer moves as the smooth
 * distances there do.
 */
export function weightsOfOthers(
  own: WeightShape,
  others: readonly LearntElsewhere[],
): WeightsOfOthers {
  const lifetimes = own.prior.length / own.distances.length
  const maps = others.map((other) => own.distances.map((one) => counterpart(one, other.distances)))
  return (now) => {
    const learnt = others.flatMap((other, i) => {
      const last = other.known.findLast(({ since }) => since <= now)
      return last && last.feed !== 'too-little' && isOwn(last)
        ? [{ ...other, last, counterparts: maps[i]! }]
        : []
    })
    if (learnt.length === 0) return undefined
    const moved = (log: (one: (typeof learnt)[number]) => number) =>
      Math.exp(learnt.reduce((sum, one) => sum + log(one), 0) / learnt.length)
    const weights = new Float64Array(own.prior.length + 1)
    for (let i = 0; i < own.prior.length; i++)
      weights[i] =
        own.prior[i]! *
        moved(({ prior, last, counterparts }) => {
          const at = counterparts[Math.floor(i / lifetimes)]! * lifetimes + (i % lifetimes)
          return Math.log(last.weights[at]! / prior[at]!)
        })
    weights[own.prior.length] =
      BACKGROUND * moved(({ last }) => Math.log(last.background / BACKGROUND))
    return weights
  }
}

/** Whether an instrument has learnt by itself, so that nothing is handed round in a circle. */
const isOwn = ({ expert }: CalibratedWeights): boolean => expert !== 'others' && expert !== 'prior'

/** Index of the distance that stands for the same: the same button, or the smooth band around it. */
function counterpart(
  { kind, leverage, long }: PlacedDistance,
  among: readonly PlacedDistance[],
): number {
  const same = among.findIndex((one) => one.kind === kind && one.leverage === leverage)
  if (same >= 0) return same
  const away = (one: PlacedDistance) => Math.abs(Math.log(one.long / long))
  const smooth = among.flatMap((one, i) => (one.kind === 'smooth' ? [i] : []))
  return smooth.reduce((best, i) => (away(among[i]!) < away(among[best]!) ? i : best))
}
