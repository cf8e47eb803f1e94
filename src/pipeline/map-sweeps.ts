import type { CandleColumns } from '../market/candle-columns.ts'
import { binPosition } from '../market/price-bin.ts'
import type { ModelSpec } from '../model/model-spec.ts'
import type { SideIndex } from '../model/side.ts'
import { LONG, SHORT } from '../model/side.ts'
import type { MapSource } from './map-source.ts'
import { openBetween } from './open-between.ts'
import { Replay } from './replay.ts'

/** USD by candle that maps of an earlier time hold where price went in it. NaN where there is no map. */
export interface MapSweeps {
  readonly long: Float64Array
  readonly short: Float64Array
}

/** Which standing map is held against each candle. */
export interface HeldMaps {
  /** Number of the candle at whose start the map stood; undefined where none is held. */
  readonly of: readonly (number | undefined)[]
  /** Whether the map is moved to the price: its levels keep their distance, not their price. */
  readonly moved: boolean
}

/** Bins of zoom 0 in a bucket of 0.2 %, in which maps are compared. */
const BINS = 4

/**
 * What candles swept of a model's maps as they stood at the start of candles: longs between the low
 * and the close before, shorts between that and the high. A bucket is swept where its middle is.
 * @param candles whose bounds the source's candles share
 * @param held ways to hold maps against candles
 */
export function sweptOfMaps<Name extends string>(
  source: MapSource,
  spec: ModelSpec,
  { openTime, low, high, close }: CandleColumns,
  held: Readonly<Record<Name, HeldMaps>>,
): Readonly<Record<Name, MapSweeps>> {
  const { contract } = source.instrument
  const replay = new Replay(source, spec)
  const unknown = () => new Float64Array(close.length).fill(Number.NaN)
  const ways = (Object.entries(held) as [Name, HeldMaps][]).map(([name, { of, moved }]) => ({
    name,
    moved,
    users: usersOf(of, close.length),
    swept: { long: unknown(), short: unknown() },
  }))
  const between = (side: SideIndex, from: number, to: number): number => {
    const first = Math.ceil(binPosition(from) / BINS - 0.5)
    const last = Math.floor(binPosition(to) / BINS - 0.5)
    return openBetween(replay.model, contract, side, first * BINS, last * BINS + BINS - 1)
  }
  for (let map = 0; map < close.length; map++) {
    replay.seek(openTime[map]!)
    if (Number.isNaN(replay.model.openInterest)) continue
    for (const { moved, users, swept } of ways)
      for (const i of users[map]!) {
        const before = close[i - 1]
        if (before === undefined) continue
        // Prices of the candle as the map's own time knows them.
        const unit = moved ? replay.close / before : 1
        swept.long[i] = between(LONG, low[i]! * unit, before * unit)
        swept.short[i] = between(SHORT, before * unit, high[i]! * unit)
      }
  }
  return Object.fromEntries(ways.map(({ name, swept }) => [name, swept])) as Record<Name, MapSweeps>
}

/** The candles against which each map is held. */
function usersOf(
  maps: readonly (number | undefined)[],
  count: number,
): readonly (readonly number[])[] {
  const users: number[][] = Array.from({ length: count }, () => [])
  maps.forEach((map, i) => {
    if (map !== undefined) users[map]!.push(i)
  })
  return users
}
