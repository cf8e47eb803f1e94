import { z } from 'zod'
import { instrumentIdSchema, timeSchema } from '../../market/schema.ts'
import { sideSign } from '../../market/units.ts'
import type { PositionSide } from '../../market/units.ts'

/** Where a trade is entered and left. */
interface PaperFrame {
  readonly side: PositionSide
  readonly entry: number
  readonly stop: number
  readonly target: number
}

const price = z.number().positive()

/** A trade on paper, as it is noted: nothing in it may change afterwards. */
export const paperNoteSchema = z
  .object({
    /** Unique among the notes of a journal. */
    id: z.string().regex(/^[\w.:-]{1,80}$/, 'use letters, digits, _ . : and -, 80 at most'),
    instrument: instrumentIdSchema,
    /** When it was noted: what came before that decides nothing. */
    time: timeSchema,
    side: z.enum(['long', 'short']),
    entry: price,
    stop: price,
    target: price,
    /** Notional in USD at the entry. */
    usd: price,
    /** What it was noted for: a pattern, a cluster, a thought. */
    label: z.string().max(200),
  })
  .superRefine(checkFrame)

export type PaperNote = Readonly<z.infer<typeof paperNoteSchema>>

/** Refuses a stop or target on the wrong side of the entry. */
export function checkFrame(
  { side, entry, stop, target }: PaperFrame,
  context: z.core.$RefinementCtx,
): void {
  const up = sideSign(side)
  const [behind, beyond] = up > 0 ? ['below', 'above'] : ['above', 'below']
  const refuse = (path: string, value: number, where: string) =>
    context.addIssue({
      code: 'custom',
      path: [path],
      message: `${value} must lie ${where} the entry ${entry} of a ${side}`,
    })
  if (up * (entry - stop) <= 0) refuse('stop', stop, behind!)
  if (up * (target - entry) <= 0) refuse('target', target, beyond!)
}
