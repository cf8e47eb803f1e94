import { HOUR } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import type { KnownWeights, ModelSpec } from '../../model/model-spec.ts'
import { learnsWeights, modelSpec } from '../../model/models.ts'
import { CalibrationRun } from '../../pipeline/calibration-run.ts'
import type { MapSource } from '../../pipeline/map-source.ts'
import type { RealisedFlow } from '../../pipeline/realised-flow.ts'
import { followedSpan } from '../../score/acceleration.ts'
import { storedRealised } from '../../server/market/stored-realised.ts'
import type { History, HistoryInstrument } from '../../store/history.ts'
import { watchedLevels } from './magnet-levels.ts'
import type { MapLooks } from './magnet-levels.ts'
import { storedSource } from '../history/stored-source.ts'
import type { TimeRange } from '../history/stored-source.ts'

/** The levels of an instrument's map that were watched, and what the map was made from. */
export interface InstrumentLooks extends MapLooks {
  readonly instrument: string
  readonly from: string
  readonly to: string
  /** Whether weights were learnt on the way, of what was liquidated; else they are the prior's. */
  readonly learnt: boolean
  readonly candleMs: Millis
  /** Time after a touch over which price is followed. */
  readonly followedMs: Millis
}

/**
 * Watches the strongest levels of an instrument's map through a history. Throws a RangeError where
 * there is no map.
 */
export async function lookAt(
  history: History,
  stored: HistoryInstrument,
  range: TimeRange,
  modelId: string,
): Promise<InstrumentLooks> {
  const source = await storedSource(history, stored, range)
  const { openTime, interval } = source.candles
  const [from, to] = [openTime[0]!, openTime.at(-1)! + interval]
  const spec = modelSpec(modelId, source.distanceAt)
  const known = learnsWeights(modelId)
    ? await storedRealised(history, stored, Math.floor(from / HOUR) * HOUR, to)
    : undefined
  const weights =
    known === undefined || known.hours.size === 0
      ? spec.weights
      : learntWeights(source, spec, known.flow)
  return {
    instrument: stored.instrument.id,
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    learnt: weights.length > 1,
    candleMs: interval,
    followedMs: followedSpan(interval),
    ...watchedLevels(source, { ...spec, weights }),
  }
}

const learntWeights = (
  source: MapSource,
  spec: ModelSpec,
  realised: RealisedFlow,
): readonly KnownWeights[] => new CalibrationRun(source, spec, realised).known
