import type { GrowingData } from '../../pipeline/growing-data.ts'
import type { LevelColumn } from '../../pipeline/level-column.ts'
import type { Market, MarketTip } from '../market/market.ts'
import type { ServedMap } from './served-map.ts'

export interface NewestColumn {
  /** What it was made of beyond its map: another text wherever the column may be another. */
  readonly state: string
  /** Undefined where it is not known. */
  readonly column: LevelColumn | undefined
}

/** By map and zoom. A map that has been extended or made anew is another one. */
const computed = new WeakMap<ServedMap, Map<number, NewestColumn>>()

/**
 * The newest column of a map, with the bars that are still open. It is computed once for all who ask
 * for the same bars: whether one of them is another tells the state, which is a small text.
 */
export function newestColumn(
  { live }: Pick<Market, 'live'>,
  map: ServedMap,
  data: Pick<GrowingData, 'with'>,
  zoom: number,
): NewestColumn {
  const open = map.liveColumn === undefined ? undefined : live?.open(map.to)
  const state = `${map.to} ${open === undefined ? '' : stateOf(open)}`
  const byZoom = computed.get(map) ?? new Map<number, NewestColumn>()
  computed.set(map, byZoom)
  const known = byZoom.get(zoom)
  if (known?.state === state) return known
  const column =
    open === undefined || map.liveColumn === undefined
      ? map.levels(map.to, zoom)
      : map.liveColumn(data.with(open), zoom)
  const newest = { state, column }
  byZoom.set(zoom, newest)
  return newest
}

function stateOf({ candles, openInterest }: NonNullable<ReturnType<MarketTip['open']>>): string {
  const { openTime, open, high, low, close, volume, takerBuyVolume } = candles
  const columns = [openTime, open, high, low, close, volume, takerBuyVolume]
  return [...columns, openInterest.time, openInterest.value].map((one) => one.join()).join(';')
}
