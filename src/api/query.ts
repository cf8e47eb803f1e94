import { z } from 'zod'
import { BUCKETS, MAX_ZOOM } from '../heatmap/grid.ts'
import { instrumentIdSchema, timeSchema, venueIdSchema } from '../market/schema.ts'
import { HORIZON_NAMES } from '../signals/setup/setup-question.ts'
import { cursorOf } from './pages.ts'
import { CHANNELS, cursorSchema } from './live-messages.ts'
import type { Channel } from './live-messages.ts'
import { TABLE_FORMATS } from './table/table.ts'

/** The query strings of the HTTP API. Numbers are strict decimals: no blanks, hex or exponents. */

const decimal = z
  .string()
  .regex(/^-?\d{1,15}(\.\d{1,15})?$/, 'must be a plain decimal number')
  .transform(Number)

const time = decimal.pipe(timeSchema)
const bucketOf = (number: typeof decimal) =>
  number.refine((value) => BUCKETS.includes(value), {
    message: `must be one of ${BUCKETS.join(', ')} (milliseconds)`,
  })
const zoomOf = (number: typeof decimal) => number.pipe(z.number().int().min(0).max(MAX_ZOOM))
const bucket = bucketOf(decimal)
const zoom = zoomOf(decimal)
const model = z.string().regex(/^[a-z0-9-]{1,40}$/, 'must be a model id, like isotherm')

const range = { instrument: instrumentIdSchema, from: time, to: time }
const ordered = (value: { from: number; to: number }): boolean => value.from < value.to
const order = { message: 'from must be before to', path: ['from'] }

/** JSON where it is absent. */
const asTable = { format: z.enum(TABLE_FORMATS).optional() }

export const candlesQuery = z
  .strictObject({ ...range, interval: bucket, ...asTable })
  .refine(ordered, order)
export const openInterestQuery = z
  .strictObject({ ...range, interval: bucket.optional(), ...asTable })
  .refine(ordered, order)
export const fundingQuery = candlesQuery
export const liquidationTotalsQuery = candlesQuery
export const liquidationWindowsQuery = z.strictObject({
  instrument: instrumentIdSchema,
  time: time.optional(),
})
export const mapQuery = z.strictObject({ instrument: instrumentIdSchema, model })
export const yearQuery = z.strictObject({
  instrument: instrumentIdSchema,
  model: model.default('isotherm'),
})
const positionSide = z.enum(['long', 'short'])
const price = decimal.pipe(z.number().positive())
const newestOrTime = z.union([z.literal('newest'), time], {
  error: 'must be newest, or UTC milliseconds between 2009 and 2100',
})
export const levelsQuery = z
  .strictObject({
    instrument: instrumentIdSchema,
    model,
    time: newestOrTime,
    zoom: zoom.default(0),
    priceFrom: price.optional(),
    priceTo: price.optional(),
    by: z.literal('band').optional(),
    cumulative: z.literal('outward').optional(),
    ...asTable,
  })
  .refine(({ priceFrom, priceTo }) => (priceFrom === undefined) === (priceTo === undefined), {
    message: 'must be given with priceTo',
    path: ['priceFrom'],
  })
  .refine(({ priceFrom = 0, priceTo = Infinity }) => priceFrom < priceTo, {
    message: 'priceFrom must be below priceTo',
    path: ['priceFrom'],
  })
const ofMap = { instrument: instrumentIdSchema, model: model.default('isotherm') }
const signalsOf = { ...ofMap, time: newestOrTime.default('newest') }
export const signalsQuery = z.strictObject({ ...signalsOf, ...asTable })
export const signalHistoryQuery = z
  .strictObject({ ...ofMap, from: time, to: time, interval: bucket, ...asTable })
  .refine(ordered, order)
export const cascadeQuery = z
  .strictObject({
    ...signalsOf,
    side: positionSide,
    price: price.optional(),
    usd: decimal.pipe(z.number().nonnegative().max(1e12)).optional(),
  })
  .refine(({ price, usd }) => price === undefined || usd === undefined, {
    message: 'cannot be given with price: give one of them',
    path: ['usd'],
  })
  .refine(({ price, usd }) => price !== undefined || usd !== undefined, {
    message: 'give either price, that it comes to, or usd, of an order that sets it off',
    path: ['price'],
  })
