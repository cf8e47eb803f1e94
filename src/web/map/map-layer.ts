import type { MapDescriptor } from '../../api/schema.ts'
import type { TileAddress } from '../../heatmap/grid.ts'
import { BIN_WIDTH, MAX_ZOOM, TILE_SIZE } from '../../heatmap/grid.ts'
import type { Filter } from './combine.ts'
import { filterKey, planeSetOf, shownPlanes } from './combine.ts'
import type { Area, Detail } from './detail.ts'
import { cellsOf, chooseDetail, leastRowOf, overlap, tilesOf } from './detail.ts'
import type { Geometry } from '../chart/geometry.ts'
import type { MapPart } from './map-part.ts'
import { partKey, reaches } from './map-part.ts'
import type { PictureForm } from './tile-picture.ts'
import type { TileRequest } from './tile-store.ts'

/** What is to be shown of maps, before the size of the chart is known. */
export interface MapSubject {
  /** Of the whole; its instrument is the chosen one. */
  readonly map: MapDescriptor
  /** The maps that are summed, the chosen instrument's first. */
  readonly parts: readonly MapPart[]
  readonly filter: Filter
  /** Bar length of the chart. */
  readonly bar: number
}

/** A subject at one level of detail: all tiles of a layer can be drawn side by side. */
export interface MapLayer {
  readonly subject: MapSubject
  readonly detail: Detail
  readonly form: PictureForm
  /** Equal for layers that show the same. */
  readonly key: string
}

/**
 * The layer that suits a chart's geometry; undefined where the map has no bucket.
 * @param coarse one step coarser than it could be
 */
export function layerFor(
  subject: MapSubject,
  geometry: Geometry,
  devicePixelRatio: number,
  coarse: boolean,
): MapLayer | undefined {
  const { map, filter, bar } = subject
  const detail = chooseDetail({
    bar,
    barPixels: geometry.barSpacing * devicePixelRatio,
    binPixels: lowestBinHeight(geometry) * devicePixelRatio,
    leastRow: leastRowOf(geometry.width, devicePixelRatio, coarse),
    buckets: map.buckets,
    maxZoom: map.maxZoom,
  })
  if (detail === undefined) return undefined
  const { bucket, zoom, poolColumns, poolRows } = detail
  const place = [...subject.parts.map(partKey), filterKey(filter)]
  return {
    subject,
    detail,
    form: { planes: shownPlanes(filter), poolColumns, poolRows },
    key: [...place, bucket, zoom, poolColumns, poolRows].join('/'),
  }
}

/** CSS pixels of the lowest visible bin of zoom 0. */
function lowestBinHeight(geometry: Geometry): number {
  const price = geometry.priceOf(geometry.height)
  if (price === undefined || !(price > 0)) return 1
  // One bin may be less than a coordinate's rounding, so many are measured.
  const bins = 2 ** MAX_ZOOM
  const y = geometry.yOf(price * (1 + BIN_WIDTH) ** bins)
  return y === undefined ? 1 : Math.max(0, geometry.height - y) / bins
}

/** The part of a map that a chart shows; undefined where they do not meet. */
export function visibleArea(map: MapDescriptor, geometry: Geometry): Area | undefined {
  const priceFrom = geometry.priceOf(geometry.height)
  const priceTo = geometry.priceOf(0)
  if (priceFrom === undefined || priceTo === undefined || !(priceTo > 0)) return undefined
  const shown: Area = {
    timeFrom: geometry.timeOf(0),
    timeTo: geometry.timeOf(geometry.width),
    // A linear axis may reach below zero, where no bin is.
    priceFrom: Math.max(priceFrom, Number.MIN_VALUE),
    priceTo,
  }
  return overlap(shown, {
    timeFrom: map.from,
    timeTo: map.to,
    priceFrom: map.priceFrom,
    priceTo: map.priceTo,
  })
}

/** The tiles of one address, one of each part of the map; undefined where a part has none there. */
export interface TileGroup {
  readonly address: TileAddress
  readonly requests: readonly (TileRequest | undefined)[]
}

const groupOf =
  ({ subject }: MapLayer) =>
  (address: TileAddress): TileGroup => ({
    address,
    requests: subject.parts.map(({ map }) =>
      reaches(map, address) ? { map, planes: planeSetOf(subject.filter), address } : undefined,
    ),
  })

/** Tiles under an area, by address. */
export const groupsOf = (layer: MapLayer, area: Area): TileGroup[] =>
  tilesOf(area, layer.detail).map(groupOf(layer))

/** Equal for areas of a layer under which the same tiles lie. */
export function placeOf({ detail, key }: MapLayer, area: Area): string {
  const { columnFrom, columnTo, rowFrom, rowTo } = cellsOf(area, detail)
  const tiles = [columnFrom, columnTo - 1, rowFrom, rowTo - 1].map((cell) =>
    Math.floor(cell / TILE_SIZE),
  )
  return [...tiles, key].join('/')
}

const requestsIn = (groups: readonly TileGroup[]): TileRequest[] =>
  groups.flatMap(({ requests }) => requests.flatMap((request) => request ?? []))

/** Tiles under an area. */
export const requestsOf = (layer: MapLayer, area: Area): TileRequest[] =>
  requestsIn(groupsOf(layer, area))

/** An area with what is around it in time, to be there before a drag gets there. */
export function widened({ subject, detail }: MapLayer, area: Area): Area {
  const reach = (detail.bucket * TILE_SIZE) / 2
  const wider = { ...area, timeFrom: area.timeFrom - reach, timeTo: area.timeTo + reach }
  const { from, to } = subject.map
  return overlap(wider, { ...area, timeFrom: from, timeTo: to }) ?? area
}

/** Tiles around an area in time. */
export function neighboursOf(layer: MapLayer, area: Area): TileRequest[] {
  const inside = new Set(tilesOf(area, layer.detail).map(({ x, y }) => `${x}/${y}`))
  const around = tilesOf(widened(layer, area), layer.detail).filter(
    ({ x, y }) => !inside.has(`${x}/${y}`),
  )
  return requestsIn(around.map(groupOf(layer)))
}
