import { FIRST_LOOK, LOOK_EVERY } from '../../src/cli/magnet/magnet-levels.ts'
import { HOUR } from '../../src/market/units.ts'
import { bucketDistances } from '../../src/score/price-buckets.ts'
import { strongestLevel } from '../../src/score/strong-level.ts'
import { watchLevel } from '../../src/score/watch-level.ts'
import type { WatchedLevel } from '../../src/score/watch-level.ts'
import type { VenueRun } from '../../src/sim/market/run.ts'
import type { ControlMaps } from './controls.ts'
import { BUCKETS } from './market-hours.ts'
import type { MarketHour } from './market-hours.ts'

const DISTANCES = bucketDistances(BUCKETS)

/** Looks at the strongest bucket of a map as `isotherm magnet` does, and at what came of it in a day. */
export const watchedLevels = (
  { candles }: VenueRun,
  maps: ControlMaps,
  moments: readonly MarketHour[],
): readonly WatchedLevel[] =>
  moments.flatMap(({ time, candle, sigma }, i) => {
    const map = maps[i]
    if (map === undefined || time % LOOK_EVERY !== 0 || i * HOUR < FIRST_LOOK) return []
    const level = strongestLevel(map.now, DISTANCES)
    return (level && watchLevel(candles, candle, level, sigma)) ?? []
  })
