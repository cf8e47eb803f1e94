import { z } from 'zod'
import type { Instrument } from '../../market/instrument.ts'

/** What there is to ask about, as this contract answers it. */

export const namesSchema = z.array(z.string())

const pairRowSchema = z.strictObject({
  instrument_id: z.string(),
  base_asset: z.string(),
  quote_asset: z.string(),
})

export const pairsSchema = z.record(z.string(), z.array(pairRowSchema))

export const pairRow = ({ symbol, base, quote }: Instrument): z.infer<typeof pairRowSchema> => ({
  instrument_id: symbol,
  base_asset: base,
  quote_asset: quote,
})

export const subscriptionSchema = z.strictObject({
  level: z.string(),
  expire_time: z.number().int(),
  expired: z.boolean(),
})

/** No plan closes anything here. Clients that ask first must be let through, also in years. */
export const subscription: z.infer<typeof subscriptionSchema> = {
  level: 'ENTERPRISE',
  expire_time: 4_102_444_800_000,
  expired: false,
}
