import type { IPrimitivePaneRenderer } from 'lightweight-charts'
import type { Tile } from '../../heatmap/tile-codec.ts'
import type { Area } from './detail.ts'
import { drawGaps, gapsInTiles } from './gap-drawing.ts'
import type { Hatching } from './gap-spans.ts'
import type { Geometry } from '../chart/geometry.ts'
import { drawTile } from './map-drawing.ts'
import type { MapLayer } from './map-layer.ts'
import type { NewestColumns } from './newest-columns.ts'
import { seamsOf } from './part-gaps.ts'
import type { PastEdge } from './past-edge.ts'
import { drawPastEdge, drawUntil } from './past-edge.ts'
import type { PictureShelf } from './picture-shelf.ts'
import type { TilePicture } from './tile-picture.ts'

/** What is to be drawn in a frame. */
export interface MapLook {
  readonly geometry: Geometry
  readonly layer: MapLayer | undefined
  /** The part of it that may be shown. */
  readonly area: Area | undefined
  /** Colours by level; undefined before any are known. */
  readonly colours: Uint32Array | undefined
  /** The same on the ground of the plot. */
  readonly solid: Uint32Array
  readonly gaps: Hatching
  /** Whether the newest column is the last that is known. */
  readonly stale: boolean
  readonly past: PastEdge | undefined
}

/**
 * Draws tiles, the newest column over them, and what is missing.
 * @param look what is to be drawn; undefined draws nothing
 */
export const mapRenderer = (
  pictures: PictureShelf,
  newest: NewestColumns,
  look: () => MapLook | undefined,
): IPrimitivePaneRenderer => ({
  draw(target) {
    const shown = look()
    if (shown === undefined) return
    const { geometry, layer, area, colours, solid, gaps, stale, past } = shown
    target.useBitmapCoordinateSpace((scope) => {
      const surface = {
        context: scope.context,
        horizontalRatio: scope.horizontalPixelRatio,
        verticalRatio: scope.verticalPixelRatio,
      }
      const drawMap = (): void => {
        let { map: missing } = gaps
        if (layer !== undefined && area !== undefined && colours !== undefined) {
          const ready = pictures.of(layer, area)
          for (const picture of ready) drawTile(surface, geometry, area, picture, solid)
          newest.draw(surface, geometry, layer, tilesIn(ready), { colours, stale })
          const ofParts = layer.subject.parts.map((_, i) => tilesIn(ready, i))
          const seams = seamsOf(layer.subject.parts, layer.detail.bucket)
          missing = [...missing, ...ofParts.flatMap(gapsInTiles), ...seams]
        }
        drawGaps(surface, geometry, { ...gaps, map: missing })
      }
      if (past === undefined) {
        drawMap()
        return
      }
      drawUntil(surface, geometry, past, drawMap)
      drawPastEdge(surface, geometry, past, layer, colours)
    })
  },
})

/** The tiles that pictures were made of, of one part or of all. */
const tilesIn = (pictures: readonly TilePicture[], part?: number): Tile[] =>
  pictures.flatMap(({ tiles }) =>
    tiles.flatMap(({ tile }, i) => (tile === undefined || (part ?? i) !== i ? [] : [tile])),
  )
