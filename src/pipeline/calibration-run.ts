import { notionalUsd } from '../market/instrument.ts'
import { quantity } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import type { CalibratedWeights } from '../model/calibrated-weights.ts'
import type { WeightsOfOthers } from '../model/calibration.ts'
import type { ModelSpec } from '../model/model-spec.ts'
import { shapeOf, weightsOfOthers } from '../model/shared-weights.ts'
import type { WeightShape } from '../model/shared-weights.ts'
import type { MapSource } from './map-source.ts'
import type { RealisedFlow } from './realised-flow.ts'
import { Replay } from './replay.ts'
import { WeightLearner } from './weight-learner.ts'
import type { LearntAmounts } from './weight-learner.ts'

/**
 * Learns the weights of a map from its own bars and from what was liquidated, and goes on as bars are
 * added. What has been learnt never changes: later bars only add to it, so that the map's past stays.
 * The bars are gone through once, by the replay that the map is drawn from.
 */
export class CalibrationRun {
  /** Of the model by the weights as they were known; may be sought, here and elsewhere. */
  readonly replay: Replay
  readonly #learner: WeightLearner
  readonly #usdPerUnit: (price: number) => number
  readonly #shape: WeightShape
  #others: WeightsOfOthers
  #learntTo: Millis

  constructor(source: MapSource, spec: ModelSpec, realised: RealisedFlow) {
    const { contract } = source.instrument
    const { interval } = source.candles
    this.#shape = shapeOf(spec)
    this.#others = weightsOfOthers(this.#shape, source.others ?? [])
    const others: WeightsOfOthers = (now) => this.#others(now)
    this.#learner = new WeightLearner(spec.weights[0]!.weights, realised, interval, { others })
    this.replay = new Replay(source, { ...spec, weights: this.#learner.known })
    this.#learntTo = this.replay.time
    this.#usdPerUnit = (price) => notionalUsd(contract, quantity(1), price)
    this.#run()
  }

  /** The weights as they were known over time; grows as bars are added. */
  get known(): readonly CalibratedWeights[] {
    return this.#learner.known
  }

  /** What the amounts rest on that they were learnt from. */
  get amounts(): LearntAmounts {
    return this.#learner.amounts
  }

  /** Goes on in data that begin with what there was so far, taught by what others know by now. */
  continueIn({
    candles,
    openInterest,
    others = [],
  }: Pick<MapSource, 'candles' | 'openInterest' | 'others'>): void {
    this.#others = weightsOfOthers(this.#shape, others)
    this.replay.continueIn({ candles, openInterest })
    this.#run()
  }

  #run(): void {
    const { replay } = this
    replay.seek(this.#learntTo)
    for (let bar = replay.step(); bar !== undefined; bar = replay.step()) {
      const swept = replay.hasTaken ? replay.model : undefined
      this.#learner.push(bar, swept, this.#usdPerUnit(bar.close))
    }
    this.#learntTo = replay.time
  }
}
