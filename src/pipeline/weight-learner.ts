import type { Millis } from '../market/units.ts'
import { HOUR } from '../market/units.ts'
import type { Bar } from '../model/bar.ts'
import { Calibrator } from '../model/calibration.ts'
import type { CalibratedWeights } from '../model/calibrated-weights.ts'
import type { CalibrationOptions } from '../model/calibration.ts'
import type { FinerRows, RealisedUsd } from '../model/realised-usd.ts'
import type { Swept } from '../model/exposure.ts'
import { CorrectedFlow } from './corrected-flow.ts'
import type { CorrectionInUse } from './corrected-flow.ts'
import type { RealisedFlow } from './realised-flow.ts'

/** What the amounts rest on that weights are learnt from. */
export interface LearntAmounts {
  /** Shortest rows of which anything was known. */
  readonly rowSpan: Millis
  /** Whether the venue publishes one liquidation a second. */
  readonly throttled: boolean
  /** Undefined where amounts are as published. */
  readonly correction: CorrectionInUse | undefined
}

/** Learns weights from what was liquidated as bars go by, from the past of each alone. */
export class WeightLearner {
  readonly #calibrator: Calibrator
  /** What was liquidated by hour, as it is learnt from: corrected where the feed is. */
  readonly hours: RealisedUsd
  readonly #corrected: CorrectedFlow | undefined
  readonly #isThrottled: () => boolean
  #rowSpan: Millis = HOUR

  /**
   * @param prior flow weights, distances × lifetimes
   * @param interval of the bars
   */
  constructor(
    prior: Readonly<Float64Array>,
    flow: RealisedFlow,
    interval: Millis,
    options: Omit<CalibrationOptions, 'finer'> = {},
  ) {
    this.#isThrottled = () => flow.throttled?.kept() !== undefined
    this.#corrected = flow.throttled && new CorrectedFlow(flow, flow.throttled)
    const { hours, finer } = this.#corrected ?? flow
    this.hours = hours
    const isFine = finer !== undefined && finer.span % interval === 0
    this.#calibrator = new Calibrator(prior, hours, {
      ...options,
      ...(isFine && { finer: this.#noted(finer) }),
    })
  }

  /** The weights as they were known over time; grows as bars are taken. */
  get known(): readonly CalibratedWeights[] {
    return this.#calibrator.known
  }

  get amounts(): LearntAmounts {
    const correction = this.#corrected?.inUse
    return { rowSpan: this.#rowSpan, throttled: this.#isThrottled(), correction }
  }

  /**
   * Takes a bar that the model has been given.
   * @param swept what the model swept; undefined where it could not take the bar
   * @param usdPerUnit notional of one unit of quantity at the bar's close
   */
  push(bar: Bar, swept: Swept | undefined, usdPerUnit: number): void {
    if (swept !== undefined) this.#calibrator.push(bar, swept, usdPerUnit)
    this.#corrected?.push(bar)
  }

  #noted({ span, realised }: FinerRows): FinerRows {
    return {
      span,
      realised: (time, side) => {
        const usd = realised(time, side)
        if (!Number.isNaN(usd)) this.#rowSpan = span
        return usd
      },
    }
  }
}
