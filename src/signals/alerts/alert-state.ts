import { z } from 'zod'
import { instrumentIdSchema, timeSchema } from '../../market/schema.ts'

/** What is remembered between situations, and an alert, as they are written down and read back. */

const subjectSchema = z.strictObject({
  seen: timeSchema,
  /** False where it was withheld: it is told as soon as it may be, if it still holds. */
  isTold: z.boolean(),
})

const cellSchema = z.strictObject({
  /** What the rule asked for when this was remembered. */
  asked: z.string(),
  /** Of the last situation. */
  time: timeSchema,
  /** What holds and has not gone back since. */
  active: z.array(z.tuple([z.string(), subjectSchema])).readonly(),
  lastTold: timeSchema.nullable(),
  /** How often it told. */
  told: z.int().min(0),
  /** What was withheld since it last told. */
  withheld: z.int().min(0),
})

/** What one rule remembers of one instrument, by `rule/instrument`. */
export const cellEntrySchema = z.tuple([z.string(), cellSchema])

export const alertSchema = z.strictObject({
  /** The cause: the same whenever the same past is read. */
  key: z.string().min(1).max(300),
  rule: z.string(),
  name: z.string(),
  kind: z.string(),
  severity: z.enum(['high', 'medium', 'low']),
  instrument: instrumentIdSchema,
  time: timeSchema,
  price: z.number(),
  side: z.enum(['long', 'short']).nullable(),
  label: z.string().nullable(),
  numbers: z.record(z.string(), z.number()),
  /** Alerts of the rule and instrument that were withheld before this one. */
  withheld: z.int().min(0),
  /** Names of channels; all where null. */
  channels: z.array(z.string()).readonly().nullable(),
})

export type RuleCell = z.infer<typeof cellSchema>
export type CellEntry = z.infer<typeof cellEntrySchema>
export type Alert = z.infer<typeof alertSchema>
