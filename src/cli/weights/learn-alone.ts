import { HOUR } from '../../market/units.ts'
import type { ModelSpec } from '../../model/model-spec.ts'
import { modelSpec } from '../../model/models.ts'
import { CalibrationRun } from '../../pipeline/calibration-run.ts'
import type { MapSource } from '../../pipeline/map-source.ts'
import { storedRealised } from '../../server/market/stored-realised.ts'
import type { History, HistoryInstrument } from '../../store/history.ts'
import { storedSource } from '../history/stored-source.ts'
import type { TimeRange } from '../history/stored-source.ts'

/** What an instrument has learnt without others, and from what. */
export interface LearntAlone {
  readonly source: MapSource
  readonly spec: ModelSpec
  readonly learnt: Pick<CalibrationRun, 'known' | 'amounts'>
}

/**
 * Learns the weights of an instrument of a history from its own liquidations alone. Undefined where
 * none are known in that time. Throws a RangeError where there is no map.
 */
export async function learnAlone(
  history: History,
  stored: HistoryInstrument,
  range: TimeRange,
): Promise<LearntAlone | undefined> {
  const source = await storedSource(history, stored, range)
  const { openTime, interval } = source.candles
  const first = Math.floor(openTime[0]! / HOUR) * HOUR
  const realised = await storedRealised(history, stored, first, openTime.at(-1)! + interval)
  if (realised.hours.size === 0) return undefined
  const spec = modelSpec('isotherm', source.distanceAt)
  return { source, spec, learnt: new CalibrationRun(source, spec, realised.flow) }
}
