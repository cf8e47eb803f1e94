import { z } from 'zod'
import { instrumentIdSchema, timeSchema } from '../market/schema.ts'
import { fresh } from './schema.ts'

/**
 * What answers about what the map says by rule have in common (docs/methodology.md). Shares are
 * fractions of 1, distances and moves fractions of the price (negative below it), spans of time
 * milliseconds. null is "not known".
 */

export const share = z.number()
export const known = z.number().nullable()
export const side = z.enum(['long', 'short'])
export const lows = { low: z.number(), high: z.number() }
export const rangeSchema = z.object(lows)

/** What each of these answers begins with. */
export const head = {
  ...fresh,
  instrument: instrumentIdSchema,
  model: z.string(),
  /** True for a market that was made up: the page says SIMULATED. */
  simulated: z.boolean(),
}

/** What a cluster was when it was last seen. */
export const lastSeen = {
  /** Side, time and place where it was first seen: the same whenever the same past is read. */
  id: z.string(),
  side,
  priceFrom: z.number(),
  priceTo: z.number(),
  peakPrice: z.number(),
  /** Price of the middle of its mass. */
  centrePrice: z.number(),
  usd: z.number(),
  /** When it was first seen. */
  since: timeSchema,
}
