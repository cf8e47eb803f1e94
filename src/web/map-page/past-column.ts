import type { Accessor } from 'solid-js'
import { createMemo } from 'solid-js'
import type { LevelsAnswer } from '../../api/schema.ts'
import { binOf } from '../../heatmap/grid.ts'
import type { LiveColumn } from '../map/live-column.ts'
import type { MapLayer } from '../map/map-layer.ts'
import type { NewestSum } from './newest-sum.ts'
import type { ProfileLevel } from '../map/profile-rows.ts'
import type { Session } from '../session/session.ts'
import { liveSum } from '../map/summed-column.ts'

/**
 * The map at the moment that is played back, never of a later one: exact as soon as the server has
 * told it, before that as the tiles show it. Must be called inside a Solid root.
 * @param answer the levels that the server told last
 * @param tileColumn what the tiles hold in the last column by a time
 */
export function createPastColumn(options: {
  readonly session: Pick<Session, 'playback' | 'lastPrice' | 'sum' | 'view'>
  readonly layer: Accessor<MapLayer | undefined>
  /** Changes whenever a tile has arrived. */
  readonly tilesChanged: Accessor<number>
  readonly sum: NewestSum
  readonly answer: Accessor<LevelsAnswer | undefined>
  readonly tileColumn: (at: number) => readonly ProfileLevel[]
}): Accessor<LiveColumn | undefined> {
  const { session, layer, tilesChanged, sum, answer, tileColumn } = options
  const { playback, lastPrice, view } = session

  return createMemo(() => {
    const [at, shown] = [playback.at(), layer()]
    if (at === undefined || shown === undefined) return undefined
    const { instrument, model } = shown.subject.map
    const { zoom, bucket } = shown.detail
    const empty = { instrument, model, zoom, time: at, price: lastPrice() ?? 0, levels: new Map() }
    const isTold = (of: LevelsAnswer | undefined): boolean => of?.time === at && of.zoom === zoom
    if (view().bands === undefined && sum.isSum()) {
      const total = sum.column()
      const isWhole = [...session.sum.levels().values()].every(isTold)
      if (total !== undefined && isWhole) return liveSum(empty, total)
    } else if (view().bands === undefined) {
      const told = answer()
      if (told !== undefined && told.instrument === instrument && isTold(told))
        return { ...empty, levels: cellsOf(told.levels, zoom) }
    }
    tilesChanged()
    // A bucket that was not over by then is on its tile with what came later.
    const held = at % bucket === 0 ? tileColumn(at) : []
    return held.length === 0 ? undefined : { ...empty, levels: cellsOf(held, zoom) }
  })
}

const cellsOf = (levels: readonly ProfileLevel[], zoom: number): LiveColumn['levels'] => {
  const cells = new Map<number, readonly [longUsd: number, shortUsd: number]>()
  for (const { priceFrom, priceTo, longUsd, shortUsd } of levels) {
    const bin = binOf(Math.sqrt(priceFrom * priceTo), zoom)
    const [long, short] = cells.get(bin) ?? [0, 0]
    cells.set(bin, [long + longUsd, short + shortUsd])
  }
  return cells
}
