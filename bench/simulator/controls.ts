import { DAY, HOUR, MINUTE } from '../../src/market/units.ts'
import { COMMON_MIX } from '../../src/model/models.ts'
import { Climatology } from '../../src/score/climatology.ts'
import { bucketDistances, densityAround } from '../../src/score/price-buckets.ts'
import { RateByDistance } from '../../src/score/rate-by-distance.ts'
import { dailyVwap, vwapOffsets } from '../../src/score/vwap-offsets.ts'
import type { VenueRun } from '../../src/sim/market/run.ts'
import { BUCKETS, REACH } from './market-hours.ts'
import type { MarketHour } from './market-hours.ts'
import type { MapHour } from './model-maps.ts'

/** Maps that know no positions, or none of this time. Undefined where nothing is known yet. */
export type ControlMaps = readonly (MapHour | undefined)[]

const always = (usd: Float64Array): MapHour => ({ now: usd, inHour: usd, inDay: usd })

/** σ of the next hour, known at a moment. */
const hourly = ({ sigma }: MarketHour): number => sigma * Math.sqrt(HOUR / MINUTE)

/** N0: what comes at a distance in σ, whoever stands there; a flow of an hour, not a stock. */
export function climatologyMaps(moments: readonly MarketHour[]): ControlMaps {
  const climatology = new Climatology(bucketDistances(BUCKETS))
  return moments.map((moment, i) => {
    const before = moments[i - 1]
    if (before?.nextHour) climatology.learn(hourly(before), before.nextHour.usd, HOUR)
    const rates = climatology.rates(hourly(moment))
    return rates && always(rates)
  })
}

/** N1: what came of touched buckets at a distance. */
export function rateMaps(moments: readonly MarketHour[]): ControlMaps {
  const law = new RateByDistance(BUCKETS)
  return moments.map((_, i) => {
    const came = moments[i - 1]?.nextHour
    if (came) law.learn(came.touched, came.usd)
    const rates = law.rates()
    return rates && always(rates)
  })
}

/** N2: all open interest entered at the mean price of the day, with the usual leverages. */
export function vwapMaps(
  { candles, openInterest }: VenueRun,
  moments: readonly MarketHour[],
): ControlMaps {
  const vwap = dailyVwap(candles)
  const { time, value } = openInterest
  let known = 0
  return moments.map((moment) => {
    while (known + 1 < time.length && time[known + 1]! <= moment.time) known++
    const { price, candle } = moment
    const entered = vwap[candle]!
    if (Number.isNaN(entered)) return undefined
    const density = vwapOffsets(COMMON_MIX, entered, price, value[known]! * price, REACH + 0.01)
    return always(densityAround(density, price, REACH))
  })
}

/** N3: a map of seven days before, moved to the price. How far that is off it has to learn anew. */
export const mapsBefore = (maps: readonly MapHour[]): ControlMaps =>
  maps.map((_, i) => {
    const before = maps[i - (7 * DAY) / HOUR]
    return before && { now: before.now, inHour: before.inHour, inDay: before.inDay }
  })
