import { z } from 'zod'
import { instrumentIdSchema, timeSchema } from '../market/schema.ts'
import { nextSchema } from './pages.ts'

/**
 * What goes on now, as it is told: how venues fare, liquidations, gaps, coverage, measured positions and rates.
 * Words and units as in `schema.ts`; the messages that tell it live are in `live-messages.ts`.
 */

export const streamKindSchema = z.enum([
  'candle',
  'open-interest',
  'trade',
  'mark-price',
  'funding-rate',
  'liquidation',
  'liquidation-total',
  'account-ratio',
  'order-book',
])

export const completenessSchema = z.enum(['all', 'sampled', 'aggregated'])

/**
 * How a venue fares, in one word for people. `live`: every followed stream fares well. `delayed`:
 * data comes, `lagMs` late. `partial`: some stream is stale, suspect or refused. `blocked`: the venue
 * refuses this address for a while. `dead`: nothing comes. `starting`: not yet connected.
 */
export const venueStateSchema = z.enum([
  'starting',
  'live',
  'delayed',
  'partial',
  'blocked',
  'dead',
])

export const streamInfoSchema = z.object({
  instrument: instrumentIdSchema,
  stream: streamKindSchema,
  health: z.enum([
    'connecting',
    'subscribed',
    'proven',
    'quiet',
    'stale',
    'suspect',
    'rejected',
    'blocked',
    'down',
    'ended',
  ]),
  completeness: completenessSchema,
  /** Exchange time of its last event. */
  lastEvent: timeSchema.nullable(),
  cause: z.string().nullable(),
})

export const venueInfoSchema = z.object({
  venue: z.string(),
  name: z.string(),
  state: venueStateSchema,
  /** How much of all liquidations the venue shows; null where it shows none. */
  liquidations: completenessSchema.nullable(),
  /** In plain words: "the largest one per symbol and second". */
  liquidationsNote: z.string().nullable(),
  /** Whether it shows positions by account: then `measured` can be asked of its instruments. */
  measured: z.boolean().optional(),
  /** Median time from the venue's stamp to receipt. */
  lagMs: z.number().nullable(),
  clockSkewMs: z.number().nullable(),
  lastEvent: timeSchema.nullable(),
  pausedUntil: timeSchema.nullable(),
  /** The last trouble, in a plain sentence. */
  problem: z.string().nullable(),
  streams: z.array(streamInfoSchema),
})

export const venuesSchema = z.object({ time: timeSchema, venues: z.array(venueInfoSchema) })

export const liquidationSchema = z.object({
  instrument: instrumentIdSchema,
  /** The venue's; null where it gives none. */
  id: z.string().nullable(),
  /** 0, 1, 2 … for those of one message that are alike in everything: equal positions, each closed. */
  ordinal: z.number(),
  /** When it happened at the venue, and when it was received. */
  time: timeSchema,
  receivedTime: timeSchema,
  /** The side of the position that was closed. */
  position: z.enum(['long', 'short']),
  price: z.number(),
  priceKind: z.enum(['fill', 'bankruptcy']),
  quantity: z.number(),
  notionalUsd: z.number(),
  suspect: z.enum(['time', 'price']).nullable(),
})

export const liquidationsSchema = z.object({
  /** Newest first, or the largest. */
  liquidations: z.array(liquidationSchema),
  next: nextSchema,
})

/** Data that is missing, or may be, over [from, to). */
export const gapSchema = z.object({
  instrument: instrumentIdSchema,
  stream: streamKindSchema,
  from: timeSchema,
  /** null while it lasts. */
  to: timeSchema.nullable(),
  cause: z.string(),
  certainty: z.enum(['certain', 'possible']),
  /** True where history has filled it since. */
  repaired: z.boolean(),
})

