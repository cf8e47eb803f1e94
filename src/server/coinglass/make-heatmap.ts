import { setImmediate } from 'node:timers/promises'
import { barsOf, plus } from '../../api/coinglass/bars.ts'
import type { Bar } from '../../api/coinglass/bars.ts'
import { HEATMAP_RANGES } from '../../api/coinglass/heatmap-rows.ts'
import type { Heatmap, HeatmapRange } from '../../api/coinglass/heatmap-rows.ts'
import { bucketStart, rangeLength } from '../../api/coinglass/spans.ts'
import { binOf } from '../../market/price-bin.ts'
import type { Millis } from '../../market/units.ts'
import { amountsBetween } from '../../pipeline/exact-column.ts'
import type { BinRange } from '../../pipeline/exact-column.ts'
import type { Market } from '../market/market.ts'
import { problem } from '../http/problems.ts'
import type { ServedMap } from '../map/served-map.ts'
import { inTurn } from './in-turn.ts'

/** A market and its map by one model. */
export interface MappedMarket {
  readonly market: Market
  readonly map: ServedMap
}

/** Most price levels of a heatmap. */
const MOST_LEVELS = 200

/** Columns that are read before others have their turn. */
const AT_ONCE = 4

/**
 * The heatmap of one or more markets of a coin, in the model's exact dollars. Prices are those of the
 * market in which most was traded; volumes are summed. What is not closed yet is its last column.
 */
export async function makeHeatmap(
  markets: readonly MappedMarket[],
  range: HeatmapRange,
): Promise<Heatmap> {
  const { bucket: shortest, margin } = HEATMAP_RANGES[range]
  const bucket = Math.max(...markets.map(({ market }) => longer(shortest, market.stored.interval)))
  const time = Math.max(...markets.map(({ map }) => map.to))
  const last = bucketStart(time - 1, bucket)
  const from = Math.max(
    last + bucket - Math.max(bucket, rangeLength(range)),
    bucketStart(Math.min(...markets.map(({ map }) => map.from)), bucket),
  )
  const traded = await inTurn(markets, async ({ market }) =>
    barsOf(await market.candles(from, time), market.instrument.contract, bucket),
  )
  const bars = joined(traded)
  const low = Math.min(...bars.map((bar) => bar.low)) * (1 - margin)
  const high = Math.max(...bars.map((bar) => bar.high)) * (1 + margin)
  let zoom = 0
  while (binOf(high, zoom) - binOf(low, zoom) >= MOST_LEVELS) zoom++
  const [firstBin, endBin] = [binOf(low, zoom), binOf(high, zoom) + 1]
  const scale = 2 ** zoom
  const bins = { first: firstBin * scale, last: endBin * scale - 1 }
  const columns = bars.map(() => new Float64Array(endBin - firstBin))
  for (const one of markets) {
    const read = columnReader(one, bins, zoom, from)
    let columnsRead = 0
    for (const [i, bar] of bars.entries()) {
      if (bar.time >= one.map.to) break
      read(Math.min(bar.time + bucket, one.map.to), columns[i]!)
      // oxlint-disable-next-line no-await-in-loop
      if (++columnsRead % AT_ONCE === 0) await setImmediate()
    }
  }
  return { zoom, firstBin, bars, columns, time }
}

/** A length of columns that the candles can be joined to. */
const longer = (bucket: Millis, interval: Millis): Millis => Math.ceil(bucket / interval) * interval

/** Adds what a map holds at a time to a column. */
function columnReader(
  { market: { instrument }, map }: MappedMarket,
  bins: BinRange,
  zoom: number,
  from: Millis,
): (time: Millis, column: Float64Array) => void {
  const replay = map.readOn?.(Math.max(from, map.from)).replay
  if (replay === undefined)
    throw problem('no-map', `${instrument.id} has no map that can be read over time`)
  return (time, column) => {
    if (time <= map.from) return
    replay.seek(time)
    if (Number.isNaN(replay.model.openInterest)) return
    const amounts = amountsBetween(replay.model, instrument.contract, bins, zoom)
    const each = amounts.length / column.length
    amounts.forEach((usd, i) => {
      column[Math.floor(i / each)]! += usd
    })
  }
}

/** The bars of the market in which most was traded, with the volume of all. */
function joined(all: readonly (readonly Bar[])[]): readonly Bar[] {
  const main = all.reduce(
    (most, bars) => (tradedUsd(bars) > tradedUsd(most) ? bars : most),
    all[0] ?? [],
  )
  if (main.length === 0) throw problem('outside-map', 'there are no candles in this range')
  const others = all.filter((bars) => bars !== main).flat()
  const volumes = new Map(main.map(({ time, volume }) => [time, volume]))
  for (const { time, volume } of others) {
    const known = volumes.get(time)
    if (known !== undefined) volumes.set(time, plus(known, volume))
  }
  return main.map((bar) => ({ ...bar, volume: volumes.get(bar.time)! }))
}

const tradedUsd = (bars: readonly Bar[]): number =>
  bars.reduce((total, { volume }) => total + volume.usd, 0)
