import { z } from 'zod'
import type { ContractKind } from '../../market/instrument.ts'
import type { Millis } from '../../market/units.ts'

/** Funding rates of exchanges as this contract answers them: in percent. */

const rate = z.strictObject({
  exchange: z.string(),
  /** Hours; absent where the venue has not said. */
  funding_rate_interval: z.number().optional(),
  funding_rate: z.number(),
  /** Absent where the venue has not said how often it funds. */
  next_funding_time: z.number().int().optional(),
})

const listsOf = <Row extends z.ZodType>(row: Row) =>
  z.array(
    z.strictObject({
      symbol: z.string(),
      stablecoin_margin_list: z.array(row),
      token_margin_list: z.array(row),
    }),
  )

export const fundingListSchema = listsOf(rate)

export const accumulatedSchema = listsOf(
  z.strictObject({ exchange: z.string(), funding_rate: z.number() }),
)

/** Rows of a coin by what margin is in. */
export const byMargin = <Row>(
  symbol: string,
  rows: readonly { readonly contract: ContractKind; readonly row: Row }[],
) => {
  const of = (kind: ContractKind) =>
    rows.flatMap(({ contract, row }) => (contract === kind ? [row] : []))
  return { symbol, stablecoin_margin_list: of('linear'), token_margin_list: of('inverse') }
}

const MS_PER_HOUR = 3_600_000

/** Venues fund at whole multiples of their interval. */
export const fundingRow = (
  exchange: string,
  fraction: number,
  interval: Millis | undefined,
  now: Millis,
): z.infer<typeof rate> => ({
  exchange,
  funding_rate_interval: interval && interval / MS_PER_HOUR,
  funding_rate: fraction * 100,
  next_funding_time: interval && (Math.floor(now / interval) + 1) * interval,
})
