import { z } from 'zod'
import type { Millis, PositionSide } from '../../market/units.ts'
import { decimal, decimalText } from './bars.ts'

/** Realised liquidations as this contract answers them. */

/** USD of both sides, as far as known: `known` is the part of the time, 0 to 1. */
export interface Sum {
  readonly longUsd: number
  readonly shortUsd: number
  readonly known: number
}

const time = z.number().int()
/** Absent where nothing is known of that time. */
const amount = z.number().nonnegative().optional()

export const historySchema = z.array(
  z.strictObject({ time, long_liquidation_usd: decimal, short_liquidation_usd: decimal }),
)

export const historyRow = (
  start: Millis,
  { longUsd, shortUsd }: Sum,
): z.infer<typeof historySchema>[number] => ({
  time: start,
  long_liquidation_usd: decimalText(longUsd),
  short_liquidation_usd: decimalText(shortUsd),
})

export const aggregatedHistorySchema = z.array(
  z.strictObject({
    time,
    aggregated_long_liquidation_usd: z.number(),
    aggregated_short_liquidation_usd: z.number(),
  }),
)

export const aggregatedHistoryRow = (
  start: Millis,
  { longUsd, shortUsd }: Sum,
): z.infer<typeof aggregatedHistorySchema>[number] => ({
  time: start,
  aggregated_long_liquidation_usd: longUsd,
  aggregated_short_liquidation_usd: shortUsd,
})

/** The keys of amounts over some spans. */
export const spanShape = (spans: readonly string[]): Record<string, typeof amount> =>
  Object.fromEntries(
    spans.flatMap((span) =>
      ['', 'long_', 'short_'].map((side) => [`${side}liquidation_usd_${span}`, amount] as const),
    ),
  )

/** Spans of a row of the coin list, in its order. */
export const COIN_SPANS: readonly string[] = ['24h', '12h', '4h', '1h']

export const coinListSchema = z.array(
  z.strictObject({ symbol: z.string(), ...spanShape(COIN_SPANS) }),
)

/** Amounts of some spans, one sum for each. */
export function spanAmounts(
  spans: readonly string[],
  sums: readonly Sum[],
): Record<string, number | undefined> {
  const row: Record<string, number | undefined> = {}
  spans.forEach((span, i) => {
    const { longUsd, shortUsd, known } = sums[i]!
    const told = (usd: number) => (known === 0 ? undefined : usd)
    row[`liquidation_usd_${span}`] = told(longUsd + shortUsd)
    row[`long_liquidation_usd_${span}`] = told(longUsd)
    row[`short_liquidation_usd_${span}`] = told(shortUsd)
  })
  return row
}

export const exchangeListSchema = z.array(
  z.strictObject({
    exchange: z.string(),
    liquidation_usd: z.number(),
    long_liquidation_usd: z.number(),
    short_liquidation_usd: z.number(),
    /** As clients in use read them. */
    longLiquidation_usd: z.number(),
    shortLiquidation_usd: z.number(),
  }),
)

export const exchangeRow = (
  exchange: string,
  { longUsd, shortUsd }: Omit<Sum, 'known'>,
): z.infer<typeof exchangeListSchema>[number] => ({
  exchange,
  liquidation_usd: longUsd + shortUsd,
  long_liquidation_usd: longUsd,
  short_liquidation_usd: shortUsd,
  longLiquidation_usd: longUsd,
  shortLiquidation_usd: shortUsd,
})

export const orderSchema = z.array(
  z.strictObject({
    exchange_name: z.string(),
    symbol: z.string(),
    base_asset: z.string(),
    price: z.number(),
    usd_value: z.number(),
    side: z.union([z.literal(1), z.literal(2)]),
    time,
  }),
)

/** Of the order that closed a position: 1 bought, so a short was closed; 2 sold a long. */
export const orderSide = (position: PositionSide): 1 | 2 => (position === 'short' ? 1 : 2)

/** On the socket, of the position itself: 1 a long, 2 a short. */
export const positionSide = (position: PositionSide): 1 | 2 => (position === 'long' ? 1 : 2)

/** A single liquidation with the names of its instrument. */
export interface NamedLiquidation {
  readonly exchange: string
  readonly symbol: string
  readonly coin: string
  readonly price: number
  readonly notionalUsd: number
  readonly position: PositionSide
  readonly time: Millis
}

export const orderRow = (one: NamedLiquidation): z.infer<typeof orderSchema>[number] => ({
  exchange_name: one.exchange.toUpperCase(),
  symbol: one.symbol,
  base_asset: one.coin,
  price: one.price,
  usd_value: one.notionalUsd,
  side: orderSide(one.position),
  time: one.time,
})
