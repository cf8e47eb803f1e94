import { z } from 'zod'
import type { Instrument } from '../../market/instrument.ts'
import { cents } from './heatmap-rows.ts'

/** Liquidation maps as this contract answers them: levels by price, as they stand now. */

/** How far the levels of a range reach from the price, as a share of it: what a move of that time may meet. */
export const MAP_RANGES = { '1d': 0.1, '7d': 0.2, '30d': 0.35, '180d': 0.6, '365d': 0.8 } as const
export type MapRange = keyof typeof MAP_RANGES
export const MAP_RANGE_NAMES = Object.keys(MAP_RANGES) as MapRange[]

/** The same for max pain. */
export const PAIN_RANGES = {
  '12h': 0.07,
  '24h': 0.1,
  '48h': 0.12,
  '3d': 0.15,
  '7d': 0.2,
  '14d': 0.25,
  '30d': 0.35,
} as const
export type PainRange = keyof typeof PAIN_RANGES
export const PAIN_RANGE_NAMES = Object.keys(PAIN_RANGES) as PainRange[]

const row = z.tuple([z.number(), z.number().positive(), z.number().nullable(), z.null()])
const byPrice = z.record(z.string(), z.array(row))

export const mapSchema = z.strictObject({ data: byPrice })

export const listedMapSchema = z.strictObject({
  data: z.array(
    z.strictObject({
      instrument: z.strictObject({
        instrumentId: z.string(),
        exName: z.string(),
        baseAsset: z.string(),
        quoteAsset: z.string(),
        priceTick: z.number(),
        /** Hours; null where the venue has not said. */
        fundingInterval: z.number().nullable(),
        pricePrecision: z.number().int(),
        /** Null: it depends on the size of a position. */
        maxLeverage: z.null(),
        type: z.literal(1),
      }),
      liqMapV2: byPrice,
    }),
  ),
  last_price: z.number(),
})

/** USD at a price, apart by the leverage of its positions where that is asked. */
export interface PriceLevel {
  readonly price: number
  readonly parts: readonly { readonly usd: number; readonly leverage: number | null }[]
}

/** Less than this of one leverage is left out. */
const LEAST_USD = 1

/** Levels by their price as text; the outer list of each has a row for each leverage. */
export const rowsByPrice = (levels: readonly PriceLevel[]): z.infer<typeof byPrice> =>
  Object.fromEntries(
    levels.flatMap(({ price, parts }) => {
      const rows = parts
        .filter(({ usd }) => usd >= LEAST_USD)
        .map(({ usd, leverage }): z.infer<typeof row> => [price, cents(usd), leverage, null])
      return rows.length > 0 ? [[String(price), rows]] : []
    }),
  )

export function instrumentOf(
  { symbol, base, quote, tickSize }: Instrument,
  exchange: string,
  fundingHours: number | null,
): z.infer<typeof listedMapSchema>['data'][number]['instrument'] {
  return {
    instrumentId: symbol,
    exName: exchange,
    baseAsset: base,
    quoteAsset: quote,
    priceTick: tickSize,
    fundingInterval: fundingHours,
    pricePrecision: Math.max(0, Math.ceil(-Math.log10(tickSize) - 1e-9)),
    maxLeverage: null,
    type: 1,
  }
}

const known = z.number().optional()

export const maxPainSchema = z.array(
  z.strictObject({
    symbol: z.string(),
    price: z.number(),
    long_max_pain_liq_level: known,
    long_max_pain_liq_price: known,
    short_max_pain_liq_level: known,
    short_max_pain_liq_price: known,
  }),
)

interface SideLevel {
  readonly price: number
  readonly longUsd: number
  readonly shortUsd: number
}

/** Longs are liquidated below the price, shorts above it. What a side has not, since it holds nothing, is absent. */
export function maxPainRow(
  symbol: string,
  price: number,
  { long, short }: { readonly long: SideLevel | undefined; readonly short: SideLevel | undefined },
): z.infer<typeof maxPainSchema>[number] {
  return {
    symbol,
    price,
    long_max_pain_liq_level: long && cents(long.longUsd),
    long_max_pain_liq_price: long?.price,
    short_max_pain_liq_level: short && cents(short.shortUsd),
    short_max_pain_liq_price: short?.price,
  }
}
