import { z } from 'zod'
import { parseInstrumentId, parseVenueId } from './instrument.ts'
import type { InstrumentId, VenueId } from './instrument.ts'

/** Schemas for reading market values from outside. Every refusal names what would be right. */

const positive = z.number().positive()

export const venueIdSchema = z.string().transform((text, context): VenueId => {
  const parsed = parseVenueId(text)
  if (parsed !== undefined) return parsed
  context.addIssue({ code: 'custom', message: `"${text}" is no venue id: a-z, 0-9 and -` })
  return z.NEVER
})

export const instrumentIdSchema = z.string().transform((text, context): InstrumentId => {
  const parsed = parseInstrumentId(text)
  if (parsed !== undefined) return parsed
  const message = `"${text.slice(0, 60)}" is no instrument: use venue:symbol, like binance:BTCUSDT`
  context.addIssue({ code: 'custom', message })
  return z.NEVER
})

/** UTC milliseconds between 2009 (before bitcoin) and 2100: catches seconds and microseconds. */
export const timeSchema = z.number().int().min(1_230_768_000_000).max(4_102_444_800_000)

export const instrumentSchema = z.strictObject({
  id: instrumentIdSchema,
  venue: venueIdSchema,
  symbol: z.string().min(1).max(40),
  base: z.string().min(1).max(20),
  quote: z.string().min(1).max(20),
  contract: z.enum(['linear', 'inverse']),
  contractSize: positive,
  tickSize: positive,
})

export const riskTierSchema = z
  .strictObject({
    floor: z.number().nonnegative(),
    cap: z
      .union(
        [positive, z.literal('Infinity').transform(() => Number.POSITIVE_INFINITY)],
        'must be a number above 0, "Infinity" or null (not known)',
      )
      .nullable()
      .transform((cap) => cap ?? undefined),
    maintenanceRate: z.number().gt(0).lt(1),
    rateSlope: z.number().nonnegative().exactOptional(),
    deduction: z.number().nonnegative(),
    maxLeverage: z
      .number()
      .min(1)
      .nullish()
      .transform((leverage) => leverage ?? undefined),
  })
  .refine((tier) => tier.cap === undefined || tier.cap > tier.floor, {
    message: 'cap must be above floor',
  })

/** Tiers without holes: the first starts at 0, each next one where the last ended, rates ascending. */
export const riskTierTableSchema = z.strictObject({
  unit: z.enum(['quote', 'base', 'contracts']),
  asOf: timeSchema,
  source: z.string().min(1),
  tiers: z
    .array(riskTierSchema)
    .min(1)
    .superRefine((tiers, context) => {
      tiers.forEach((tier, i) => {
        const before = tiers[i - 1]
        const start = before === undefined ? 0 : before.cap
        if (start === undefined)
          context.addIssue({ code: 'custom', message: `tier ${i} cannot follow an unknown cap` })
        else if (tier.floor !== start)
          context.addIssue({ code: 'custom', message: `tier ${i} must start at ${start}` })
        if (before && tier.maintenanceRate < before.maintenanceRate)
          context.addIssue({ code: 'custom', message: `tier ${i} must not lower the rate` })
      })
    }),
})
