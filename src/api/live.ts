import { z } from 'zod'
import { instrumentIdSchema, timeSchema } from '../market/schema.ts'
import { alertTextSchema } from './alerts.ts'
import { nextSchema } from './pages.ts'
import { signalsSchema } from './signals.ts'

/**
 * The live part of the API: what `/api/v1/live` sends and takes over WebSocket, and the answers of
 * `venues`, `coverage` and `liquidations`. Words and units as in `schema.ts`.
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

/** What can be followed. */
export const CHANNELS = [
  'venues',
  'liquidations',
  'bar',
  'column',
  'extended',
  'revised',
  'gap',
  'alerts',
  'backfill',
  'signals',
] as const

/** Up to where a client has heard the news: a run of the server, and a number in it. */
export const cursorSchema = z
  .string()
  .regex(/^[0-9a-f]{12}-\d{1,15}$/, 'must be the cursor of a message')

/**
 * How a client is greeted. `resumed`: all that it has missed follows. The others say why it is told
 * everything as it stands: it is new; its cursor is `unknown` (of another run of the server) or what
 * came after it is `too-old` to be kept; or it was too `slow` for what happened.
 */
const greetingSchema = z.enum(['new', 'resumed', 'unknown', 'too-old', 'slow'])

/** Counts the messages of one channel about one instrument, from 1 on; a server of old has none. */
const seq = z.int().optional()
/** Of channels that tell news, which can be told again. */
const numbered = { seq, cursor: cursorSchema.optional() }

/** What a client sends. */
export const clientMessageSchema = z.discriminatedUnion('op', [
  /** Follow one instrument's bar and newest column; replaces what was watched before. */
  z.strictObject({
    op: z.literal('watch'),
    instrument: instrumentIdSchema,
    model: z.string().max(40),
    zoom: z.number().int().min(0).max(6),
    /** Least time in ms between two columns, for who would rather have fewer bytes. */
    columnEvery: z.number().int().min(1_000).max(60_000).optional(),
  }),
  z.strictObject({ op: z.literal('unwatch') }),
  z.strictObject({ op: z.literal('ping') }),
])

/** What the server sends. */
export const serverMessageSchema = z.discriminatedUnion('type', [
  /** First message: where everything stands; of liquidations none where those missed follow. */
  z.object({
    type: z.literal('hello'),
    version: z.string(),
    time: timeSchema,
    greeting: greetingSchema.optional(),
    /** The news that come after this one follow. */
    cursor: cursorSchema.optional(),
    venues: z.array(venueInfoSchema),
    liquidations: z.array(liquidationSchema),
    backfill: backfillSchema,
    quoteRates: z.array(quoteRateSchema),
  }),
  /** Venues whose state has changed, and all rates where one has; at most once a second. */
  z.object({
    type: z.literal('venues'),
    time: timeSchema,
    venues: z.array(venueInfoSchema),
    quoteRates: z.array(quoteRateSchema).optional(),
    seq,
  }),
  /** New ones of one instrument. */
  z.object({
    type: z.literal('liquidations'),
    instrument: instrumentIdSchema.optional(),
    liquidations: z.array(liquidationSchema),
    ...numbered,
  }),
  /** The open bar of the watched instrument. */
  z.object({
    type: z.literal('bar'),
    instrument: instrumentIdSchema,
    openTime: timeSchema,
    interval: z.number(),
    open: z.number(),
    high: z.number(),
    low: z.number(),
    close: z.number(),
    volume: z.number(),
    takerBuyVolume: z.number().nullable(),
    /** Exchange time of its last trade. */
    time: timeSchema,
    seq,
  }),
  /**
   * The newest column of the watched instrument as it stands: USD by bin of `zoom`. With `whole` it
   * replaces the column; else only these cells have changed (0 and 0: the cell is empty now).
   */
  z.object({
    type: z.literal('column'),
    instrument: instrumentIdSchema,
    model: z.string(),
    zoom: z.number(),
    time: timeSchema,
    price: z.number(),
    whole: z.boolean(),
    levels: z.array(z.tuple([z.number(), z.number(), z.number()])),
    seq,
    /** `seq` of the column whose cells have changed, where it is not whole. */
    after: z.int().optional(),
  }),
  /** Bars were closed: candles and tiles reach to `to` now; what lay before has not changed. */
  z.object({
    type: z.literal('extended'),
    instrument: instrumentIdSchema,
    to: timeSchema,
    ...numbered,
  }),
  /** Data from `from` on has changed (back-fill, late data): ask for candles and map anew. */
  z.object({
    type: z.literal('revised'),
    instrument: instrumentIdSchema,
    from: timeSchema,
    ...numbered,
  }),
  z.object({ type: z.literal('gap'), gap: gapSchema, ...numbered }),
  /** What rules of the operator tell, the most severe first; `left` more are at `alerts` alone. */
  z.object({
    type: z.literal('alerts'),
    alerts: z.array(alertTextSchema),
    left: z.number(),
    ...numbered,
  }),
  z.object({ type: z.literal('backfill'), backfill: backfillSchema, seq }),
  /** What the map of the watched instrument says by rule, as of its last closed candle. */
  signalsSchema.extend({ type: z.literal('signals'), seq }),
  z.object({ type: z.literal('pong'), time: timeSchema, cursor: cursorSchema.optional() }),
  /** A message of the client could not be used, or it does not read (`too-slow`). */
  z.object({ type: z.literal('problem'), code: z.string(), detail: z.string() }),
])

/** A line of the stream: a message, or one of what a WebSocket has frames for. */
export const streamLineSchema = z.discriminatedUnion('type', [
  serverMessageSchema,
  /** Every 10 seconds. */
  z.object({ type: z.literal('heartbeat'), time: timeSchema, cursor: cursorSchema }),
  /** The last line, where the server ends it: a code of WebSocket, and why in words. */
  z.object({ type: z.literal('end'), code: z.int(), reason: z.string() }),
])

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
export type ClientMessage = z.infer<typeof clientMessageSchema>
export type ServerMessage = z.infer<typeof serverMessageSchema>
export type StreamLine = z.infer<typeof streamLineSchema>
export type Channel = (typeof CHANNELS)[number]
export type Greeting = z.infer<typeof greetingSchema>
export type MeasuredAnswer = z.infer<typeof measuredSchema>
