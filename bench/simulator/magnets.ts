import { HOUR } from '../../src/market/units.ts'
import type { Millis } from '../../src/market/units.ts'
import { bucketDistances } from '../../src/score/price-buckets.ts'
import { strongestLevel } from '../../src/score/strong-level.ts'
import { watchLevel } from '../../src/score/watch-level.ts'
import type { WatchedLevel } from '../../src/score/watch-level.ts'
import type { VenueRun } from '../../src/sim/market/run.ts'
import type { ControlMaps } from './controls.ts'
import { BUCKETS } from './market-hours.ts'
import type { MarketHour } from './market-hours.ts'

const DISTANCES = bucketDistances(BUCKETS)
const EVERY = 6 * HOUR

/**
 * Looks at the strongest bucket of a map every six hours, and at what came of it in a day.
 * @param from time after the start of the run of the first look: the map has filled by then
 */
export const watchedLevels = (
  { candles }: VenueRun,
  maps: ControlMaps,
  moments: readonly MarketHour[],
  from: Millis,
): readonly WatchedLevel[] =>
  moments.flatMap(({ time, candle, sigma }, i) => {
    const map = maps[i]
    if (map === undefined || time % EVERY !== 0 || i * HOUR < from) return []
    const level = strongestLevel(map.now, DISTANCES)
    return (level && watchLevel(candles, candle, level, sigma)) ?? []
  })
