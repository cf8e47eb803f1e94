import type { CandleColumns } from '../market/candle-columns.ts'
import { HOUR } from '../market/units.ts'
import type { Millis } from '../market/units.ts'

/** A map that was made elsewhere: levels as they stood from a time until another. */
export interface GivenMap {
  readonly from: Millis
  readonly to: Millis
  /** Ascending prices of the levels, and USD at each. */
  readonly price: Float64Array
  readonly longUsd: Float64Array
  readonly shortUsd: Float64Array
}

/** USD by hour that given maps held where price went; NaN where none stood for a part of the hour. */
export interface GivenSweeps {
  /** End of each hour. */
  readonly time: Float64Array
  readonly long: Float64Array
  readonly short: Float64Array
}

/**
 * What candles swept of maps, by hour. Against a candle stands the map in force at its start: longs
 * at or below the price at which the map began are swept down to the low, shorts at or above it up
 * to the high. What price has swept of a map is gone from it, so a level counts once for each map.
 * @param candles of an hour or less
 * @param maps ascending by time, none overlapping another
 */
export function sweptOfGivenMaps(
  { openTime, open, low, high, close }: CandleColumns,
  maps: readonly GivenMap[],
): GivenSweeps {
  const hours = new Map<Millis, [long: number, short: number]>()
  let standing = -1
  let sweep: Sweep | undefined
  for (let i = 0; i < openTime.length; i++) {
    const time = openTime[i]!
    const before = standing
    while ((maps[standing + 1]?.from ?? Number.POSITIVE_INFINITY) <= time) standing++
    const map = maps[standing]
    if (standing !== before && map !== undefined) sweep = beginSweep(map, close[i - 1] ?? open[i]!)
    const end = (Math.floor(time / HOUR) + 1) * HOUR
    const hour = hours.get(end) ?? [0, 0]
    hours.set(end, hour)
    const isCovered = sweep !== undefined && map !== undefined && time < map.to
    hour[0] += isCovered ? sweepLongs(sweep!, low[i]!) : Number.NaN
    hour[1] += isCovered ? sweepShorts(sweep!, high[i]!) : Number.NaN
  }
  return {
    time: Float64Array.from(hours.keys()),
    long: Float64Array.from(hours.values(), ([long]) => long),
    short: Float64Array.from(hours.values(), ([, short]) => short),
  }
}

/** A map that is being swept: the next level of each side that price has not reached. */
interface Sweep {
  readonly map: GivenMap
  long: number
  short: number
}

function beginSweep(map: GivenMap, price: number): Sweep {
  const above = map.price.findIndex((level) => level > price)
  const at = map.price.findIndex((level) => level >= price)
  const { length } = map.price
  return { map, long: (above < 0 ? length : above) - 1, short: at < 0 ? length : at }
}

function sweepLongs(sweep: Sweep, low: number): number {
  let usd = 0
  for (; sweep.long >= 0 && sweep.map.price[sweep.long]! >= low; sweep.long--)
    usd += sweep.map.longUsd[sweep.long]!
  return usd
}

function sweepShorts(sweep: Sweep, high: number): number {
  const { price, shortUsd } = sweep.map
  let usd = 0
  for (; sweep.short < price.length && price[sweep.short]! <= high; sweep.short++)
    usd += shortUsd[sweep.short]!
  return usd
}
