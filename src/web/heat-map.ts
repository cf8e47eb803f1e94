import type { IPrimitivePaneRenderer, ISeriesPrimitive } from 'lightweight-charts'
import type { SeriesAttachedParameter } from 'lightweight-charts'
import { valueOfLevel } from '../heatmap/quantise.ts'
import type { Tile } from '../heatmap/tile-codec.ts'
import { levelColours } from '../heatmap/colour-scale.ts'
import type { ColourScale } from '../heatmap/colour-scale.ts'
import type { Area } from './detail.ts'
import { cellsOf } from './detail.ts'
import type { Geometry } from './geometry.ts'
import { drawGaps, gapsInTiles } from './gap-drawing.ts'
import type { Hatching } from './gap-spans.ts'
import type { LiveColumn } from './live-column.ts'
import { liveCell } from './live-column-drawing.ts'
import { createNewestColumns } from './newest-columns.ts'
import { drawTile, windowOf } from './map-drawing.ts'
import type { MapLayer, MapSubject } from './map-layer.ts'
import { layerFor, neighboursOf, requestsOf, visibleArea } from './map-layer.ts'
import type { Palette } from '../heatmap/palette.ts'
import type { ProfileLevel } from './profile-rows.ts'
import type { TilePicture } from './tile-picture.ts'
import { countLevels, createTilePicture } from './tile-picture.ts'
import type { ShownCell } from './tile-reading.ts'
import { hasColumn, shownCell, shownColumn } from './tile-reading.ts'
import type { TileStore } from './tile-store.ts'
import { tileKey } from './tile-store.ts'
import type { CellCounts } from './visible-cells.ts'
import { highestOf, noCells } from './visible-cells.ts'

export interface HeatMapOptions {
  readonly tiles: TileStore
  geometry(): Geometry | undefined
  /** Hears the highest amount in view; undefined where nothing is in view. */
  onVisibleMax(usd: number | undefined): void
  /** Hears what is in view whenever that may have changed. */
  onVisibleCells(cells: CellCounts): void
  /** Hears whether what is on the screen is what was asked for, with all its tiles. */
  onComplete(complete: boolean): void
  /** Hears when another level of detail is on the screen. */
  onLayer(layer: MapLayer): void
}

export interface HeatMap {
  readonly primitive: ISeriesPrimitive
  show(subject: MapSubject | undefined): void
  colour(scale: ColourScale, palette: Palette): void
  /** The newest column as it stands, over the tiles; `stale` where it is the last that is known. */
  showLive(column: LiveColumn | undefined, stale: boolean): void
  /** What is missing, to be hatched. */
  hatch(gaps: Hatching): void
  /** A tile has arrived or gone. */
  tileArrived(): void
  tileGone(key: string): void
  /** The cell on the screen at a time and price; undefined where no tile is. */
  cellAt(time: number, price: number): ShownCell | undefined
  /** What the shown planes hold in the newest closed column, of the tiles that are there. */
  newestColumn(): readonly ProfileLevel[]
  layer(): MapLayer | undefined
}

/**
 * The map under the candles. What is on the screen stays there until all tiles of its successor
 * (another zoom, model or filter) are there, so that nothing flickers.
 */
