import type { TileAddress } from '../../heatmap/grid.ts'
import { LN_BIN, MAX_ZOOM, TILE_SIZE } from '../../heatmap/grid.ts'

/** How finely the map is drawn: chosen so that no cell is smaller than a device pixel. */
export interface Detail {
  /** Bucket length of the tiles. */
  readonly bucket: number
  /** Price zoom of the tiles. */
  readonly zoom: number
  /** Columns joined by their maximum, a power of 2; above 1 only where buckets are too fine. */
  readonly poolColumns: number
  /** Rows joined by their maximum, a power of 2. */
  readonly poolRows: number
}

export interface DetailRequest {
  /** Bar length of the chart: no bucket is shorter, so that a candle stands on one column. */
  readonly bar: number
  /** Device pixels from one bar to the next. */
  readonly barPixels: number
  /** Device pixels of the lowest visible bin of zoom 0, the smallest on a linear axis. */
  readonly binPixels: number
  /** Least height of a row in device pixels: thinner ones look like noise. */
  readonly leastRow: number
  /** Bucket lengths of the map, finest first. */
  readonly buckets: readonly number[]
  readonly maxZoom: number
}

/** A row thinner than this looks like noise on any screen. */
const MIN_ROW_PIXELS = 2.5

/** On a phone, whose pixels are too small to see, a row is at least so many CSS pixels high. */
const MIN_ROW_ON_PHONE = 3

/** A plot narrower than this, in CSS pixels, is a phone's. */
const PHONE_WIDTH = 600

/**
 * Least height of a row in device pixels on a screen.
 * @param coarse twice as high, where data are to be saved
 */
export function leastRowOf(width: number, devicePixelRatio: number, coarse: boolean): number {
  const own = width < PHONE_WIDTH ? MIN_ROW_ON_PHONE * devicePixelRatio : MIN_ROW_PIXELS
  return coarse ? 2 * own : own
}

/** Smallest power of 2, at most a tile, that makes `pixels` at least `wanted`. */
function pool(pixels: number, wanted: number): number {
  let factor = 1
  while (pixels * factor < wanted && factor < TILE_SIZE) factor *= 2
  return factor
}

/** Undefined where the map has no bucket. */
export function chooseDetail(request: DetailRequest): Detail | undefined {
  const { bar, barPixels, binPixels, buckets } = request
  const coarse = buckets.filter((bucket) => bucket >= bar)
  const pixelsOf = (bucket: number) => (barPixels * bucket) / bar
  const bucket = coarse.find((length) => pixelsOf(length) >= 1) ?? coarse.at(-1) ?? buckets.at(-1)
  if (bucket === undefined) return undefined
  const deepest = Math.min(request.maxZoom, MAX_ZOOM)
  let zoom = 0
  while (zoom < deepest && binPixels * 2 ** zoom < request.leastRow) zoom++
  return {
    bucket,
    zoom,
    poolColumns: pool(pixelsOf(bucket), 1),
    poolRows: pool(binPixels * 2 ** zoom, 1),
  }
}

export interface Area {
  readonly timeFrom: number
  readonly timeTo: number
  readonly priceFrom: number
  readonly priceTo: number
}

/** The overlap of two areas; undefined where there is none. */
export function overlap(a: Area, b: Area): Area | undefined {
  const timeFrom = Math.max(a.timeFrom, b.timeFrom)
  const timeTo = Math.min(a.timeTo, b.timeTo)
  const priceFrom = Math.max(a.priceFrom, b.priceFrom)
  const priceTo = Math.min(a.priceTo, b.priceTo)
  if (timeFrom >= timeTo || priceFrom >= priceTo) return undefined
  return { timeFrom, timeTo, priceFrom, priceTo }
}

/** Columns and rows that an area touches, as half-open ranges of bucket and bin numbers. */
export function cellsOf(area: Area, { bucket, zoom }: { bucket: number; zoom: number }) {
  const row = LN_BIN * 2 ** zoom
  return {
    columnFrom: Math.floor(area.timeFrom / bucket),
    columnTo: Math.ceil(area.timeTo / bucket),
    rowFrom: Math.floor(Math.log(area.priceFrom) / row),
    rowTo: Math.floor(Math.log(area.priceTo) / row) + 1,
  }
}

/** Tiles that an area touches, newest first, since traders read the right edge first. */
export function tilesOf(area: Area, detail: { bucket: number; zoom: number }): TileAddress[] {
  const { columnFrom, columnTo, rowFrom, rowTo } = cellsOf(area, detail)
  const tiles: TileAddress[] = []
  for (let x = Math.floor((columnTo - 1) / TILE_SIZE); x >= Math.floor(columnFrom / TILE_SIZE); x--)
    for (let y = Math.floor(rowFrom / TILE_SIZE); y <= Math.floor((rowTo - 1) / TILE_SIZE); y++)
      tiles.push({ bucket: detail.bucket, zoom: detail.zoom, x, y })
  return tiles
}
