import { spawnSync } from 'node:child_process'
import { createReadStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { emptyCandleColumns } from '../src/market/candle-columns.ts'
import { instrumentSchema } from '../src/market/schema.ts'
import { MINUTE } from '../src/market/units.ts'
import type { MapSource } from '../src/pipeline/map-source.ts'

const GENERATOR = fileURLToPath(new URL('../../shared/bench/gen-bars.mjs', import.meta.url))

/** The benchmark's market (../shared/bench/gen-bars.mjs): `count` bars of one minute, read as a stream. */
export async function generatedBars(count: number): Promise<MapSource> {
  const folder = mkdtempSync(join(tmpdir(), 'isotherm-bench-'))
  try {
    const prefix = join(folder, 'bars')
    // It writes its files first; its closing summary overflows the stack beyond some 100,000 bars.
    spawnSync(process.execPath, [GENERATOR, String(count), prefix], { stdio: 'ignore' })
    const candles = emptyCandleColumns(MINUTE, count)
    const openInterest = { time: new Float64Array(count), value: new Float64Array(count) }
    let row = -1
    for await (const line of createInterface({ input: createReadStream(`${prefix}.csv`) })) {
      if (row >= 0) {
        const [t, o, h, l, c, v, , buy, oi] = line.split(',').map(Number)
        candles.openTime[row] = t!
        candles.open[row] = o!
        candles.high[row] = h!
        candles.low[row] = l!
        candles.close[row] = c!
        candles.volume[row] = v!
        candles.takerBuyVolume[row] = buy!
        openInterest.time[row] = t! + MINUTE
        openInterest.value[row] = oi!
      }
      row++
    }
    if (row !== count) throw new Error(`the generator wrote ${row} bars instead of ${count}`)
    return { instrument: INSTRUMENT, candles, openInterest, distanceAt }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const INSTRUMENT = instrumentSchema.parse({
  id: 'simulated:BENCH',
  venue: 'simulated',
  symbol: 'BENCH',
  base: 'BTC',
  quote: 'USD',
  contract: 'linear',
  contractSize: 1,
  tickSize: 0.1,
})

const distanceAt = (_side: 'long' | 'short', leverage: number) => 1 / leverage - 0.0045
