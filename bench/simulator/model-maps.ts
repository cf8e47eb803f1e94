import { DAY, HOUR, MINUTE } from '../../src/market/units.ts'
import type { Millis } from '../../src/market/units.ts'
import { BarReader } from '../../src/model/bar-reader.ts'
import { Calibrator } from '../../src/model/calibration.ts'
import type { CalibratedWeights } from '../../src/model/calibrated-weights.ts'
import type { CalibrationOptions } from '../../src/model/calibration.ts'
import type { RealisedUsd } from '../../src/model/realised-usd.ts'
import type { DistanceAtLeverage } from '../../src/model/component.ts'
import type { LevelBand } from '../../src/model/level-band.ts'
import { PositionModel } from '../../src/model/position-model.ts'
import type { ModelSpec } from '../../src/model/model-spec.ts'
import { bucketDistances } from '../../src/score/price-buckets.ts'
import { marginLevel } from '../../src/sim/market/margin-level.ts'
import type { SimulatedVenue, VenueRun } from '../../src/sim/market/run.ts'
import { densityByLifetime } from './density-by-lifetime.ts'
import { BUCKETS, REACH } from './market-hours.ts'
import type { MarketHour } from './market-hours.ts'

/** What a map says at a moment, USD per bucket. */
export interface MapHour {
  /** What stands there now. */
  readonly now: Float64Array
  /** What will still stand there if price comes within an hour, or a day. */
  readonly inHour: Float64Array
  readonly inDay: Float64Array
  /** How far its dollars may be off, as the calibration knew then; absent where none learns. */
  readonly band?: LevelBand
  /** Whether it is learnt from a part of all liquidations. */
  readonly isSampled?: boolean
}

/** How a model learns in a run. */
export interface RunLearning extends CalibrationOptions {
  readonly realised: RealisedUsd
  /** Whether it is a part of all liquidations; not where nothing is said. */
  readonly isSampled?: boolean
}

/** The maps of a model at each moment of a run, from public data before it alone. */
export interface ModelMaps {
  readonly hours: readonly MapHour[]
  /** Weights as they were learnt; empty where nothing is learnt. */
  readonly learnt: readonly CalibratedWeights[]
}

/** Distances of a simulated venue in its first risk tier. */
export const distanceAt =
  (venue: SimulatedVenue): DistanceAtLeverage =>
  (side, leverage) => {
    if (leverage > (venue.riskTiers[0]?.maxLeverage ?? 1)) return undefined
    const sign = side === 'long' ? 1 : -1
    return sign * (1 - marginLevel(venue, sign, 1, 1, 1 / leverage))
  }

/**
 * Runs a model over a run's minutes and reads its map every hour.
 * @param learning learns weights on the way; without it the weights of the specification hold
 */
export function modelMaps(
  { candles, openInterest }: Pick<VenueRun, 'candles' | 'openInterest'>,
  moments: readonly MarketHour[],
  spec: ModelSpec,
  learning?: RunLearning,
): ModelMaps {
  const calibrator =
    learning && new Calibrator(spec.weights[0]!.weights, learning.realised, learning)
  const model = new PositionModel(calibrator ? { ...spec, weights: calibrator.known } : spec)
  const reader = new BarReader(candles, openInterest)
  const hours: MapHour[] = []
  let turnover = Number.NaN
  for (let bar = reader.next(); bar !== undefined; bar = reader.next()) {
    if (model.push(bar)) calibrator?.push(bar, model, bar.close)
    const turned = bar.volume / bar.openInterest
    turnover = Number.isNaN(turnover) ? turned : turnover + (turned - turnover) / TURNOVER_MEMORY
    const moment = moments[hours.length]
    if (moment?.time !== bar.openTime + bar.interval) continue
    const band = learning && {
      band: calibrator!.known.at(-1)!.band,
      isSampled: learning.isSampled === true,
    }
    hours.push({ ...mapHour(model, moment, turnover), ...band })
  }
  return { hours, learnt: calibrator?.known ?? [] }
}

/** Minutes over which turnover is taken, as a running mean. */
const TURNOVER_MEMORY = DAY / MINUTE / 2

const DISTANCES = bucketDistances(BUCKETS)

/** @param turnover of a minute */
function mapHour(model: PositionModel, { price, sigma }: MarketHour, turnover: number): MapHour {
  const byLifetime = densityByLifetime(model, price, REACH)
  const { agesInside, lifetimes } = model.spec
  const kept = (horizon: Millis) => (usd: Float64Array, r: number) => {
    if (!agesInside) return usd
    // Positions close on the way: until a random walk is there, on average half of the horizon at most.
    return usd.map((amount, i) => {
      const minutes = Math.min(horizon / MINUTE / 2, (DISTANCES[i]! / sigma) ** 2 / 2)
      return amount * Math.exp((-turnover * minutes) / lifetimes[r]!)
    })
  }
  return {
    now: total(byLifetime),
    inHour: total(byLifetime.map(kept(HOUR))),
    inDay: total(byLifetime.map(kept(DAY))),
  }
}

const total = (parts: readonly Float64Array[]): Float64Array => {
  const all = new Float64Array(BUCKETS)
  for (const part of parts) part.forEach((usd, i) => (all[i]! += usd))
  return all
}
