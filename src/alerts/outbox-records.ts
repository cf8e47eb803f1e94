import { z } from 'zod'
import { timeSchema } from '../market/schema.ts'
import { alertSchema, cellEntrySchema } from '../signals/alerts/alert-state.ts'

/**
 * What the outbox's file holds, a line each. What was decided and what is remembered of the decision
 * are one line: both are on the disk, or neither.
 */

const rowSchema = z.strictObject({
  alert: alertSchema,
  channel: z.string(),
  /** `dead` is what nobody will be sent: visible, with its reason. */
  state: z.enum(['waiting', 'delivered', 'dead']),
  /** Attempts that failed and were not told to wait. */
  attempts: z.int().min(0),
  /** When it is due, or when it was settled. */
  time: timeSchema,
  why: z.string().nullable(),
})

const resultSchema = z.strictObject({
  key: z.string(),
  state: rowSchema.shape.state,
  attempts: rowSchema.shape.attempts,
  time: timeSchema,
})

export const recordSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('decided'),
    /** New rows. */
    rows: z.array(rowSchema),
    cells: z.array(cellEntrySchema),
  }),
  z.strictObject({
    type: z.literal('tried'),
    channel: z.string(),
    why: z.string().nullable(),
    results: z.array(resultSchema),
  }),
  /** All that was known when the file was begun stands before this line. */
  z.strictObject({ type: z.literal('begun'), format: z.int(), lost: z.int().min(0) }),
])

/** Of the file. A newer one is refused, never overwritten. */
export const OUTBOX_FORMAT = 1

export type OutboxRow = Readonly<z.infer<typeof rowSchema>>
export type OutboxRecord = z.infer<typeof recordSchema>
export type DecidedRecord = Extract<OutboxRecord, { type: 'decided' }>
export type TriedRecord = Extract<OutboxRecord, { type: 'tried' }>
