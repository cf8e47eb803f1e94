import { z } from 'zod'
import { instrumentIdSchema, timeSchema } from '../market/schema.ts'
import { REGIMES } from '../signals/regime.ts'
import { bandSchema, fresh } from './schema.ts'

/** The rolling year: what the map held at the end of each day, and how that lay around the price. */

const regime = z.enum(REGIMES)

const rangedUsd = z.object({ usd: z.number(), low: z.number(), high: z.number() })

/** What the newest column holds around its own price. */
export const readingSchema = z.object({
  /** End of the bucket whose column this is. */
  time: timeSchema,
  /** Last close before that time. */
  price: z.number(),
  /** Change of the price over 24 hours, as a fraction; null where it is not known. */
  change: z.number().nullable(),
  /** Shorts above the price, with their 10 and 90 %. */
  above: rangedUsd,
  /** Longs below it. */
  below: rangedUsd,
  /** above ÷ below; null where a side holds nothing. */
  ratio: z.number().nullable(),
  regime,
  /** How the range of a level of 0.05 % was reckoned; sums are known no worse. */
  band: bandSchema,
})

/** Days as columns, oldest first: row i of each is of the same day. */
export const daysSchema = z.object({
  /** 00:00 UTC at the end of the day. */
  time: z.array(z.number()),
  price: z.array(z.number()),
  change: z.array(z.number().nullable()),
  aboveUsd: z.array(z.number()),
  belowUsd: z.array(z.number()),
  ratio: z.array(z.number().nullable()),
  regime: z.array(regime),
  /** The part of the day's bars that are there; at half or less the day is told as a gap. */
  known: z.array(z.number()),
  /** What the dollars of the day rest on: those of different bases do not compare. */
  basis: z.array(bandSchema.shape.basis),
  /** Of the whole column, in `unitUsd`, by bin from the lowest price up. */
  long: z.array(z.array(z.number())),
  short: z.array(z.array(z.number())),
})

export const yearSchema = z.object({
  ...fresh,
  instrument: instrumentIdSchema,
  model: z.string(),
  /** `above` and `below` reach so far around the price, as a share of it. */
  around: z.number(),
  /** USD that one unit of `long` and `short` is worth. */
  unitUsd: z.number(),
  /** Prices of the edges of the bins. The outermost bins also hold what lies beyond. */
  edges: z.array(z.number()),
  days: daysSchema,
  /** null where no column is known yet. */
  newest: readingSchema.nullable(),
})

export type YearAnswer = z.infer<typeof yearSchema>
export type Reading = z.infer<typeof readingSchema>
