import type { CandleColumns } from '../../market/candle-columns.ts'
import { seededRandom } from '../../market/seeded-random.ts'
import { DAY } from '../../market/units.ts'
import type { CalibratedWeights } from '../../model/calibrated-weights.ts'
import { modelSpec } from '../../model/models.ts'
import type { MapSource } from '../../pipeline/map-source.ts'
import { sweptOfMaps } from '../../pipeline/map-sweeps.ts'
import type { MapSweeps } from '../../pipeline/map-sweeps.ts'
import { permuted } from '../../score/permuted.ts'

/**
 * What hours swept of Isotherm's map as it stood before each, a day before each, and before an hour
 * drawn at random (moved to the price).
 * @param hours the source's candles, by hour
 * @param learnt the weights as they were learnt
 */
export function mapControls(
  source: MapSource,
  hours: CandleColumns,
  learnt: readonly CalibratedWeights[],
  seed: number,
): Readonly<Record<'before' | 'yesterday' | 'permuted', MapSweeps>> {
  const spec = { ...modelSpec('isotherm', source.distanceAt), weights: learnt }
  const times = Array.from(hours.openTime)
  const at = new Map(times.map((time, i) => [time, i]))
  const all = times.map((_, i) => i)
  return sweptOfMaps(source, spec, hours, {
    before: { of: all, moved: false },
    yesterday: { of: times.map((time) => at.get(time - DAY)), moved: false },
    permuted: { of: permuted(all, seededRandom(seed)), moved: true },
  })
}
