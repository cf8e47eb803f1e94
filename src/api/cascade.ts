import { z } from 'zod'
import { timeSchema } from '../market/schema.ts'
import { head, known, lastSeen, rangeSchema, share, side } from './signal-fields.ts'

const walkSchema = z.object({
  /** The order that sets it off. */
  shockUsd: z.number(),
  endPrice: z.number(),
  move: share,
  /** The move that the order alone would make, with no position on the way. */
  bookMove: share,
  /** `map-ends` and `book-ends` say that it goes at least so far. */
  end: z.enum(['absorbed', 'book-ends', 'map-ends']),
  /** Liquidations that it sets off. */
  forcedUsd: z.number(),
})

export const cascadeSchema = z.object({
  ...head,
  time: timeSchema,
  price: z.number(),
  /** Whose positions are closed: those of longs as price falls, of shorts as it rises. */
  side,
  asked: z.object({ price: known, usd: known }),
  /**
   * `book`: a walk through the order book as it stands. `sweep`: there is no book, so this is what lies
   * on the way against the volume of an hour, and no walk.
   */
  basis: z.enum(['book', 'sweep']),
  /** Why it is no walk; null where it is one. */
  why: z.string().nullable(),
  /** When the book was received. */
  bookTime: timeSchema.nullable(),
  /** φ, how much of what the map holds is taken to come true; 1 where that is not measured. */
  fill: z.object({ value: z.number(), measured: z.boolean() }),
  /** With the map's amounts as they are, and at their 10 and 90 %; the order is the same in all. */
  walk: z.object({ mid: walkSchema, low: walkSchema, high: walkSchema }).nullable(),
  sweep: z
    .object({
      /** What forced orders would bring on the way to the price, or the order that was asked for. */
      flowUsd: z.number(),
      /** The same in usual hours of volume, those of the last 24. */
      hours: known,
      /** What traders say of such a flow; null where their rule of thumb says nothing. */
      thumb: rangeSchema.nullable(),
      /** Moves between the square-root and the linear law. */
      withoutBook: rangeSchema.nullable(),
    })
    .nullable(),
  /** Clusters that price goes into, and how much of their width: 0 to 1. */
  clusters: z.array(
    z.object({
      ...lastSeen,
      share,
      /** With the map's amounts at their 10 and 90 %; null where it is no walk. */
      shareRange: rangeSchema.nullable(),
    }),
  ),
  notice: z.string(),
})

export type CascadeAnswer = z.infer<typeof cascadeSchema>
