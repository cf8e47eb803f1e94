import { setImmediate } from 'node:timers/promises'
import { middlePrice } from '../../api/coinglass/heatmap-rows.ts'
import type { PriceLevel } from '../../api/coinglass/map-rows.ts'
import { LEVERAGE_BANDS } from '../../heatmap/planes.ts'
import { LN_BIN, binOf } from '../../market/price-bin.ts'
import type { Millis } from '../../market/units.ts'
import type { LedgerSnapshot } from '../../model/ledger.ts'
import { openedSince } from '../../model/opened-since.ts'
import { LONG, SHORT } from '../../model/side.ts'
import { amountsBetween } from '../../pipeline/exact-column.ts'
import type { Replay } from '../../pipeline/replay.ts'
import { problem } from '../http/problems.ts'
import type { ServedMap, VersionedMap } from '../map/served-map.ts'
import { inTurn } from './in-turn.ts'
import type { MappedMarket } from './make-heatmap.ts'

/** What one or more maps hold at a price. */
export interface SummedLevel {
  readonly price: number
  readonly longUsd: number
  readonly shortUsd: number
  /** Of both sides, in the order of LEVERAGE_BANDS. */
  readonly byBand: readonly number[]
}

interface Levels {
  readonly price: number
  readonly levels: readonly SummedLevel[]
}

const NOT_YET = 'no open interest is known of it yet'

/** Most price levels of a map. */
const MOST_LEVELS = 200

/** The finest bins of which so many reach as far. */
function zoomOf(share: number): number {
  const bins = Math.log((1 + share) / (1 - share)) / LN_BIN
  return Math.max(0, Math.ceil(Math.log2(bins / MOST_LEVELS)))
}

/** The newest columns of maps as one, within a share of the price; that of the largest market. */
export function levelsNow(maps: readonly VersionedMap[], share: number): Levels {
  const zoom = zoomOf(share)
  const columns = maps.flatMap((one) => {
    const column = one.newest(zoom).column ?? one.map.levels(one.map.to, zoom)
    return column === undefined ? [] : [column]
  })
  const main = columns.reduce<(typeof columns)[number] | undefined>(
    (most, one) => (one.openInterestUsd > (most?.openInterestUsd ?? -1) ? one : most),
    undefined,
  )
  if (main === undefined) throw problem('outside-map', NOT_YET)
  const { price } = main
  const sums = new Map<number, SummedLevel>()
  for (const { bin, longUsd, shortUsd, byBand } of columns.flatMap(({ levels }) => levels)) {
    const at = middlePrice(bin, zoom)
    if (at < price * (1 - share) || at > price * (1 + share)) continue
    const before = sums.get(bin)
    sums.set(bin, {
      price: at,
      longUsd: longUsd + (before?.longUsd ?? 0),
      shortUsd: shortUsd + (before?.shortUsd ?? 0),
      byBand: byBand.map((one, i) => one.longUsd + one.shortUsd + (before?.byBand[i] ?? 0)),
    })
  }
  return { price, levels: [...sums.values()].toSorted((a, b) => a.price - b.price) }
}

/**
 * The levels of positions that were opened within a time, within a share of the price, after the last
 * closed bar. Positions of which the history does not tell when they were opened are among them where it
 * is shorter.
 */
export async function levelsOpened(
  maps: readonly MappedMarket[],
  share: number,
  within: Millis,
): Promise<Levels> {
  const read = await inTurn(maps, async ({ market, map }) => {
    await setImmediate()
    const { contract } = market.instrument
    const before = openBefore(map, map.to - within)
    const replay = replayAt(map, map.to)
    const { model, close } = replay
    const openUsd = model.openInterest * (contract === 'linear' ? close : 1)
    return { contract, model, price: close, openUsd, before }
  })
  const known = read.filter(({ openUsd }) => openUsd > 0)
  const main = known.toSorted((a, b) => b.openUsd - a.openUsd)[0]
  if (main === undefined) throw problem('outside-map', NOT_YET)
  const { price } = main
  const zoom = zoomOf(share)
  const firstBin = binOf(price * (1 - share), zoom)
  const endBin = binOf(price * (1 + share), zoom) + 1
  const range = { first: firstBin * 2 ** zoom, last: endBin * 2 ** zoom - 1 }
  const sums = new Float64Array((endBin - firstBin) * LEVERAGE_BANDS.length * 2)
  for (const { contract, model, before } of known) {
    const columnsOf = before && openedSince(model.ledger, before)
    const amounts = amountsBetween(model, contract, range, zoom, columnsOf)
    amounts.forEach((usd, i) => (sums[i]! += usd))
  }
  const levels = Array.from({ length: endBin - firstBin }, (_, i): SummedLevel => {
    const sides = LEVERAGE_BANDS.map((__, band) => 2 * (i * LEVERAGE_BANDS.length + band))
    const byBand = sides.map((at) => sums[at + LONG]! + sums[at + SHORT]!)
    const total = (side: number) => sides.reduce((usd, at) => usd + sums[at + side]!, 0)
    const [longUsd, shortUsd] = [total(LONG), total(SHORT)]
    return { price: middlePrice(firstBin + i, zoom), longUsd, shortUsd, byBand }
  })
  const isNear = (level: SummedLevel) =>
    level.price >= price * (1 - share) && level.price <= price * (1 + share)
  return { price, levels: levels.filter(isNear) }
}

/** What stood in the ledger of a map at a time; undefined before the map begins. */
function openBefore(map: ServedMap, time: Millis): LedgerSnapshot | undefined {
  return time > map.from ? replayAt(map, time).model.ledger.snapshot() : undefined
}

function replayAt(map: ServedMap, time: Millis): Replay {
  const replay = map.readOn?.(time).replay
  if (replay === undefined) throw problem('no-map', 'it has no map that can be read over time')
  replay.seek(time)
  return replay
}

export const byLeverage = ({ price, byBand }: SummedLevel): PriceLevel => ({
  price,
  parts: byBand.map((usd, i) => ({ usd, leverage: LEVERAGE_BANDS[i]!.leverage })),
})

export const summedLevels = ({ price, longUsd, shortUsd }: SummedLevel): PriceLevel => ({
  price,
  parts: [{ usd: longUsd + shortUsd, leverage: null }],
})