export const coverageSchema = z.object({
  instrument: instrumentIdSchema,
  from: timeSchema,
  to: timeSchema,
  /** Newest time up to which data are in; null where none is. */
  asOf: timeSchema.nullable(),
  /** True where a stream that the map needs has not spoken for longer than it should. */
  stale: z.boolean(),
  streams: z.array(
    z.object({
      stream: streamKindSchema,
      completeness: completenessSchema,
      note: z.string().nullable(),
      /** Part of [from, to) that lies in no gap that is still missing, 0 to 1. */
      covered: z.number(),
      gaps: z.array(gapSchema.omit({ instrument: true, stream: true })),
    }),
  ),
})

/**
 * Liquidation levels of positions that were observed themselves, on venues that show them by
 * account: a layer of its own beside the model's, which covers a stated part of the open interest.
 */
export const measuredSchema = z.object({
  instrument: instrumentIdSchema,
  asOf: timeSchema,
  zoom: z.number(),
  /** Bin of the zoom, USD of longs and of shorts at the liquidation price; ascending. */
  levels: z.array(z.tuple([z.number(), z.number(), z.number()])),
  /** USD at the mark price of positions that no price liquidates; null before the first mark price. */
  withoutPrice: z.object({ longUsd: z.number(), shortUsd: z.number() }).nullable(),
  /**
   * Observed share of the open interest: of the longs, of the shorts, of both. A little above 1 is
   * possible, as positions and open interest are not of one moment. null where open interest is unknown.
   */
  coverage: z
    .object({ longShare: z.number(), shortShare: z.number(), share: z.number() })
    .nullable(),
  /** Accounts that hold the positions. */
  addresses: z.number(),
  /** How long ago the positions were seen; null where there are none. */
  medianAgeMs: z.number().nullable(),
  oldestAgeMs: z.number().nullable(),
})

/** What a quote is worth in USD, as prices of one coin in both imply it; null where not known. */
export const quoteRateSchema = z.object({
  quote: z.string(),
  /** USD for one of the quote. */
  rate: z.number().nullable(),
  /** End of the minute whose last prices say so. */
  time: timeSchema.nullable(),
  /** The coin whose prices were compared; null where not known, and of a time that was asked for. */
  base: z.string().nullable(),
  /** Instruments quoted in USD that it was held against; empty where `base` is null. */
  references: z.array(instrumentIdSchema),
})

export const quoteRatesSchema = z.object({
  time: timeSchema,
  /** How amounts in USD are reckoned: every quote counts as USD, whatever its rate. */
  policy: z.literal('par'),
  rates: z.array(quoteRateSchema),
})

/** How far the back-fill of the first start has come. */
export const backfillSchema = z.object({
  state: z.enum(['idle', 'running', 'done', 'waiting']),
  /** Pages of history read, and how many there are in all. */
  done: z.number(),
  total: z.number(),
  /** What is read now, or why it waits; null when done. */
  note: z.string().nullable(),
})

/** Whether this server does its work, for programs that watch over it. */
export const healthSchema = z.object({
  /** The process answers. */
  up: z.literal(true),
  /** What earlier runs recorded has been read; before that, answers are incomplete (status 503). */
  ready: z.boolean(),
  /** Every followed stream that speaks often has spoken lately. */
  fresh: z.boolean(),
  /** Time since the collector last wrote something down; null before that. */
  sinceLastEventMs: z.number().nullable(),
  journal: z.enum(['writing', 'low-space', 'failing']),
  /** Streams of which nothing comes, as `venue stream instrument: health, cause`. */
  deadStreams: z.array(z.string()),
})

export type Health = z.infer<typeof healthSchema>
export type VenueInfo = z.infer<typeof venueInfoSchema>
export type VenueState = z.infer<typeof venueStateSchema>
export type StreamInfo = z.infer<typeof streamInfoSchema>
export type LiquidationInfo = z.infer<typeof liquidationSchema>
export type Liquidations = z.infer<typeof liquidationsSchema>
export type GapInfo = z.infer<typeof gapSchema>
export type CoverageAnswer = z.infer<typeof coverageSchema>
export type QuoteRateInfo = z.infer<typeof quoteRateSchema>
export type Backfill = z.infer<typeof backfillSchema>
export type MeasuredAnswer = z.infer<typeof measuredSchema>
