import { z } from 'zod'
import { instrumentIdSchema, timeSchema } from '../market/schema.ts'
import { checkFrame, paperNoteSchema } from '../signals/paper/paper-note.ts'

/**
 * The paper journal: formations that were named and trades on paper, with what became of them by the candles.
 * Prices are in the quote's unit, shares fractions of 1, spans of time milliseconds. null is "not known".
 */

const known = z.number().nullable()
/** Signs that are not seen, or turn the order of those that are. */
const UNSEEN = /[^\P{Cc}\n]|[\p{Cs}\u202a-\u202e\u2066-\u2069]/u
const seen = (value: string): boolean => !UNSEEN.test(value)
const unseen = { message: 'holds signs that are not seen' }

const text = z.string().max(500).refine(seen, unseen)
/** Where none is given one is made. The same note sent again with the same id is noted once. */
const id = paperNoteSchema.shape.id.optional()
/** When it is of; without one, the newest moment of the instrument. An earlier one is noted in hindsight. */
const time = timeSchema.optional()

const { instrument, side, entry, stop, target, usd } = paperNoteSchema.shape
const label = paperNoteSchema.shape.label.refine(seen, unseen)

/** What is sent to `paper` for a trade on paper. */
export const tradeAskedSchema = z
  .strictObject({
    kind: z.literal('trade'),
    id,
    instrument,
    time,
    side,
    entry,
    stop,
    target,
    /** Notional in USD at the entry, up to 1e12. */
    usd: usd.max(1e12),
    /** Loss at the stop as a share of the account, above 0 and up to 1. */
    risk: z.number().positive().max(1).optional(),
    /** What it is noted for, up to 200 characters: statistics are told by it. */
    label,
    /** Words of one's own, up to 500 characters. */
    text: text.default(''),
  })
  .superRefine(checkFrame)

/** What is sent to `paper` for a formation. */
export const labelAskedSchema = z.strictObject({
  kind: z.literal('formation'),
  id,
  instrument,
  time,
  label: label.min(1),
  text: text.default(''),
})

export const noteAskedSchema = z.discriminatedUnion('kind', [tradeAskedSchema, labelAskedSchema])

/** What is sent to `paper/amend`. */
export const amendAskedSchema = z.strictObject({
  id: paperNoteSchema.shape.id,
  /** `cancel` takes an order back that is not filled, `correct` adds words. */
  how: z.enum(['cancel', 'correct']),
  text: text.default(''),
})

const outcomeSchema = z.object({
  /**
   * `waiting` for its entry, `open`, `closed` at its stop or target, `cancelled` before its entry, or `unknown`
   * where the instrument has no candles here.
   */
  state: z.enum(['waiting', 'open', 'closed', 'cancelled', 'unknown']),
  /** End of the last candle that was taken in. */
  known: timeSchema.nullable(),
  /** Close of that candle. */
  lastClose: known,
  /** Time since the note that no candle told of: entry, stop or target may lie in it. */
  missing: z.number(),
  /** End of the candle in which it was entered, and at which price. */
  entered: timeSchema.nullable(),
  fill: known,
  closed: timeSchema.nullable(),
  how: z.enum(['stop', 'target']).nullable(),
  exit: known,
  /** Whether the candle leaves open what came first: then the worse was taken. */
  ambiguous: z.boolean(),
  /** What it brought over what was risked from entry to stop, without fees and funding. */
  r: known,
  profitUsd: known,
})

const tradeSchema = z.object({
  side: z.enum(['long', 'short']),
  entry: z.number(),
  stop: z.number(),
  target: z.number(),
  usd: z.number(),
  risk: known,
  /** From entry to target, over from entry to stop. */
  rewardOverRisk: z.number(),
  outcome: outcomeSchema,
})

