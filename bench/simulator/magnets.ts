import { DAY, HOUR, MINUTE } from '../../src/market/units.ts'
import type { Millis } from '../../src/market/units.ts'
import { continuationAfterTouch } from '../../src/score/acceleration.ts'
import type { TouchOutcome } from '../../src/score/acceleration.ts'
import { firstTouch } from '../../src/score/first-touch.ts'
import { magnetTrial, strongestDistance } from '../../src/score/magnet.ts'
import type { MagnetTrial } from '../../src/score/magnet.ts'
import { bucketDistances } from '../../src/score/price-buckets.ts'
import type { VenueRun } from '../../src/sim/market/run.ts'
import type { ControlMaps } from './controls.ts'
import { BUCKETS } from './market-hours.ts'
import type { MarketHour } from './market-hours.ts'

/** What price did about the strongest buckets of a run. */
export interface Magnets {
  readonly trials: readonly MagnetTrial[]
  readonly touches: readonly TouchOutcome[]
}

const DISTANCES = bucketDistances(BUCKETS)
const EVERY = 6 * HOUR

/**
 * Looks at the strongest bucket of a map every six hours, and at what came of it in a day.
 * @param from time after the start of the run of the first look: the map has filled by then
 */
export function magnetsOf(
  { candles }: VenueRun,
  maps: ControlMaps,
  moments: readonly MarketHour[],
  from: Millis,
): Magnets {
  const trials: MagnetTrial[] = []
  const touches: TouchOutcome[] = []
  moments.forEach(({ time, candle, sigma }, i) => {
    const map = maps[i]
    if (map === undefined || time % EVERY !== 0 || i * HOUR < from) return
    const distance = strongestDistance(map.now, DISTANCES)
    if (distance === undefined) return
    const trial = magnetTrial(candles, candle, distance, sigma * Math.sqrt(DAY / MINUTE))
    if (trial === undefined) return
    trials.push(trial)
    for (const level of [distance, -distance]) {
      const end = candle + 1 + DAY / MINUTE
      const touched = firstTouch(candles, candles.close[candle]!, level, candle + 1, end)
      if (touched === undefined) continue
      const direction = level > 0 ? 1 : -1
      const continuation = continuationAfterTouch(candles, touched, direction, sigma)
      if (continuation === undefined) continue
      touches.push({ time, atCluster: level === distance, continuation })
    }
  })
  return { trials, touches }
}
