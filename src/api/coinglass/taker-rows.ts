import { z } from 'zod'
import type { Amount, Bar } from './bars.ts'
import { decimal, decimalText } from './bars.ts'

/** What takers bought and sold, as this contract answers it. */

export type Unit = 'usd' | 'coin'
export const UNITS = ['usd', 'coin'] as const

const time = z.number().int()

/** Takers of one bucket; only what is known of every candle in it. */
export interface Taken {
  readonly time: number
  readonly buy: number
  readonly sell: number
}

const inUnit = (amount: Amount, unit: Unit): number => (unit === 'usd' ? amount.usd : amount.coins)

export const takenOf = (bars: readonly Bar[], unit: Unit): Taken[] =>
  bars.flatMap((bar) => {
    const buy = inUnit(bar.takerBuy, unit)
    if (Number.isNaN(buy)) return []
    return [{ time: bar.time, buy, sell: Math.max(0, inUnit(bar.volume, unit) - buy) }]
  })

/** Sums by time of those that know something of it. */
export function addedTaken(all: readonly (readonly Taken[])[]): Taken[] {
  const sums = new Map<number, Taken>()
  for (const one of all.flat()) {
    const before = sums.get(one.time)
    const { buy, sell } = before ?? { buy: 0, sell: 0 }
    sums.set(one.time, { time: one.time, buy: buy + one.buy, sell: sell + one.sell })
  }
  return [...sums.values()].toSorted((a, b) => a.time - b.time)
}

export const takerHistorySchema = z.array(
  z.strictObject({ time, taker_buy_volume_usd: decimal, taker_sell_volume_usd: decimal }),
)

export const takerRow = (one: Taken): z.infer<typeof takerHistorySchema>[number] => ({
  time: one.time,
  taker_buy_volume_usd: decimalText(one.buy),
  taker_sell_volume_usd: decimalText(one.sell),
})

export const aggregatedTakerSchema = z.array(
  z.strictObject({
    time,
    aggregated_buy_volume_usd: z.number(),
    aggregated_sell_volume_usd: z.number(),
  }),
)

/** The keys say USD in either unit. */
export const aggregatedTakerRow = (one: Taken): z.infer<typeof aggregatedTakerSchema>[number] => ({
  time: one.time,
  aggregated_buy_volume_usd: one.buy,
  aggregated_sell_volume_usd: one.sell,
})

export const cvdSchema = z.array(
  z.strictObject({
    time,
    taker_buy_vol: z.number(),
    taker_sell_vol: z.number(),
    cum_vol_delta: z.number(),
  }),
)

export const aggregatedCvdSchema = z.array(
  z.strictObject({
    time,
    agg_taker_buy_vol: z.number(),
    agg_taker_sell_vol: z.number(),
    cum_vol_delta: z.number(),
  }),
)

/** Rows with what was bought beyond what was sold since the first of them. */
const cumulated = (all: readonly Taken[]): (Taken & { readonly sum: number })[] => {
  let sum = 0
  return all.map((one) => ({ ...one, sum: (sum += one.buy - one.sell) }))
}

export const cvdRows = (all: readonly Taken[]): z.infer<typeof cvdSchema> =>
  cumulated(all).map((one) => ({
    time: one.time,
    taker_buy_vol: one.buy,
    taker_sell_vol: one.sell,
    cum_vol_delta: one.sum,
  }))

export const aggregatedCvdRows = (all: readonly Taken[]): z.infer<typeof aggregatedCvdSchema> =>
  cumulated(all).map((one) => ({
    time: one.time,
    agg_taker_buy_vol: one.buy,
    agg_taker_sell_vol: one.sell,
    cum_vol_delta: one.sum,
  }))

const takerSums = {
  buy_ratio: z.number(),
  sell_ratio: z.number(),
  buy_vol_usd: z.number(),
  sell_vol_usd: z.number(),
}

export const takerListSchema = z.strictObject({
  symbol: z.string(),
  ...takerSums,
  exchange_list: z.array(z.strictObject({ exchange: z.string(), ...takerSums })),
})

const sharesOf = ({ buy, sell }: Pick<Taken, 'buy' | 'sell'>) => ({
  buy_ratio: (buy / (buy + sell)) * 100,
  sell_ratio: (sell / (buy + sell)) * 100,
  buy_vol_usd: buy,
  sell_vol_usd: sell,
})

/** @param all by exchange; those that traded nothing are left out, and one at least has */
export function takerList(
  symbol: string,
  all: readonly { readonly exchange: string; readonly buy: number; readonly sell: number }[],
): z.infer<typeof takerListSchema> {
  const sum = (of: 'buy' | 'sell') => all.reduce((total, one) => total + one[of], 0)
  const sorted = all.toSorted((a, b) => b.buy + b.sell - a.buy - a.sell)
  return {
    symbol,
    ...sharesOf({ buy: sum('buy'), sell: sum('sell') }),
    exchange_list: sorted.map((one) => ({ exchange: one.exchange, ...sharesOf(one) })),
  }
}
