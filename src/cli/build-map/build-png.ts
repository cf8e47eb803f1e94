import { writeFile } from 'node:fs/promises'
import { MODELS } from '../../model/models.ts'
import { drawMap } from '../../render/draw-map.ts'
import { priceSpan } from '../../render/picture.ts'
import { candlesWithin } from '../../server/market/rows-within.ts'
import { replaceFile } from '../../store/durable-file.ts'
import { intervalName } from '../../store/interval.ts'
import type { BuildJob } from './build-job.ts'
import { dateText } from '../history/describe-history.ts'
import { fittingZoom, readCells, shownCandles } from './map-cells.ts'

/** Draws the map of a job from its tiles, candles above it. */
export async function writePng(job: BuildJob): Promise<string> {
  const { instrument, simulated, from, to, bucket, map, out } = job
  const candles = shownCandles(job.candles, job)
  const span = priceSpan(candles)
  const zoom = job.zoom ?? fittingZoom(span)
  const cells = readCells(
    (first, end) => map.strips('side', bucket, zoom, first, end),
    job,
    zoom,
    span,
  )
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
