import { z } from 'zod'
import type { Amount } from './bars.ts'
import { CHANGE_SPANS, bySpan, spanKeys, told } from './market-rows.ts'

/** What is open on each exchange, as this contract answers it. */

export const openListSchema = z.array(
  z.strictObject({
    /** `All` is the sum of the others. */
    exchange: z.string(),
    symbol: z.string(),
    open_interest_usd: z.number(),
    open_interest_quantity: z.number(),
    open_interest_by_stable_coin_margin: z.number(),
    open_interest_quantity_by_coin_margin: z.number(),
    open_interest_quantity_by_stable_coin_margin: z.number(),
    ...Object.fromEntries(
      spanKeys('open_interest_change_percent', CHANGE_SPANS).map(
        (key) => [key, z.number().optional()] as const,
      ),
    ),
  }),
)

/** What is open, in all and by what margin is in. */
export interface OpenByMargin {
  readonly all: Amount
  readonly coinMargin: Amount
  readonly stableMargin: Amount
}

/** What is open on one exchange, or on all; `changeOf` tells its change over a span, in percent. */
export interface OpenOnExchange extends OpenByMargin {
  readonly exchange: string
  readonly symbol: string
  readonly changeOf: (span: string) => number | undefined
}

export const openRow = ({
  exchange,
  symbol,
  all,
  coinMargin,
  stableMargin,
  changeOf,
}: OpenOnExchange) => ({
  exchange,
  symbol,
  open_interest_usd: all.usd,
  open_interest_quantity: all.coins,
  open_interest_by_stable_coin_margin: stableMargin.usd,
  open_interest_quantity_by_coin_margin: coinMargin.coins,
  open_interest_quantity_by_stable_coin_margin: stableMargin.coins,
  ...bySpan('open_interest_change_percent', CHANGE_SPANS, changeOf),
})

/** Null where it was not known: places in these lists are times. */
const known = z.number().nullable()

export const openChartSchema = z.strictObject({
  time_list: z.array(z.number().int()),
  price_list: z.array(known),
  /** By exchange, at the same times. */
  data_map: z.record(z.string(), z.array(known)),
})

/** A value at each of some times: the last one that was told no longer than `holds` before. */
export function valuesAt(
  times: readonly number[],
  { time, value }: { readonly time: Float64Array; readonly value: Float64Array },
  holds: number,
): (number | null)[] {
  let i = 0
  return times.map((now) => {
    while (i < time.length && time[i]! <= now) i++
    return i > 0 && now - time[i - 1]! <= holds ? (told(value[i - 1]) ?? null) : null
  })
}