const paperEntrySchema = z.object({
  /** Counts up from 0. */
  number: z.number(),
  id: z.string(),
  kind: z.enum(['trade', 'formation']),
  instrument: instrumentIdSchema,
  /** True for a market that was made up. */
  simulated: z.boolean(),
  /** When it is of, and when it was written. */
  time: timeSchema,
  written: timeSchema,
  /** Whether candles after `time` were known when it was written: such notes are counted apart. */
  inHindsight: z.boolean(),
  label: z.string(),
  text: z.string(),
  /** What was said later, oldest first. */
  amended: z.array(
    z.object({ written: timeSchema, how: z.enum(['cancel', 'correct']), text: z.string() }),
  ),
  /** null for a formation. */
  trade: tradeSchema.nullable(),
  /** How far price went in the 4, 24 and 72 hours after a formation, as far as it is known; null for a trade. */
  followed: z
    .array(
      z.object({
        span: z.number(),
        low: z.number(),
        high: z.number(),
        close: z.number(),
        missing: z.number(),
      }),
    )
    .nullable(),
  /** What rested within 2 % of the price when it was noted; null where no book was watched. */
  book: z
    .object({
      receivedTime: timeSchema,
      bestBid: z.number(),
      bestAsk: z.number(),
      /** Lower edge of the bin, USD of bids, USD of asks; from the lowest price up. */
      bins: z.array(z.tuple([z.number(), z.number(), z.number()])),
    })
    .nullable(),
})

export const paperSchema = z.object({
  /** Why nothing can be noted here, in a plain sentence; null where it can. */
  readOnly: z.string().nullable(),
  /** Lines of the file that cannot be read; they stay where they are. */
  lostLines: z.number(),
  /** Notes that match the question, on all pages. */
  total: z.number(),
  /** Newest first. */
  entries: z.array(paperEntrySchema),
  /** What to ask the next page with, as `cursor` or `before`; null on the last. */
  next: z.number().nullable(),
  notice: z.string(),
})

/** What became of a note that was sent: the note as it stands now. */
export const notedSchema = z.object({ entry: paperEntrySchema })

const intervalSchema = z.object({ value: z.number(), low: z.number(), high: z.number() }).nullable()

const paperGroupSchema = z.object({
  /** null for all of them. */
  label: z.string().nullable(),
  inHindsight: z.boolean(),
  noted: z.number(),
  waiting: z.number(),
  cancelled: z.number(),
  open: z.number(),
  closed: z.number(),
  /** Of those closed: that brought more than 0, whose candle leaves open what came first, with candles missing. */
  wins: z.number(),
  ambiguous: z.number(),
  withGaps: z.number(),
  /** null of fewer than `fewest` that are closed: they say nothing. */
  findings: z
    .object({
      winRate: z.number(),
      /** Of 90 %, by the bootstrap over days; null on fewer than five days with trades. */
      winRateInterval: intervalSchema,
      /** What a price without direction would bring to its target first: the mean of risk ÷ (risk + reward). */
      chanceWinRate: z.number(),
      meanR: z.number(),
      /** A price without direction would bring 0, before fees. */
      meanRInterval: intervalSchema,
      /** Deepest fall of the running sum of R. */
      maxDrawdownR: z.number(),
    })
    .nullable(),
})

export const paperStatisticsSchema = z.object({
  fewest: z.number(),
  /** All first, then by label; those noted in hindsight last. */
  groups: z.array(paperGroupSchema),
  notice: z.string(),
})

export type NoteAsked = z.infer<typeof noteAskedSchema>
export type AmendAsked = z.infer<typeof amendAskedSchema>
export type PaperAnswer = z.infer<typeof paperSchema>
export type PaperEntryAnswer = z.infer<typeof paperEntrySchema>
export type PaperOutcome = z.infer<typeof outcomeSchema>
export type NotedAnswer = z.infer<typeof notedSchema>
export type PaperStatisticsAnswer = z.infer<typeof paperStatisticsSchema>
export type PaperGroup = z.infer<typeof paperGroupSchema>
