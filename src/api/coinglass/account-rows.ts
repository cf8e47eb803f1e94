import { z } from 'zod'
import { told } from './market-rows.ts'
import type { OhlcRow } from './ohlc.ts'

/** How many of all accounts are long, as this contract answers it. */

export const accountRatioSchema = z.array(
  z.strictObject({
    time: z.number().int(),
    global_account_long_percent: z.number(),
    global_account_short_percent: z.number(),
    /** Absent where no account is short. */
    global_account_long_short_ratio: z.number().optional(),
  }),
)

/** @param row of the share that is long, 0 to 1 */
export function accountRow({ time, close }: OhlcRow): z.infer<typeof accountRatioSchema>[number] {
  const long = Number(close)
  return {
    time,
    global_account_long_percent: long * 100,
    global_account_short_percent: (1 - long) * 100,
    global_account_long_short_ratio: told(long / (1 - long)),
  }
}
