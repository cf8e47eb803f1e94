import type { ISeriesPrimitive, SeriesAttachedParameter } from 'lightweight-charts'
import type { TileAddress } from '../../heatmap/grid.ts'
import { savesData } from '../request/data-saver.ts'
import type { Area } from './detail.ts'
import type { Hatching } from './gap-spans.ts'
import type { Geometry } from '../chart/geometry.ts'
import { laidOn } from './ground.ts'
import { mapRenderer } from './heat-map-drawing.ts'
import { cellOn, newestColumnOn } from './heat-map-reading.ts'
import type { LiveColumn } from './live-column.ts'
import type { MapLayer, MapSubject } from './map-layer.ts'
import { layerFor, visibleArea } from './map-layer.ts'
import { partKey } from './map-part.ts'
import { createNewestColumns } from './newest-columns.ts'
import { RESTED, onceAtRest } from '../request/paced.ts'
import type { PastEdge } from './past-edge.ts'
import { areaUntil } from './past-edge.ts'
import { createPictureShelf } from './picture-shelf.ts'
import type { ProfileLevel } from './profile-rows.ts'
import type { SightListeners } from './sight-count.ts'
import { createSightCount } from './sight-count.ts'
import type { ShownCell } from './tile-reading.ts'
import type { TileStore } from './tile-store.ts'
import { createTileWants } from './tile-wants.ts'

export interface HeatMapOptions extends SightListeners {
  readonly tiles: TileStore
  geometry(): Geometry | undefined
  /** Hears whether what is on the screen is what was asked for, with all its tiles. */
  onComplete(complete: boolean): void
  /** Hears when another level of detail is on the screen, once a movement that led to it rests. */
  onLayer(layer: MapLayer): void
}

export interface HeatMap {
  readonly primitive: ISeriesPrimitive
  show(subject: MapSubject | undefined): void
  /** Colours by level, signed where longs less shorts are shown, and the ground that they lie on. */
  colour(colours: Uint32Array, ground: string): void
  /** The newest column as it stands, over the tiles; `stale` where it is the last that is known. */
  showLive(column: LiveColumn | undefined, stale: boolean): void
  /** Shows nothing that came after a moment; undefined shows all. */
  showUntil(edge: PastEdge | undefined): void
  /** What is missing, to be hatched. */
  hatch(gaps: Hatching): void
  /**
   * A tile has arrived.
   * @returns whether it is of the level of detail that is on the screen
   */
  tileArrived(tile: TileAddress): boolean
  /** Another level of detail may be due. */
  detailChanged(): void
  /** A tile has gone. */
  tileGone(key: string): void
  /** The cell on the screen at a time and price; undefined where no tile is. */
  cellAt(time: number, price: number): ShownCell | undefined
  /** What the shown planes hold in the newest column, or the last by a time, of the tiles that are there. */
  newestColumn(until?: number): readonly ProfileLevel[]
  layer(): MapLayer | undefined
  /** Nothing is counted or asked for any more: to be called before the chart goes. */
  close(): void
}

/**
 * The map under the candles. What is on the screen stays there until all tiles of its successor
 * (another zoom, model or filter) are there, so that nothing flickers.
 */
