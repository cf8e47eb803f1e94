import { z } from 'zod'
import { instrumentIdSchema, timeSchema } from '../market/schema.ts'

const restingSchema = z.object({
  /** Base coins. */
  bidBase: z.number(),
  bidUsd: z.number(),
  askBase: z.number(),
  askUsd: z.number(),
})

/** What rests in the order book of an instrument, by bins of price. */
export const bookSchema = z.object({
  instrument: instrumentIdSchema,
  /** Now, by the server's clock. */
  time: timeSchema,
  /** When the newest change was true at the venue, and when it was received. */
  exchangeTime: timeSchema,
  receivedTime: timeSchema,
  /** Always true: a book that is not in step is a problem, not an answer. */
  inSync: z.literal(true),
  /** The bins: of the map at a zoom, or steps of price; the other is null. */
  zoom: z.number().nullable(),
  step: z.number().nullable(),
  bestBid: z.number().nullable(),
  bestAsk: z.number().nullable(),
  /** The lowest bid and the highest ask that are known; what lies beyond is unknown, not empty. */
  reach: z.object({ from: z.number(), to: z.number() }),
  /** Bins that hold something, ascending: at most `rows` on each side of the best prices. */
  bins: z.array(
    restingSchema.extend({ bin: z.number(), priceFrom: z.number(), priceTo: z.number() }),
  ),
  /** All of the book, also what `rows` leaves out. */
  total: restingSchema,
})

export type BookAnswer = z.infer<typeof bookSchema>