export const setupsQuery = z.strictObject({
  ...signalsOf,
  horizon: z.enum(HORIZON_NAMES).default('1d'),
})
export const signalRecordsQuery = z.strictObject({ instrument: instrumentIdSchema })
const ofCoin = {
  coin: z.string().regex(/^[A-Za-z0-9]{1,20}$/, 'must be a base coin, like BTC'),
  model: model.default('isotherm'),
  time: newestOrTime.default('newest'),
}
export const coinSignalsQuery = z.strictObject(ofCoin)
export const venueFailureQuery = z.strictObject({ ...ofCoin, venue: venueIdSchema })
export const cellQuery = z.strictObject({
  instrument: instrumentIdSchema,
  model,
  time,
  price,
  bucket,
  zoom: zoom.default(0),
})

const noteNumber = decimal.pipe(z.number().int().min(0).max(1e9)).optional()
const oneInstrument = { instrument: instrumentIdSchema.optional() }
export const paperQuery = z.strictObject({
  ...oneInstrument,
  id: z
    .string()
    .regex(/^[\w.:-]{1,80}$/, 'must be the id of a note')
    .optional(),
  before: noteNumber,
  cursor: noteNumber,
  limit: decimal.pipe(z.number().int().min(1).max(200)).default(50),
})
export const ofPaperQuery = z.strictObject(oneInstrument)

export const coverageQuery = z.strictObject(range).refine(ordered, order)
export const alertsQuery = z.strictObject({
  limit: decimal.pipe(z.number().int().min(1).max(2_000)).default(100),
  cursor: cursorOf({ told: 1 }),
})
export const liquidationsQuery = z.strictObject({
  instrument: instrumentIdSchema.optional(),
  limit: decimal.pipe(z.number().int().min(1).max(1_000)).default(200),
  cursor: cursorOf({ received: 1 }),
})
export const pastLiquidationsQuery = z
  .strictObject({
    ...range,
    order: z.enum(['newest', 'largest']).default('newest'),
    position: positionSide.optional(),
    minUsd: decimal.pipe(z.number().nonnegative()).default(0),
    limit: decimal.pipe(z.number().int().min(1).max(1_000)).default(200),
    // By time, or by USD and time.
    cursor: cursorOf({ newest: 1, largest: 2 }),
    ...asTable,
  })
  .refine(ordered, order)
  .refine(({ cursor, order }) => cursor === undefined || cursor.startsWith(`${order}_`), {
    message: 'must be the `next` of a page that was asked for in the same order',
    path: ['cursor'],
  })
export const measuredQuery = z.strictObject({
  instrument: instrumentIdSchema,
  zoom: zoom.default(0),
})

export const bookQuery = z.strictObject({
  instrument: instrumentIdSchema,
  zoom: zoom.default(0),
  step: price.optional(),
  rows: decimal.pipe(z.number().int().min(1).max(5_000)).default(200),
})

/** What a viewer follows from the start. */
export const liveQuery = z.strictObject({
  channels: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(CHANNELS)))
    .optional(),
  instrument: instrumentIdSchema.optional(),
  model: model.default('isotherm'),
  zoom: zoom.default(0),
  columnEvery: decimal.pipe(z.number().int().min(1_000).max(60_000)).optional(),
  after: cursorSchema.optional(),
})
/** Channels about what is watched. */
const OF_ONE: ReadonlySet<string> = new Set<Channel>(['bar', 'column', 'signals'])
export const streamQuery = liveQuery.refine(
  ({ channels = [], instrument }) =>
    instrument !== undefined || !channels.some((one) => OF_ONE.has(one)),
  { message: 'must be given where bar, column or signals are followed', path: ['instrument'] },
)

export const quoteRatesQuery = z.strictObject({ time: time.optional() })

export const scoreParams = z.strictObject({ instrument: instrumentIdSchema })

/** Written in one way only: one address per tile, or caches would hold it many times. */
const whole = z
  .string()
  .regex(/^(0|-?[1-9]\d{0,8})$/, 'must be a whole number without leading zeros')
  .transform(Number)

export const tileParams = z.strictObject({
  version: z.string().regex(/^[a-f0-9]{8,64}$/, "must be the version of the map's descriptor"),
  instrument: instrumentIdSchema,
  model,
  planes: z.enum(['side', 'band']),
  bucket: bucketOf(whole),
  zoom: zoomOf(whole),
  x: whole,
  y: whole,
})
