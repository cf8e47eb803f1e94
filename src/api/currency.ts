import { z } from 'zod'

/** What currencies are worth, as the server was told. Amounts of the API are in USD all the same. */

export const currencyRateSchema = z.object({
  /** ISO 4217. */
  currency: z.string(),
  usdPerUnit: z.number(),
  /** UTC milliseconds of when it held. */
  asOf: z.number(),
  /** Who says so: as the file has it, else "file". */
  source: z.string(),
})

export const currencyRatesSchema = z.object({
  /** The server's clock, which ages are by. */
  time: z.number(),
  rates: z.array(currencyRateSchema),
})

export type CurrencyRate = z.infer<typeof currencyRateSchema>
export type CurrencyRatesAnswer = z.infer<typeof currencyRatesSchema>
