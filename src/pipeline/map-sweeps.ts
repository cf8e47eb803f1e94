import type { CandleColumns } from '../market/candle-columns.ts'
import type { LevelColumn, PositionMap } from './position-map.ts'

/** USD by hour that maps of an earlier time hold where price went in it. NaN where there is no map. */
export interface MapSweeps {
  readonly long: Float64Array
  readonly short: Float64Array
}

/** Price bins of 0.2 %: the buckets in which maps are compared. */
const ZOOM = 2

/** A map as it stood, as far as an hour can reach, in prices relative to the price then. */
interface StoodMap {
  readonly price: number
  readonly relative: Float64Array
  readonly long: Float64Array
  readonly short: Float64Array
}

const REACH = 0.3

/** The maps at the start of each candle; undefined where there is none. */
export function standingMaps(
  map: PositionMap,
  { openTime }: CandleColumns,
): readonly (StoodMap | undefined)[] {
  return Array.from(openTime, (time) => {
    const column = map.levels(time, ZOOM)
    return column && stoodMap(column)
  })
}

function stoodMap({ levels, price }: LevelColumn): StoodMap {
  const near = levels
    .map((level) => ({ ...level, relative: Math.sqrt(level.priceFrom * level.priceTo) / price }))
    .filter(({ relative }) => relative > 1 - REACH && relative < 1 + REACH)
  return {
    price,
    relative: Float64Array.from(near, ({ relative }) => relative),
    long: Float64Array.from(near, ({ longUsd }) => longUsd),
    short: Float64Array.from(near, ({ shortUsd }) => shortUsd),
  }
}

/**
 * What each candle swept of a map that is given for it: longs between its low and the close before,
 * shorts between that and its high.
 * @param mapOf the map to hold against candle i
 * @param moved whether the map is moved to the price: its levels keep their distance, not their price
 */
export function sweptOfMaps(
  { low, high, close }: CandleColumns,
  mapOf: (i: number) => StoodMap | undefined,
  moved: boolean,
): MapSweeps {
  const swept = {
    long: new Float64Array(close.length).fill(Number.NaN),
    short: new Float64Array(close.length).fill(Number.NaN),
  }
  for (let i = 1; i < close.length; i++) {
    const map = mapOf(i)
    if (map === undefined) continue
    const before = close[i - 1]!
    const unit = moved ? before : map.price
    let [long, short] = [0, 0]
    for (let j = 0; j < map.relative.length; j++) {
      const price = map.relative[j]! * unit
      if (price >= low[i]! && price <= before) long += map.long[j]!
      if (price <= high[i]! && price >= before) short += map.short[j]!
    }
    swept.long[i] = long
    swept.short[i] = short
  }
  return swept
}
