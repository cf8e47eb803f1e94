import { notionalUsd } from '../market/instrument.ts'
import { quantity } from '../market/units.ts'
import { BarReader } from '../model/bar-reader.ts'
import type { CalibratedWeights } from '../model/calibrated-weights.ts'
import type { WeightsOfOthers } from '../model/calibration.ts'
import type { ModelSpec } from '../model/model-spec.ts'
import { PositionModel } from '../model/position-model.ts'
import { shapeOf, weightsOfOthers } from '../model/shared-weights.ts'
import type { WeightShape } from '../model/shared-weights.ts'
import type { MapSource } from './map-source.ts'
import type { RealisedFlow } from './realised-flow.ts'
import { WeightLearner } from './weight-learner.ts'
import type { LearntAmounts } from './weight-learner.ts'

/**
 * Learns the weights of a map from its own bars and from what was liquidated, and goes on as bars are
 * added. What has been learnt never changes: later bars only add to it, so that the map's past stays.
 */
export class CalibrationRun {
  readonly #reader: BarReader
  readonly #model: PositionModel
  readonly #learner: WeightLearner
  readonly #usdPerUnit: (price: number) => number
  readonly #shape: WeightShape
  #others: WeightsOfOthers

  constructor(source: MapSource, spec: ModelSpec, realised: RealisedFlow) {
    const { contract } = source.instrument
    const { interval } = source.candles
    this.#shape = shapeOf(spec)
    this.#others = weightsOfOthers(this.#shape, source.others ?? [])
    const others: WeightsOfOthers = (now) => this.#others(now)
    this.#learner = new WeightLearner(spec.weights[0]!.weights, realised, interval, { others })
    this.#model = new PositionModel({ ...spec, weights: this.#learner.known })
    this.#reader = new BarReader(source.candles, source.openInterest)
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
    this.#reader.continueIn(candles, openInterest)
    this.#run()
  }

  #run(): void {
    for (let bar = this.#reader.next(); bar !== undefined; bar = this.#reader.next()) {
      const swept = this.#model.push(bar) ? this.#model : undefined
      this.#learner.push(bar, swept, this.#usdPerUnit(bar.close))
    }
  }
}
