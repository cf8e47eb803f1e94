import { cellsOf } from './detail.ts'
import { liveCell } from './live-column-drawing.ts'
import type { MapLayer } from './map-layer.ts'
import { groupsOf } from './map-layer.ts'
import type { NewestColumns } from './newest-columns.ts'
import type { PastEdge } from './past-edge.ts'
import type { PictureShelf } from './picture-shelf.ts'
import type { ProfileLevel } from './profile-rows.ts'
import type { ShownCell } from './tile-reading.ts'
import { hasColumn, shownCell, shownColumn } from './tile-reading.ts'
import type { TileStore } from './tile-store.ts'
import { tileKey } from './tile-store.ts'

/** The cell of a layer at a time and price, as it is drawn; undefined where no tile is. */
export function cellOn(
  layer: MapLayer,
  time: number,
  price: number,
  { pictures, newest, past }: On,
): ShownCell | undefined {
  if (!(price > 0)) return undefined
  const point = { timeFrom: time, timeTo: time + 1, priceFrom: price, priceTo: price }
  const [group] = groupsOf(layer, point)
  const under = (group && pictures.tilesOf(layer, group)) ?? []
  const there = under.flatMap(({ tile }) => tile ?? [])
  const live = newest.at(layer, there, time)
  if (live !== undefined) return liveCell(live.column, live, price)
  const cell = cellsOf(point, layer.detail)
  const { bucket } = layer.detail
  if (past !== undefined && (cell.columnFrom + 1) * bucket > past.at)
    return past.column && liveCell(past.column, { from: cell.columnFrom * bucket, bucket }, price)
  // Where no tile has a column its cells are unknown, not empty.
  if (!there.some((tile) => hasColumn(tile, cell.columnFrom))) return undefined
  return shownCell(under, layer, cell)
}

interface On {
  readonly pictures: PictureShelf
  readonly newest: NewestColumns
  readonly past: PastEdge | undefined
}

/** What the planes of a layer hold in the newest column, or the last by a time, of the tiles that are there. */
export function newestColumnOn(layer: MapLayer, tiles: TileStore, until: number): ProfileLevel[] {
  const { bucket } = layer.detail
  const { priceFrom, priceTo } = layer.subject.map
  return layer.subject.parts.flatMap((part, i) => {
    const time = (Math.floor(Math.min(part.map.to, until) / bucket) - 1) * bucket
    const column = { timeFrom: time, timeTo: time + 1, priceFrom, priceTo }
    return groupsOf(layer, column).flatMap(({ requests }) => {
      const tile = requests[i] && tiles.get(tileKey(requests[i]))
      return tile === undefined ? [] : shownColumn({ part, tile }, layer, time / bucket)
    })
  })
}
