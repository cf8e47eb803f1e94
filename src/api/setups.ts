import { z } from 'zod'
import { timeSchema } from '../market/schema.ts'
import { IMPACTS } from '../signals/calendar/calendar.ts'
import { HORIZON_NAMES } from '../signals/setup/setup-question.ts'
import { head, known, share, side } from './signal-fields.ts'

const conditionSchema = z.object({
  name: z.string(),
  /** null where it is not known. */
  holds: z.boolean().nullable(),
  /** The number that it hangs on, and its limit, where there are such. */
  value: known,
  limit: known,
  /** Whether it holds, or why that is not known, as a sentence. */
  says: z.string(),
})

export const setupSchema = z.object({
  /** `long`: toward shorts above the price. */
  side,
  /** `open`: something that must hold is not known. `muted`: an event is near. */
  standing: z.enum(['stands', 'open', 'fails', 'muted']),
  /** Id of the cluster that it goes to. */
  targetId: z.string().nullable(),
  levels: z
    .object({
      entryFrom: z.number(),
      entryTo: z.number(),
      entry: z.number(),
      stop: z.number(),
      target: z.number(),
      rewardOverRisk: z.number(),
    })
    .nullable(),
  /** What the target would bring: its USD less the measured discount, by the weekend's weight. */
  expectedUsd: known,
  /** Loss at the stop as a share of the account: 0 where it does not stand. */
  risk: share,
  /** Notional over the account at which the stop costs that. */
  notionalShare: known,
  /** In the order of the rules; the first five must hold. */
  conditions: z.array(conditionSchema),
  /** Names of the conditions that are not known. */
  lacks: z.array(z.string()),
})

const eventSchema = z.object({
  from: timeSchema,
  /** The same as `from` for what happens at a moment. */
  to: timeSchema,
  title: z.string(),
  /** null where its source says nothing. */
  impact: z.enum(IMPACTS).nullable(),
})

/** Scheduled events, as the operator has told. */
export const calendarSchema = z.object({
  /** When the file was read that is used. */
  readAt: timeSchema,
  /** How many events it holds. */
  events: z.number(),
  /** `halve`: at most half as much is risked. `mute`: nothing is. */
  effect: z.enum(['none', 'halve', 'mute']),
  /** The events that ask for it. */
  asking: z.array(eventSchema),
  /** The next one that begins after the reading; null where none does. */
  next: eventSchema.nullable(),
  /** How many entries of the file are no event that can be read, and the first of them. */
  refusedEntries: z.number(),
  refused: z.array(z.object({ line: z.number(), field: z.string(), wanted: z.string() })),
  /** Why the file as it is now is not used, and the one before is; null where it is. */
  problem: z.string().nullable(),
})

export const setupsSchema = z.object({
  ...head,
  time: timeSchema,
  price: z.number(),
  horizon: z.enum(HORIZON_NAMES),
  /** null where there is none. */
  calendar: calendarSchema.nullable(),
  /** Whether the reading is of a Saturday or Sunday of UTC. */
  isWeekend: z.boolean(),
  /** What comes true at weekends over what does on weekdays, and of how many weekend days; null where not known. */
  weekend: z.object({ weight: z.number(), days: z.number() }).nullable(),
  /** Toward shorts above, then toward longs below. */
  setups: z.array(setupSchema),
  notice: z.string(),
})

export type CalendarAnswer = z.infer<typeof calendarSchema>
export type SetupAnswer = z.infer<typeof setupSchema>
export type SetupsAnswer = z.infer<typeof setupsSchema>
