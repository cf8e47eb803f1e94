import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import { BIN_WIDTH } from '../../heatmap/grid.ts'
import { LEVERAGE_BANDS } from '../../heatmap/planes.ts'
import { replaceFile } from '../../store/durable-file.ts'
import { EXACT_ZOOM, exactColumns } from './build-columns.ts'
import type { BuildJob } from './build-job.ts'

/**
 * Writes the exact columns as one JSON object, a column per line (docs/operating.md). A level is
 * `[bin, longUsd, shortUsd]`; bin b covers the prices (1 + binWidth)^(b × 2^zoom) to that of b + 1.
 */
export async function writeJson(job: BuildJob): Promise<string> {
  let columns = 0
  let levels = 0
  await replaceFile(job.out, async (path) => {
    const file = createWriteStream(path)
    const done = finished(file)
    const put = async (text: string) => {
      if (!file.write(text)) await once(file, 'drain')
    }
    await put(`${head(job)}\n"columns": [`)
    for (const column of exactColumns(job)) {
      const { time, price, openInterestUsd, unleveredUsd, total, byBand } = column
      const row = {
        time,
        price,
        openInterestUsd,
        unleveredUsd,
        total,
        byBand: byBand.map((sides, i) => ({ band: LEVERAGE_BANDS[i]!.id, ...sides })),
        levels: column.levels.map(({ bin, longUsd, shortUsd }) => [bin, longUsd, shortUsd]),
      }
      // oxlint-disable-next-line no-await-in-loop -- as fast as the disk takes it
      await put(`${columns++ === 0 ? '' : ','}\n${JSON.stringify(row)}`)
      levels += column.levels.length
    }
    file.end('\n]}\n')
    await done
  })
  return `${levels} levels`
}

/** The object up to its columns. */
function head({ instrument, simulated, model, bucket, zoom, from, to }: BuildJob): string {
  const about = {
    format: 'isotherm-map',
    formatVersion: 1,
    instrument: instrument.id,
    simulated,
    model,
    bucket,
    zoom: zoom ?? EXACT_ZOOM,
    binWidth: BIN_WIDTH,
    from,
    to,
  }
  return `${JSON.stringify(about).slice(0, -1)},`
}
