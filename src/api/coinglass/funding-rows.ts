import { z } from 'zod'
import type { FundingColumns } from '../../market/funding-columns.ts'
import type { ContractKind } from '../../market/instrument.ts'
import { SECOND } from '../../market/units.ts'
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

/** What is paid at the end of an interval venues stamp with a time up to so long after it. */
const STAMPED_LATE: Millis = SECOND

/**
 * The fraction that longs paid: of each interval its last rate, since venues tell it as it changes. Undefined
 * where a venue has not said for how long its rates are.
 */
export function paid({ time, value, interval }: FundingColumns): number | undefined {
  const ofInterval = new Map<string, number>()
  for (let i = 0; i < time.length; i++) {
    const length = interval[i]!
    if (Number.isNaN(length)) return undefined
    // A rate that comes alone is one that was paid; of those told again and again each is of its moment.
    const isAlone = i === 0 || time[i]! - time[i - 1]! >= length / 2
    const end = Math.ceil((time[i]! - (isAlone ? STAMPED_LATE : 0)) / length)
    ofInterval.set(`${length} ${end}`, value[i]!)
  }
  if (ofInterval.size === 0) return undefined
  return [...ofInterval.values()].reduce((sum, rate) => sum + rate, 0)
}
