import { Worker } from 'node:worker_threads'
import { BUCKETS } from '../../heatmap/grid.ts'
import { MINUTE } from '../../market/units.ts'
import type { Alert } from '../../signals/alerts/alert-state.ts'
import { formatTime } from '../../api/format.ts'
import { priceSpan } from '../../render/picture.ts'
import type { Picture } from '../../render/picture.ts'
import type { ServedAlerts } from '../../server/alerts/served-alerts.ts'
import { fittingZoom, readCells, shownCandles } from '../build-map/map-cells.ts'

type Maps = Parameters<ServedAlerts['drawFrom']>[0]

const MODEL = 'isotherm'

/** Half a day to where an alert is, in columns that are cheap to make. */
const COLUMNS = 144
const FINEST = 5 * MINUTE

/** Larger, and a message goes without it: receivers refuse what is too large. */
const MOST_BYTES = 2 ** 20

export interface AlertPictures {
  /** Tells where the maps are: they are there later than the alerts. */
  drawFrom(maps: Maps): void
  /** The map around an alert as PNG; undefined where there is none, or none that could be drawn. */
  of(alert: Alert): Promise<Uint8Array | undefined>
}

/** @param onProblem is told why a picture was left out */
export function alertPictures(onProblem: (message: string) => void): AlertPictures {
  let maps: Maps | undefined
  return {
    drawFrom(given) {
      maps = given
    },
    async of(alert) {
      if (maps === undefined) return undefined
      try {
        const picture = await pictureOf(maps, alert)
        const image = picture && (await drawApart(picture))
        return image === undefined || image.length > MOST_BYTES ? undefined : image
      } catch (error) {
        onProblem(`no picture of ${alert.instrument}: ${String(error)}`)
        return undefined
      }
    },
  }
}

/** What is to be drawn: the map up to the alert. */
async function pictureOf(
  maps: Maps,
  { instrument: id, time }: Alert,
): Promise<Picture | undefined> {
  const market = await maps.market(id)
  const { map } = await maps.map(id, MODEL)
  const bucket = map.buckets.find((one) => one >= FINEST) ?? BUCKETS.at(-1)!
  const to = Math.floor(Math.min(time, map.to) / bucket) * bucket
  const from = Math.max(to - COLUMNS * bucket, Math.ceil(map.from / bucket) * bucket)
  if (from >= to) return undefined
  const own = await market.candles(from, to)
  if (own.openTime.length === 0) return undefined
  const candles = shownCandles(own, { from, to })
  const span = priceSpan(candles)
  const zoom = fittingZoom(span)
  const cells = readCells(
    (first, end) =>
      Array.from({ length: end - first }, (_, i) => ({
        x: first + i,
        tiles: map.tiles('side', bucket, zoom, first + i),
      })),
    { from, to, bucket },
    zoom,
    span,
  )
  return {
    title: id,
    subtitle: `Modelled liquidation levels  ·  ${formatTime(from)} to ${formatTime(to)} UTC`,
    simulated: market.simulated,
    tickSize: market.instrument.tickSize,
    from,
    to,
    cells,
    candles,
    lastPrice: own.close.at(-1)!,
  }
}

/** Draws in a thread of its own: it takes longer than answers may wait. */
function drawApart(picture: Picture): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('draw-worker.js', import.meta.url), { workerData: picture })
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', () => reject(new Error('nothing was drawn')))
  })
}
