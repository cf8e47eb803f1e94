import { BUCKETS, MAX_ZOOM, TILE_SIZE, binOf } from '../../heatmap/grid.ts'
import { COLUMN_STATUS, decodeTile, tileCellUsd } from '../../heatmap/tile-codec.ts'
import type { CandleColumns } from '../../market/candle-columns.ts'
import type { Millis } from '../../market/units.ts'
import { resampleCandles } from '../../pipeline/resample-candles.ts'
import { PLOT } from '../../render/picture.ts'
import type { CellGrid, PriceSpan } from '../../render/picture.ts'
import { candlesWithin } from '../../server/market/rows-within.ts'

/** The columns of a picture: [from, to), both multiples of the bucket. */
export interface ShownSpan {
  readonly from: Millis
  readonly to: Millis
  readonly bucket: Millis
}

/** A strip of a map's tiles. */
interface Strip {
  readonly x: number
  readonly tiles: ReadonlyMap<number, Uint8Array>
}

/** Narrowest candle, in pixels. */
const CANDLE_PIXELS = 4

/** Candles of the range, joined until they are wide enough to see; those of the data where none are. */
export function shownCandles(
  candles: CandleColumns,
  { from, to }: Pick<ShownSpan, 'from' | 'to'>,
): CandleColumns {
  const perCandle = ((to - from) / PLOT.width) * CANDLE_PIXELS
  const interval = BUCKETS.find((one) => one >= perCandle && one % candles.interval === 0)
  const own = candlesWithin(candles, from, to)
  const joined = resampleCandles(own, interval ?? candles.interval)
  return joined.openTime.length > 0 ? joined : own
}

/** The finest zoom whose bins are at least a pixel high. */
export function fittingZoom(span: PriceSpan): number {
  for (let zoom = 0; zoom < MAX_ZOOM; zoom++)
    if (binOf(span.high, zoom) - binOf(span.low, zoom) < PLOT.height) return zoom
  return MAX_ZOOM
}

/**
 * Reads the cells within a span of prices out of a map's tiles.
 * @param stripsOf the strips [first, end) of the map
 */
export function readCells(
  stripsOf: (first: number, end: number) => Iterable<Strip>,
  { from, to, bucket }: ShownSpan,
  zoom: number,
  { low, high }: PriceSpan,
): CellGrid {
  const firstBin = binOf(low, zoom)
  const rows = binOf(high, zoom) - firstBin + 1
  const first = from / bucket
  const columns = to / bucket - first
  const usd = new Float64Array(rows * columns)
  const isGap = Array.from({ length: columns }, () => false)
  const strips = stripsOf(Math.floor(first / TILE_SIZE), Math.ceil((first + columns) / TILE_SIZE))
  for (const { x, tiles } of strips)
    for (const [y, bytes] of tiles) {
      const tile = decodeTile(bytes)
      for (let column = 0; column < TILE_SIZE; column++) {
        const at = x * TILE_SIZE + column - first
        if (at < 0 || at >= columns) continue
        if (tile.columnStatus[column] === COLUMN_STATUS.gap) isGap[at] = true
        for (let row = 0; row < TILE_SIZE; row++) {
          const bin = y * TILE_SIZE + row - firstBin
          if (bin < 0 || bin >= rows) continue
          usd[bin * columns + at] =
            tileCellUsd(tile, 0, row, column) + tileCellUsd(tile, 1, row, column)
        }
      }
    }
  return { zoom, firstBin, rows, columns, usd, isGap }
}
