import { z } from 'zod'
import { instrumentIdSchema, timeSchema } from '../market/schema.ts'
import { completenessSchema } from './live.ts'
import { fresh } from './schema.ts'

/** What panes under the chart show beside candles and open interest: funding and realised liquidations. */

/** The last funding rate told in each bucket; a bucket without one is not in them. */
export const fundingSchema = z.object({
  ...fresh,
  instrument: instrumentIdSchema,
  openTime: z.array(z.number()),
  /** When it was told. */
  time: z.array(z.number()),
  /** Fraction of notional that longs pay shorts for the interval. */
  fundingRate: z.array(z.number()),
  /** Milliseconds that a rate is for; null where the venue did not say. */
  interval: z.array(z.number().nullable()),
})

/** Of what the venue shows, how much that is; null where nobody said. */
const told = { completeness: completenessSchema.nullable(), note: z.string().nullable() }

/** Sums of realised liquidations by bucket; a bucket of which nothing is known is not in them. */
export const liquidationTotalsSchema = z.object({
  ...fresh,
  ...told,
  instrument: instrumentIdSchema,
  interval: z.number(),
  openTime: z.array(z.number()),
  longUsd: z.array(z.number()),
  shortUsd: z.array(z.number()),
  /** The part of the bucket of which it is known what was liquidated, above 0 and up to 1. */
  known: z.array(z.number()),
})

export const liquidationWindowSchema = z.object({
  /** Length in ms; it ends at `time`. */
  length: z.number(),
  longUsd: z.number(),
  shortUsd: z.number(),
  /** The part of it of which it is known what was liquidated, 0 to 1. */
  known: z.number(),
})

/** What was liquidated in the last 1, 4, 12 and 24 hours. */
export const liquidationWindowsSchema = z.object({
  ...told,
  instrument: instrumentIdSchema,
  time: timeSchema,
  windows: z.array(liquidationWindowSchema),
  /** All followed instruments of the coin; null where nothing is followed. `known` is their mean. */
  coin: z
    .object({
      base: z.string(),
      instruments: z.number(),
      /** Those whose venue shows a part of its liquidations. */
      sampled: z.number(),
      windows: z.array(liquidationWindowSchema),
    })
    .nullable(),
})

export type FundingAnswer = z.infer<typeof fundingSchema>
export type LiquidationTotals = z.infer<typeof liquidationTotalsSchema>
export type LiquidationWindow = z.infer<typeof liquidationWindowSchema>
export type LiquidationWindows = z.infer<typeof liquidationWindowsSchema>
