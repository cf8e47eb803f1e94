import { writeFile } from 'node:fs/promises'
import { BUCKETS, MAX_ZOOM, TILE_SIZE, binOf } from '../heatmap/grid.ts'
import { COLUMN_STATUS, decodeTile, tileCellUsd } from '../heatmap/tile-codec.ts'
import type { CandleColumns } from '../market/candle-columns.ts'
import { MODELS } from '../model/models.ts'
import { drawMap } from '../render/draw-map.ts'
import { PLOT, priceSpan } from '../render/picture.ts'
import type { CellGrid, PriceSpan } from '../render/picture.ts'
import { candlesWithin } from '../server/rows-within.ts'
import { resampleCandles } from '../pipeline/resample-candles.ts'
import { replaceFile } from '../store/durable-file.ts'
import { intervalName } from '../store/interval.ts'
import type { BuildJob } from './build.ts'
import { dateText } from './describe-history.ts'

/** Narrowest candle, in pixels. */
const CANDLE_PIXELS = 4

/** Draws the map of a job from its tiles, candles above it. */
export async function writePng(job: BuildJob): Promise<string> {
  const { instrument, simulated, from, to, bucket, out } = job
  const candles = shownCandles(job)
  const span = priceSpan(candles)
  const zoom = job.zoom ?? fittingZoom(span)
  const cells = readCells(job, zoom, span)
  const model = MODELS.find(({ id }) => id === job.model)?.name ?? job.model
  const image = drawMap({
    title: instrument.id,
    subtitle: [
      `Modelled liquidation levels, ${model}`,
      `${dateText(from)} to ${dateText(to)} UTC`,
      `columns of ${intervalName(bucket)}, candles of ${intervalName(candles.interval)}`,
    ].join('  ·  '),
    simulated,
    tickSize: instrument.tickSize,
    from,
    to,
    cells,
    candles,
    lastPrice: candlesWithin(job.candles, from, to).close.at(-1) ?? Number.NaN,
  })
  await replaceFile(out, (path) => writeFile(path, image))
  return `${cells.rows} bins of zoom ${zoom}`
}

/** Candles of the range, joined until they are wide enough to see; those of the data where none are. */
function shownCandles({ candles, from, to }: BuildJob): CandleColumns {
  const perCandle = ((to - from) / PLOT.width) * CANDLE_PIXELS
  const interval = BUCKETS.find((one) => one >= perCandle && one % candles.interval === 0)
  const own = candlesWithin(candles, from, to)
  const joined = resampleCandles(own, interval ?? candles.interval)
  return joined.openTime.length > 0 ? joined : own
}

/** The finest zoom whose bins are at least a pixel high. */
function fittingZoom(span: PriceSpan): number {
  for (let zoom = 0; zoom < MAX_ZOOM; zoom++)
    if (binOf(span.high, zoom) - binOf(span.low, zoom) < PLOT.height) return zoom
  return MAX_ZOOM
}

/** Reads the cells within a span of prices out of the map's tiles. */
function readCells(
  { map, bucket, from, to }: BuildJob,
  zoom: number,
  { low, high }: PriceSpan,
): CellGrid {
  const firstBin = binOf(low, zoom)
  const rows = binOf(high, zoom) - firstBin + 1
  const first = from / bucket
  const columns = to / bucket - first
  const usd = new Float64Array(rows * columns)
  const isGap = Array.from({ length: columns }, () => false)
  const strips = map.strips(
    'side',
    bucket,
    zoom,
    Math.floor(first / TILE_SIZE),
    Math.ceil((first + columns) / TILE_SIZE),
  )
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
