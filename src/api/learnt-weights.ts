import { z } from 'zod'
import { instrumentIdSchema } from '../market/schema.ts'
import { weightsSchema } from './schema.ts'
import { feedCheckSchema } from './score.ts'

/**
 * The weights that an instrument has learnt by itself, over time: what `isotherm weights --json` prints,
 * and what a server keeps to teach the other instruments of the venue.
 */

const distanceSchema = z.object({
  kind: z.enum(['button', 'smooth']),
  leverage: z.number().positive(),
  /** Fractions of the entry price. */
  long: z.number().positive(),
  short: z.number().positive(),
})

const entrySchema = z.object({
  /** UTC milliseconds; 0 for the prior. In force from the first bar that opens at or after it. */
  since: z.number().int().nonnegative(),
  expert: z.string(),
  feed: feedCheckSchema,
  /** Hours of one side that they were learnt from, and what was liquidated in them. */
  rows: z.number().nonnegative(),
  realisedUsd: z.number().nonnegative(),
  /** Weight of what was opened and liquidated within a bar. */
  background: z.number().positive(),
  /** How far dollars may be off; docs/methodology.md says what each number is. */
  band: z.object({
    width: z.number(),
    evensOut: z.number(),
    widest: z.number(),
    isLearnt: z.boolean(),
  }),
  /** Distances × lifetimes, to five significant digits. */
  weights: z.array(z.number().positive()),
})

export const learntWeightsSchema = z
  .object({
    instrument: instrumentIdSchema,
    /** What history they were learnt from. */
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    amounts: weightsSchema.shape.amounts,
    /** Turnovers of open interest. */
    lifetimes: z.array(z.number().positive()).min(1),
    distances: z.array(distanceSchema).min(1),
    /** Oldest first; the first is the prior. */
    known: z.array(entrySchema).min(1),
  })
  .superRefine(({ lifetimes, distances, known }, context) => {
    const count = lifetimes.length * distances.length
    known.forEach(({ since, weights }, i) => {
      if (weights.length !== count)
        context.addIssue({ code: 'custom', message: `entry ${i} must have ${count} weights` })
      if (since < (known[i - 1]?.since ?? 0))
        context.addIssue({ code: 'custom', message: `entry ${i} must not be older than the last` })
    })
  })

export type InstrumentWeights = z.infer<typeof learntWeightsSchema>
