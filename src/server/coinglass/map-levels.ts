import { middlePrice } from '../../api/coinglass/heatmap-rows.ts'
import type { PriceLevel } from '../../api/coinglass/map-rows.ts'
import { LEVERAGE_BANDS } from '../../heatmap/planes.ts'
import { LN_BIN } from '../../market/price-bin.ts'
import { problem } from '../problems.ts'
import type { VersionedMap } from '../served-map.ts'

/** What one or more maps hold at a price. */
export interface SummedLevel {
  readonly price: number
  readonly longUsd: number
  readonly shortUsd: number
  /** Of both sides, in the order of LEVERAGE_BANDS. */
  readonly byBand: readonly number[]
}

/** Most price levels of a map. */
const MOST_LEVELS = 200

/** The newest columns of maps as one, within a share of the price; that of the largest market. */
export function levelsNow(
  maps: readonly VersionedMap[],
  share: number,
): { readonly price: number; readonly levels: readonly SummedLevel[] } {
  const bins = Math.log((1 + share) / (1 - share)) / LN_BIN
  const zoom = Math.max(0, Math.ceil(Math.log2(bins / MOST_LEVELS)))
  const columns = maps.flatMap((one) => {
    const column = one.newest(zoom) ?? one.map.levels(one.map.to, zoom)
    return column === undefined ? [] : [column]
  })
  const main = columns.reduce<(typeof columns)[number] | undefined>(
    (most, one) => (one.openInterestUsd > (most?.openInterestUsd ?? -1) ? one : most),
    undefined,
  )
  if (main === undefined) throw problem('outside-map', 'no open interest is known of it yet')
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

export const byLeverage = ({ price, byBand }: SummedLevel): PriceLevel => ({
  price,
  parts: byBand.map((usd, i) => ({ usd, leverage: LEVERAGE_BANDS[i]!.leverage })),
})

export const summedLevels = ({ price, longUsd, shortUsd }: SummedLevel): PriceLevel => ({
  price,
  parts: [{ usd: longUsd + shortUsd, leverage: null }],
})
