import { z } from 'zod'
import { instrumentIdSchema, timeSchema } from '../market/schema.ts'

/**
 * What the maps of a coin say together, on all venues, at one time. Amounts are USD, distances fractions
 * of the price, null is "not known".
 */

const known = z.number().nullable()

const cluster = {
  side: z.enum(['long', 'short']),
  priceFrom: z.number(),
  priceTo: z.number(),
  peakPrice: z.number(),
  centrePrice: z.number(),
  distance: z.number(),
  distanceBand: z.enum(['near', 'far', 'beyond']),
  usd: z.number(),
}

const venueMapSchema = z.object({
  instrument: instrumentIdSchema,
  venue: z.string(),
  /** The end of the last candle that is in it. */
  time: timeSchema,
  price: z.number(),
  openInterestUsd: known,
  /** What it holds within 20 % of its price. */
  longUsd: z.number(),
  shortUsd: z.number(),
  /** So long after `time` its levels count, in ms: three mean lifetimes of what it holds. */
  outlives: known,
})

const head = {
  coin: z.string(),
  model: z.string(),
  simulated: z.boolean(),
  /** The newest reading of those that count. */
  time: timeSchema,
  price: z.number(),
  /** From whose price it is seen: it has the most open interest of those that are up to date. */
  priceOf: instrumentIdSchema,
  /** Instruments that are summed. */
  counts: z.array(venueMapSchema),
  /** Those that nothing was heard of for longer than `outlives`: their levels are left out. */
  silent: z.array(venueMapSchema),
  /** Instruments without a map then, or of another money: `why` goes on after its name. */
  missing: z.array(z.object({ instrument: instrumentIdSchema, why: z.string() })),
  /** Open interest of those that count over that of them and the silent. */
  observedShare: known,
}

export const coinSignalsSchema = z.object({
  ...head,
  /** From the lowest price up. */
  clusters: z.array(
    z.object({
      ...cluster,
      /** 10 and 90 % of `usd`, by the widest band of those that count. */
      range: z.object({ low: z.number(), high: z.number() }),
      byVenue: z.array(z.object({ venue: z.string(), usd: z.number() })),
      byBand: z.array(z.object({ band: z.string(), usd: z.number() })).nullable(),
      /** Public positions within its edges over `usd`; null where nothing is measured. */
      measuredShare: known,
      /** `usd` over what is liquidated in a day on all of them; null where that is not known of one. */
      dayShare: known,
      contrast: known,
      significant: z.boolean().nullable(),
    }),
  ),
  notice: z.string(),
})

export const venueFailureSchema = z.object({
  ...head,
  venue: z.string(),
  /** What goes with it, within 20 % of the price, and the share that is of what all hold there. */
  lostLongUsd: z.number(),
  lostShortUsd: z.number(),
  lostShare: known,
  /** Clusters of the sum, from the lowest price up, and what is left of them. */
  clusters: z.array(
    z.object({
      ...cluster,
      leftUsd: z.number(),
      /** Less than a fifth is left, or nothing peaks there any more. */
      evaporates: z.boolean(),
    }),
  ),
  notice: z.string(),
})

export type VenueMapAnswer = z.infer<typeof venueMapSchema>
export type CoinSignalsAnswer = z.infer<typeof coinSignalsSchema>
export type VenueFailureAnswer = z.infer<typeof venueFailureSchema>
