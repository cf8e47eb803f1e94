import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DuckDBAppender } from '@duckdb/node-api'
import { LEVERAGE_BANDS } from '../../heatmap/planes.ts'
import type { Level } from '../../pipeline/exact-column.ts'
import { literal, openDuck } from '../../store/duck.ts'
import { replaceFile } from '../../store/durable-file.ts'
import { exactColumns } from './build-columns.ts'
import type { BuildJob } from './build-job.ts'

/**
 * Writes one row per cell that holds something: time (end of the bucket, UTC), price_from, price_to,
 * side, band and usd, by time, then price, side and band.
 */
export async function writeParquet(job: BuildJob): Promise<string> {
  const duck = await openDuck(join(tmpdir(), `isotherm-build-${process.pid}`))
  try {
    await duck.writer.run(
      `CREATE TABLE cells (ms DOUBLE, price_from DOUBLE, price_to DOUBLE,
       side VARCHAR, band VARCHAR, usd DOUBLE)`,
    )
    const appender = await duck.writer.createAppender('cells')
    let rows = 0
    for (const { time, levels } of exactColumns(job))
      for (const level of levels) rows += appendLevel(appender, time, level)
    appender.closeSync()
    await replaceFile(job.out, async (path) => {
      await duck.writer.run(
        `COPY (SELECT epoch_ms(CAST(ms AS BIGINT)) AT TIME ZONE 'UTC' AS time,
         price_from, price_to, side, band, usd FROM cells)
         TO ${literal(path)} (FORMAT parquet, COMPRESSION zstd)`,
      )
    })
    return `${rows} cells`
  } finally {
    duck.close()
  }
}

/** Appends the cells of one level and returns how many there were. */
function appendLevel(appender: DuckDBAppender, time: number, level: Level): number {
  let rows = 0
  for (const side of ['long', 'short'] as const)
    level.byBand.forEach((sides, band) => {
      const usd = side === 'long' ? sides.longUsd : sides.shortUsd
      if (usd === 0) return
      for (const value of [time, level.priceFrom, level.priceTo]) appender.appendDouble(value)
      appender.appendVarchar(side)
      appender.appendVarchar(LEVERAGE_BANDS[band]!.id)
      appender.appendDouble(usd)
      appender.endRow()
      rows++
    })
  return rows
}
