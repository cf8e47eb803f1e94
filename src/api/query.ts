import { z } from 'zod'
import { BUCKETS, MAX_ZOOM } from '../heatmap/grid.ts'
import { instrumentIdSchema, timeSchema } from '../market/schema.ts'

/** The query strings of the HTTP API. Numbers are strict decimals: no blanks, hex or exponents. */

const decimal = z
  .string()
  .regex(/^-?\d{1,15}(\.\d{1,15})?$/, 'must be a plain decimal number')
  .transform(Number)

const time = decimal.pipe(timeSchema)
const bucket = decimal.refine((value) => BUCKETS.includes(value), {
  message: `must be one of ${BUCKETS.join(', ')} (milliseconds)`,
})
const zoom = decimal.pipe(z.number().int().min(0).max(MAX_ZOOM))
const model = z.string().regex(/^[a-z0-9-]{1,40}$/, 'must be a model id, like isotherm')

const range = { instrument: instrumentIdSchema, from: time, to: time }
const ordered = (value: { from: number; to: number }): boolean => value.from < value.to
const order = { message: 'from must be before to', path: ['from'] }

export const candlesQuery = z.strictObject({ ...range, interval: bucket }).refine(ordered, order)
export const openInterestQuery = z.strictObject(range).refine(ordered, order)
export const mapQuery = z.strictObject({ instrument: instrumentIdSchema, model })
export const levelsQuery = z.strictObject({
  instrument: instrumentIdSchema,
  model,
  time,
  zoom: zoom.default(0),
})
export const cellQuery = z.strictObject({
  instrument: instrumentIdSchema,
  model,
  time,
  price: decimal.pipe(z.number().positive()),
  bucket,
  zoom: zoom.default(0),
})

const index = z
  .string()
  .regex(/^(0|-?[1-9]\d{0,8})$/, 'must be a whole number')
  .transform(Number)

export const tileParams = z.strictObject({
  version: z.string().regex(/^[a-f0-9]{8,64}$/, "must be the version of the map's descriptor"),
  instrument: instrumentIdSchema,
  model,
  planes: z.enum(['side', 'band']),
  bucket,
  zoom,
  x: index,
  y: index,
})
