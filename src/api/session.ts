import { z } from 'zod'
import { timeSchema } from '../market/schema.ts'
import { SCOPES } from './access.ts'

/** Whether a page may ask here: it has no key of its own, and gives one for a session, once. */

/** What is sent to `session`. */
export const logInSchema = z.strictObject({
  /** As `isotherm keys add` printed it. */
  key: z.string().min(1).max(200),
})

export const sessionSchema = z.object({
  /** Whether the server answers to keys alone. */
  keyNeeded: z.boolean(),
  /** Whose key the request came with, by itself or by its session; null where it came with none. */
  key: z.object({ name: z.string(), scope: z.enum(SCOPES) }).nullable(),
  /** When its session ends; null where it has none. */
  until: timeSchema.nullable(),
})
export type SessionAnswer = z.infer<typeof sessionSchema>