export function createHeatMap(options: HeatMapOptions): HeatMap {
  const { tiles } = options
  const pictures = new Map<string, TilePicture>()
  let subject: MapSubject | undefined
  let shown: MapLayer | undefined
  let colours: Uint32Array | undefined
  let lastMax: number | undefined
  let attached: SeriesAttachedParameter | undefined
  let frame: number | undefined
  let gaps: Hatching = { map: [], liquidations: [] }
  let stale = false
  const newest = createNewestColumns()

  const redraw = (): void => attached?.requestUpdate()

  function schedule(): void {
    // The chart applies a new range in a frame of its own; the one after it sees the result.
    frame ??= requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => {
        frame = undefined
        settle()
      })
    })
  }

  function tilesUnder(layer: MapLayer, area: Area): (Tile | undefined)[] {
    return requestsOf(layer, area).map((request) => tiles.get(tileKey(request)))
  }

  /** Pictures of the tiles under an area that are there, made where they are not yet. */
  function picturesOf(layer: MapLayer, area: Area): TilePicture[] {
    return requestsOf(layer, area).flatMap((request) => {
      const tile = tiles.get(tileKey(request))
      if (tile === undefined) return []
      const key = `${tileKey(request)} ${layer.key}`
      let picture = pictures.get(key)
      if (picture?.tile !== tile) {
        picture = createTilePicture(tile, layer.form)
        pictures.set(key, picture)
      }
      return [picture]
    })
  }

  /** Asks for the tiles in view and moves to the suitable layer once it is complete. */
  function settle(): void {
    const geometry = options.geometry()
    if (geometry === undefined || subject === undefined) return
    const area = visibleArea(subject.map, geometry)
    const layer = layerFor(subject, geometry, devicePixelRatio)
    if (area === undefined || layer === undefined) {
      tiles.want([], [])
      report(undefined)
      options.onComplete(true)
      return
    }
    tiles.want(requestsOf(layer, area), neighboursOf(layer, area))
    const progress = tiles.progress()
    // The same map, further on: what is on the screen stays and grows.
    if (shown?.key === layer.key && shown.subject.map !== layer.subject.map) {
      shown = layer
      redraw()
    }
    const foreign = shown?.subject.map.instrument !== subject.map.instrument
    if (shown?.key !== layer.key && (foreign || progress.done === progress.total)) {
      shown = layer
      for (const key of pictures.keys()) if (!key.endsWith(layer.key)) pictures.delete(key)
      options.onLayer(layer)
      redraw()
    }
    const complete = shown?.key === layer.key && progress.done === progress.total
    if (complete) {
      const cells = cellsIn(layer, area)
      const highest = highestOf(cells)
      report(highest === 0 ? undefined : valueOfLevel(highest))
      options.onVisibleCells(cells)
    }
    options.onComplete(complete)
  }

  function cellsIn(layer: MapLayer, area: Area): CellCounts {
    const counts = noCells()
    for (const picture of picturesOf(layer, area))
      countLevels(counts, picture, windowOf(picture, area))
    return counts
  }

  function report(max: number | undefined): void {
    if (max === lastMax) return
    lastMax = max
    options.onVisibleMax(max)
  }

  const renderer: IPrimitivePaneRenderer = {
    draw(target) {
      const geometry = options.geometry()
      if (geometry === undefined) return
      const layer = shown
      const table = colours
      const area = layer === undefined ? undefined : visibleArea(layer.subject.map, geometry)
      target.useBitmapCoordinateSpace((scope) => {
        const surface = {
          context: scope.context,
          horizontalRatio: scope.horizontalPixelRatio,
          verticalRatio: scope.verticalPixelRatio,
        }
        let { map: missing } = gaps
        if (layer !== undefined && area !== undefined && table !== undefined) {
          const ready = picturesOf(layer, area)
          for (const picture of ready) drawTile(surface, geometry, area, picture, table)
          const tilesReady = ready.map(({ tile }) => tile)
          newest.draw(surface, geometry, layer, tilesReady, { colours: table, stale })
          missing = [...missing, ...gapsInTiles(tilesReady)]
        }
        drawGaps(surface, geometry, { ...gaps, map: missing })
      })
    },
  }
  const views = [{ zOrder: () => 'bottom' as const, renderer: () => renderer }]

  return {
    primitive: {
      attached(parameter) {
        attached = parameter
      },
      detached() {
        attached = undefined
        if (frame !== undefined) cancelAnimationFrame(frame)
        frame = undefined
      },
      updateAllViews: schedule,
      paneViews: () => views,
    },
    show(next) {
      const same = next !== undefined && subject !== undefined && sameShape(subject, next)
      subject = next
      if (next === undefined || shown?.subject.map.instrument !== next.map.instrument) {
        shown = undefined
        lastMax = undefined
      }
      if (!same) options.onComplete(false)
      if (frame !== undefined) cancelAnimationFrame(frame)
      frame = undefined
      schedule()
      redraw()
    },
    colour(scale, palette) {
      colours = levelColours(scale, palette)
      redraw()
    },
    showLive(column, isStale) {
      stale = isStale
      newest.take(column)
      redraw()
    },
    hatch(next) {
      gaps = next
      redraw()
    },
    tileArrived() {
      schedule()
      redraw()
    },
    tileGone(key) {
      for (const picture of pictures.keys())
        if (picture.startsWith(`${key} `)) pictures.delete(picture)
    },
    cellAt(time, price) {
      const layer = shown
      if (layer === undefined || !(price > 0)) return undefined
      const point = { timeFrom: time, timeTo: time + 1, priceFrom: price, priceTo: price }
      const [tile] = tilesUnder(layer, point)
      const live = newest.at(layer, tile === undefined ? [] : [tile], time)
      if (live !== undefined) return liveCell(live.column, live, price)
      const cell = cellsOf(point, layer.detail)
      // Where a tile has no column its cells are unknown, not empty.
      if (tile === undefined || !hasColumn(tile, cell.columnFrom)) return undefined
      return shownCell(tile, layer, cell)
    },
    newestColumn() {
      const layer = shown
      if (layer === undefined) return []
      const { priceFrom, priceTo, to } = layer.subject.map
      const time = (Math.floor(to / layer.detail.bucket) - 1) * layer.detail.bucket
      const column = { timeFrom: time, timeTo: time + 1, priceFrom, priceTo }
      return tilesUnder(layer, column).flatMap((tile) =>
        tile === undefined ? [] : shownColumn(tile, layer, cellsOf(column, tile).columnFrom),
      )
    },
    layer: () => shown,
  }
}

/** Whether nobody has asked for anything else: the same map, though one may reach further. */
const sameShape = (a: MapSubject, b: MapSubject): boolean =>
  a.map.version === b.map.version &&
  a.map.instrument === b.map.instrument &&
  a.map.model === b.map.model &&
  a.bar === b.bar &&
  a.filter === b.filter