export function createHeatMap(options: HeatMapOptions): HeatMap {
  const { tiles } = options
  const pictures = createPictureShelf(tiles)
  const wants = createTileWants(tiles)
  let subject: MapSubject | undefined
  let shown: MapLayer | undefined
  let colours: Uint32Array | undefined
  /** The same on the ground of the plot. */
  let solid: Uint32Array = new Uint32Array()
  let attached: SeriesAttachedParameter | undefined
  let frame: number | undefined
  let gaps: Hatching = { map: [], liquidations: [] }
  let stale = false
  let past: PastEdge | undefined
  const newest = createNewestColumns()

  const counting = createSightCount(options, () => {
    const geometry = options.geometry()
    const area = shown && geometry && shownArea(shown, geometry)
    return area && { sight: { layer: shown!, area }, pictures: pictures.of(shown!, area) }
  })

  const redraw = (): void => attached?.requestUpdate()

  /** The key of the layer that was last told of. */
  let told: string | undefined
  /**
   * Another level of detail is drawn by the next frame of the movement, and told of when that rests:
   * in a frame of its own it would have all candles drawn once more, and the profile after it again.
   */
  const telling = onceAtRest(RESTED, undefined, () => {
    if (shown === undefined) return
    told = shown.key
    options.onLayer(shown)
    redraw()
  })

  function schedule(): void {
    // The chart applies a new range in a frame of its own; the one after it sees the result.
    frame ??= requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => {
        frame = undefined
        settle()
      })
    })
  }

  const isOtherDetail = (layer: MapLayer): boolean =>
    shown !== undefined && shown.key !== layer.key && sameShape(shown.subject, layer.subject)

  /** The part of a map that may be shown. */
  function shownArea(layer: MapLayer, geometry: Geometry): Area | undefined {
    const area = visibleArea(layer.subject.map, geometry)
    return past === undefined || area === undefined ? area : areaUntil(area, past.at, layer.detail)
  }

  /** Asks for the tiles in view and moves to the suitable layer once it is complete. */
  function settle(): void {
    const geometry = options.geometry()
    if (geometry === undefined || subject === undefined) return
    const layer = layerFor(subject, geometry, devicePixelRatio, savesData())
    const area = layer && shownArea(layer, geometry)
    if (area === undefined || layer === undefined) {
      wants.drop()
      counting.leave()
      options.onComplete(true)
      return
    }
    wants.ask(subject, layer, area)
    const progress = tiles.progress()
    const isThere = progress.done === progress.total
    // The same map, further on: what is on the screen stays and grows.
    if (shown?.key === layer.key && shown.subject !== layer.subject) {
      shown = layer
      redraw()
    }
    const before = shown
    const foreign = shown?.subject.map.instrument !== subject.map.instrument
    // Another detail of what is on the screen: a few pictures at a time, so that no movement waits.
    if (isThere && isOtherDetail(layer) && pictures.prepare(layer, area, solid)) {
      options.onComplete(false)
      schedule()
      return
    }
    if (shown?.key !== layer.key && (foreign || isThere)) {
      const isMoving = isOtherDetail(layer)
      shown = layer
      pictures.prune(layer)
      if (!isMoving) telling.now()
    }
    if (shown !== undefined && shown.key !== told) telling.call()
    const complete = shown?.key === layer.key && isThere
    if (before === undefined || !sameShape(before.subject, layer.subject)) counting.renew()
    counting.see({ layer, area }, complete)
    options.onComplete(complete && told === layer.key)
  }

  const renderer = mapRenderer(pictures, newest, () => {
    const geometry = options.geometry()
    if (geometry === undefined) return undefined
    const area = shown && shownArea(shown, geometry)
    return { geometry, layer: shown, area, colours, solid, gaps, stale, past }
  })
  const views = [{ zOrder: () => 'bottom' as const, renderer: () => renderer }]

  return {
    primitive: {
      attached(parameter) {
        attached = parameter
      },
      detached() {
        attached = undefined
      },
      updateAllViews: schedule,
      paneViews: () => views,
    },
    show(next) {
      const same = next !== undefined && subject !== undefined && sameShape(subject, next)
      subject = next
      if (next === undefined || shown?.subject.map.instrument !== next.map.instrument) {
        shown = undefined
        counting.forget()
      }
      if (!same) options.onComplete(false)
      if (frame !== undefined) cancelAnimationFrame(frame)
      frame = undefined
      schedule()
      redraw()
    },
    colour(next, ground) {
      colours = next
      solid = laidOn(next, ground)
      redraw()
    },
    showLive(column, isStale) {
      stale = isStale
      newest.take(column)
      redraw()
    },
    showUntil(edge) {
      past = edge
      schedule()
      redraw()
    },
    hatch(next) {
      gaps = next
      redraw()
    },
    tileArrived({ bucket, zoom }) {
      pictures.arrived()
      schedule()
      if (shown?.detail.bucket !== bucket || shown.detail.zoom !== zoom) return false
      counting.outdate()
      redraw()
      return true
    },
    detailChanged: schedule,
    tileGone: pictures.gone,
    cellAt: (time, price) => shown && cellOn(shown, time, price, { pictures, newest, past }),
    newestColumn: (until = Number.POSITIVE_INFINITY) =>
      shown === undefined ? [] : newestColumnOn(shown, tiles, until),
    layer: () => shown,
    close() {
      if (frame !== undefined) cancelAnimationFrame(frame)
      telling.cancel()
      counting.close()
    },
  }
}

/** Whether nobody has asked for anything else: the same map, though one may reach further. */
const sameShape = (a: MapSubject, b: MapSubject): boolean =>
  a.parts.map(partKey).join() === b.parts.map(partKey).join() &&
  a.bar === b.bar &&
  a.filter === b.filter
