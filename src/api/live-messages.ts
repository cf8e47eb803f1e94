import { z } from 'zod'
import { instrumentIdSchema, timeSchema } from '../market/schema.ts'
import { alertTextSchema } from './alerts.ts'
import {
  backfillSchema,
  gapSchema,
  liquidationSchema,
  quoteRateSchema,
  venueInfoSchema,
} from './live.ts'
import { signalsSchema } from './signals.ts'

/** What `/api/v1/live` sends and takes over WebSocket, and `/api/v1/stream` line by line. */

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

export type ClientMessage = z.infer<typeof clientMessageSchema>
export type ServerMessage = z.infer<typeof serverMessageSchema>
export type StreamLine = z.infer<typeof streamLineSchema>
export type Channel = (typeof CHANNELS)[number]
export type Greeting = z.infer<typeof greetingSchema>
