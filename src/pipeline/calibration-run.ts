import { notionalUsd } from '../market/instrument.ts'
import { quantity } from '../market/units.ts'
import { BarReader } from '../model/bar-reader.ts'
import { Calibrator } from '../model/calibration.ts'
import type { CalibratedWeights, RealisedUsd } from '../model/calibration.ts'
import type { ModelSpec } from '../model/model-spec.ts'
import { PositionModel } from '../model/position-model.ts'
import type { MapSource } from './map-source.ts'

/**
 * Learns the weights of a map from its own bars and from what was liquidated, and goes on as bars are
 * added. What has been learnt never changes: later bars only add to it, so that the map's past stays.
 */
export class CalibrationRun {
  readonly #reader: BarReader
  readonly #model: PositionModel
  readonly #calibrator: Calibrator
  readonly #usdPerUnit: (price: number) => number

  constructor(source: MapSource, spec: ModelSpec, realised: RealisedUsd) {
    const { contract } = source.instrument
    this.#calibrator = new Calibrator(spec.weights[0]!.weights, realised)
    this.#model = new PositionModel({ ...spec, weights: this.#calibrator.known })
    this.#reader = new BarReader(source.candles, source.openInterest)
    this.#usdPerUnit = (price) => notionalUsd(contract, quantity(1), price)
    this.#run()
  }

  /** The weights as they were known over time; grows as bars are added. */
  get known(): readonly CalibratedWeights[] {
    return this.#calibrator.known
  }

  /** Goes on in data that begin with what there was so far. */
  continueIn({ candles, openInterest }: Pick<MapSource, 'candles' | 'openInterest'>): void {
    this.#reader.continueIn(candles, openInterest)
    this.#run()
  }

  #run(): void {
    for (let bar = this.#reader.next(); bar !== undefined; bar = this.#reader.next())
      if (this.#model.push(bar))
        this.#calibrator.push(bar, this.#model, this.#usdPerUnit(bar.close))
  }
}
