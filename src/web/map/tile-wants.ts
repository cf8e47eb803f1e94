import type { Area } from './detail.ts'
import { savesData } from '../request/data-saver.ts'
import type { MapLayer, MapSubject } from './map-layer.ts'
import { neighboursOf, placeOf, requestsOf, widened } from './map-layer.ts'
import type { TileStore } from './tile-store.ts'

/** Asks for the tiles of what is in view, and those beside it; each time once. */
export function createTileWants(tiles: TileStore) {
  /** The tiles that were last asked for. */
  let asked: { readonly subject: MapSubject; readonly what: string } | undefined
  return {
    ask(subject: MapSubject, layer: MapLayer, area: Area): void {
      const places = [area, widened(layer, area)].map((one) => placeOf(layer, one))
      const what = [...places, savesData()].join(' ')
      if (asked?.subject === subject && asked.what === what) return
      tiles.want(requestsOf(layer, area), savesData() ? [] : neighboursOf(layer, area))
      asked = { subject, what }
    },
    /** Nothing is in view. */
    drop(): void {
      tiles.want([], [])
      asked = undefined
    },
  }
}
