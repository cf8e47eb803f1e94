import { binOf, LN_BIN } from '../../market/price-bin.ts'
import { DAY, HOUR } from '../../market/units.ts'
import type { ModelSpec } from '../../model/model-spec.ts'
import type { PositionModel } from '../../model/position-model.ts'
import { LONG, SHORT } from '../../model/side.ts'
import type { SideIndex } from '../../model/side.ts'
import type { MapSource } from '../../pipeline/map-source.ts'
import { openBetween } from '../../pipeline/open-between.ts'
import { Replay } from '../../pipeline/replay.ts'
import { bucketCount, bucketDistances, densityAround } from '../../score/price-buckets.ts'
import { runningSigma } from '../../score/running-sigma.ts'
import { strongestLevel } from '../../score/strong-level.ts'
import { watchLevel } from '../../score/watch-level.ts'
import type { WatchedLevel } from '../../score/watch-level.ts'

/** Time between looks at a map. */
export const LOOK_EVERY = 6 * HOUR

/** A map fills for so long before it is looked at. */
export const FIRST_LOOK = 8 * DAY

/** Time over which the standard deviation of price is taken. */
const MEMORY = 3 * DAY

/** Levels are looked for within this share of the price on both sides. */
const REACH = 0.05

const DISTANCES = bucketDistances(bucketCount(REACH))

/** The looks at a map, and what became of the levels that were seen. */
export interface MapLooks {
  /** Moments at which a level was looked for; of some nothing is known, for want of candles. */
  readonly looks: number
  readonly watched: readonly WatchedLevel[]
}

/**
 * Walks a map forward and watches the strongest level every six hours. A map is made of what was
 * known at its time, provided that the weights of the specification are.
 */
export function watchedLevels(source: MapSource, spec: ModelSpec): MapLooks {
  const { candles, instrument } = source
  const replay = new Replay(source, spec)
  const sigmas = runningSigma(candles, MEMORY)
  const start = candles.openTime[0] ?? 0
  const watched: WatchedLevel[] = []
  let looks = 0
  candles.openTime.forEach((openTime, at) => {
    const time = openTime + candles.interval
    if (time % LOOK_EVERY !== 0 || time - start < FIRST_LOOK) return
    replay.seek(time)
    if (Number.isNaN(replay.model.openInterest)) return
    looks++
    const density = densityOf(replay.model, instrument.contract, candles.close[at]!)
    const level = strongestLevel(density, DISTANCES)
    const one = level && watchLevel(candles, at, level, sigmas[at]!)
    if (one !== undefined) watched.push(one)
  })
  return { looks, watched }
}

/** USD per bucket around a price. */
function densityOf(
  model: PositionModel,
  contract: MapSource['instrument']['contract'],
  price: number,
): Float64Array {
  const half = Math.ceil(REACH / LN_BIN) + 4
  const firstBin = binOf(price) - half
  const column = (side: SideIndex) =>
    Float64Array.from({ length: 2 * half + 1 }, (_, i) =>
      openBetween(model, contract, side, firstBin + i, firstBin + i),
    )
  return densityAround({ firstBin, long: column(LONG), short: column(SHORT) }, price, REACH)
}
