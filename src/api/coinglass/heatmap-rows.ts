import { z } from 'zod'
import { DAY, HOUR, MINUTE } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import { binMiddle } from '../../market/price-bin.ts'
import { decimal, decimalText } from './bars.ts'
import type { Bar } from './bars.ts'

/** Heatmaps as this contract answers them: price levels by columns of time. */

/** Which of Isotherm's models a model of the contract is. */
export const HEATMAP_MODELS = {
  model1: 'isotherm',
  model2: 'opening-only',
  model3: 'conserving',
} as const
export type HeatmapModel = keyof typeof HEATMAP_MODELS

/** Length of the columns of a range, and how far its prices reach beyond those that were traded. */
export const HEATMAP_RANGES = {
  '12h': { bucket: 5 * MINUTE, margin: 0.04 },
  '24h': { bucket: 5 * MINUTE, margin: 0.05 },
  '3d': { bucket: 15 * MINUTE, margin: 0.08 },
  '7d': { bucket: 30 * MINUTE, margin: 0.12 },
  '30d': { bucket: 2 * HOUR, margin: 0.2 },
  '90d': { bucket: 6 * HOUR, margin: 0.3 },
  '180d': { bucket: 12 * HOUR, margin: 0.4 },
  '1y': { bucket: DAY, margin: 0.5 },
} as const satisfies Record<string, { bucket: Millis; margin: number }>
export type HeatmapRange = keyof typeof HEATMAP_RANGES
export const HEATMAP_RANGE_NAMES = Object.keys(HEATMAP_RANGES) as HeatmapRange[]

const triple = z.tuple([z.number().int(), z.number().int(), z.number().positive()])
const candlestick = z.tuple([z.number().int(), decimal, decimal, decimal, decimal, decimal])

export const heatmapSchema = z.strictObject({
  y_axis: z.array(z.number()),
  liquidation_leverage_data: z.array(triple),
  price_candlesticks: z.array(candlestick),
  update_time: z.number().int(),
})
export type HeatmapAnswer = z.infer<typeof heatmapSchema>

/** The same as version 3 of the contract names it. */
export const olderHeatmapSchema = z.strictObject({
  y: z.array(z.number()),
  liq: z.array(triple),
  prices: z.array(candlestick),
})

export interface Heatmap {
  readonly zoom: number
  readonly firstBin: number
  readonly bars: readonly Bar[]
  /** USD by bin from `firstBin` on, a column for each bar. */
  readonly columns: readonly Float64Array[]
  /** End of the newest column. */
  readonly time: Millis
}

/** Less than this at a level is left out. */
const LEAST_USD = 1

/** A price to eight digits: what is more of a bin's middle means nothing. */
export const middlePrice = (bin: number, zoom: number): number =>
  Number(binMiddle(bin, zoom).toPrecision(8))

export const cents = (usd: number): number => Math.round(usd * 100) / 100

export function heatmapAnswer({ zoom, firstBin, bars, columns, time }: Heatmap): HeatmapAnswer {
  const bins = columns[0]?.length ?? 0
  const triples: HeatmapAnswer['liquidation_leverage_data'] = []
  columns.forEach((column, x) =>
    column.forEach((usd, y) => {
      if (usd >= LEAST_USD) triples.push([x, y, cents(usd)])
    }),
  )
  return {
    y_axis: Array.from({ length: bins }, (_, i) => middlePrice(firstBin + i, zoom)),
    liquidation_leverage_data: triples,
    price_candlesticks: bars.map(({ time: start, open, high, low, close, volume }) => [
      start / 1_000,
      decimalText(open),
      decimalText(high),
      decimalText(low),
      decimalText(close),
      decimalText(cents(volume.usd)),
    ]),
    update_time: time,
  }
}

export const olderHeatmap = (answer: HeatmapAnswer): z.infer<typeof olderHeatmapSchema> => ({
  y: answer.y_axis,
  liq: answer.liquidation_leverage_data,
  prices: answer.price_candlesticks,
})
