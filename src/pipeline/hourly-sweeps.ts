import { notionalUsd } from '../market/instrument.ts'
import { HOUR, quantity } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import { BarReader } from '../model/bar-reader.ts'
import type { CalibratedWeights } from '../model/calibrated-weights.ts'
import type { RealisedUsd } from '../model/realised-usd.ts'
import { insideUsd } from '../model/exposure.ts'
import { modelSpec } from '../model/models.ts'
import { PositionModel } from '../model/position-model.ts'
import type { ModelSpec } from '../model/model-spec.ts'
import { shapeOf, weightsOfOthers } from '../model/shared-weights.ts'
import { BOTH_SIDES, LONG, SHORT } from '../model/side.ts'
import type { MapSource } from './map-source.ts'
import type { RealisedFlow } from './realised-flow.ts'
import { WeightLearner } from './weight-learner.ts'
import type { LearntAmounts } from './weight-learner.ts'

/** What a model says that price liquidated, hour by hour, each with the weights known at its time. */
export interface HourlySweeps {
  /** End of each hour, ascending; hours of which no candle is known are left out. */
  readonly time: Float64Array
  /** USD notional by hour; NaN where there is no map yet, for want of open interest. */
  readonly long: Float64Array
  readonly short: Float64Array
  /** Weights as they were learnt on the way; empty where nothing is learnt. */
  readonly learnt: readonly CalibratedWeights[]
  /** What the amounts rest on that they were learnt from; undefined where nothing is learnt. */
  readonly amounts: LearntAmounts | undefined
  /** What was liquidated by hour, as they were learnt from it. */
  readonly learntFrom: RealisedUsd | undefined
}

/**
 * Runs a model over history and adds up what each hour swept. Given how price went, this is what the
 * map says was liquidated: positions opened within the hour are among it.
 * @param realised learns weights from it, from the past of each hour alone
 */
export function hourlySweeps(
  source: MapSource,
  spec: ModelSpec,
  realised?: RealisedFlow,
): HourlySweeps {
  const { instrument, candles, openInterest } = source
  const first = spec.weights[0]!.weights
  const others = weightsOfOthers(shapeOf(spec), source.others ?? [])
  const learner = realised && new WeightLearner(first, realised, candles.interval, { others })
  const model = new PositionModel(learner ? { ...spec, weights: learner.known } : spec)
  const reader = new BarReader(candles, openInterest)
  const hours = new Map<Millis, [number, number]>()
  for (let bar = reader.next(); bar !== undefined; bar = reader.next()) {
    const isTaken = model.push(bar)
    const usd = notionalUsd(instrument.contract, quantity(1), bar.close)
    // What the bar itself realised may change the weights of the next, never its own.
    const background = learner?.known.at(-1)?.background ?? 0
    learner?.push(bar, isTaken ? model : undefined, usd)
    if (bar.missing) continue
    const end = (Math.floor(bar.openTime / HOUR) + 1) * HOUR
    const hour = hours.get(end) ?? [0, 0]
    hours.set(end, hour)
    if (!isTaken) {
      hour.fill(Number.NaN)
      continue
    }
    const inside = insideUsd(bar, usd)
    for (const side of BOTH_SIDES)
      hour[side] += model.liquidated[side]! * model.levelScale(side) * usd + background * inside
  }
  return {
    time: Float64Array.from(hours.keys()),
    long: Float64Array.from(hours.values(), (hour) => hour[LONG]),
    short: Float64Array.from(hours.values(), (hour) => hour[SHORT]),
    learnt: learner?.known ?? [],
    amounts: learner?.amounts,
    learntFrom: learner?.hours,
  }
}

/** The same by a model's id. */
export const sweepsOf = (
  source: MapSource,
  modelId: string,
  realised?: RealisedFlow,
): HourlySweeps => hourlySweeps(source, modelSpec(modelId, source.distanceAt), realised)
