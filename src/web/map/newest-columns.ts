import { TILE_SIZE } from '../../heatmap/grid.ts'
import type { Tile } from '../../heatmap/tile-codec.ts'
import type { Geometry } from '../chart/geometry.ts'
import type { LiveColumn } from './live-column.ts'
import { drawLiveColumn } from './live-column-drawing.ts'
import type { Surface } from './map-drawing.ts'
import type { MapLayer } from './map-layer.ts'
import { sumKeyOf } from './summed-column.ts'
import { hasColumn } from './tile-reading.ts'

/** A column at its bucket. */
export interface PlacedColumn {
  readonly column: LiveColumn
  readonly from: number
  readonly bucket: number
}

/**
 * The columns that no tile has yet: the open one, and those that have closed while their tile is on
 * its way, so that nothing blinks at the turn of a bucket.
 */
export interface NewestColumns {
  /** The newest column; undefined forgets all. */
  readonly take: (column: LiveColumn | undefined) => void
  /** The column over a time; undefined where a tile has it or the layer shows something else. */
  readonly at: (layer: MapLayer, tiles: readonly Tile[], time: number) => PlacedColumn | undefined
  readonly draw: (
    surface: Surface,
    geometry: Geometry,
    layer: MapLayer,
    tiles: readonly Tile[],
    look: { readonly colours: Uint32Array; readonly stale: boolean },
  ) => void
}

/** Columns kept: a tile takes seconds at most, not minutes. */
const KEPT = 8

/** The finest bucket: by it columns are kept, of coarser ones the newest of each is used. */
const FINEST = 60_000

export function createNewestColumns(): NewestColumns {
  /** By finest bucket, oldest first. */
  const kept = new Map<number, LiveColumn>()

  /** By the layer's bucket; exact columns are not kept apart by leverage, so a filter shows none. */
  function placed({ subject, detail }: MapLayer): PlacedColumn[] {
    const { bucket, zoom } = detail
    if (subject.filter.bands !== undefined) return []
    const byBucket = new Map<number, PlacedColumn>()
    const key = sumKeyOf(subject.parts)
    for (const column of kept.values()) {
      const { instrument, model } = subject.map
      const fits = column.instrument === instrument && column.model === model
      if (!fits || column.zoom !== zoom || column.sum?.key !== key) continue
      const from = Math.floor(column.time / bucket) * bucket
      byBucket.set(from, { column, from, bucket })
    }
    return [...byBucket.values()]
  }

  return {
    take(column) {
      const last = [...kept.values()].at(-1)
      const other =
        column === undefined ||
        last?.zoom !== column.zoom ||
        last.model !== column.model ||
        last.sum?.key !== column.sum?.key ||
        last.instrument !== column.instrument
      if (other) kept.clear()
      if (column === undefined) return
      kept.set(Math.floor(column.time / FINEST), column)
      for (const oldest of kept.keys()) {
        if (kept.size <= KEPT) break
        kept.delete(oldest)
      }
    },
    at: (layer, tiles, time) =>
      placed(layer).find(
        (place) =>
          time >= place.from && time < place.from + place.bucket && !isInTiles(place, tiles),
      ),
    draw(surface, geometry, layer, tiles, { colours, stale }) {
      const { side } = layer.subject.filter
      for (const { column, ...place } of placed(layer))
        if (!isInTiles(place, tiles))
          drawLiveColumn(surface, geometry, column, place, { side, colours, stale })
    },
  }
}

/** Whether the tiles show the bucket already, those of every map that is summed. */
function isInTiles(
  { from, bucket }: { readonly from: number; readonly bucket: number },
  tiles: readonly Tile[],
): boolean {
  const index = Math.round(from / bucket)
  const there = tiles.filter((one) => one.x === Math.floor(index / TILE_SIZE))
  return there.length > 0 && there.every((tile) => hasColumn(tile, index))
}
