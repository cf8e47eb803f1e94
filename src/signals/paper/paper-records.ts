import { z } from 'zod'
import { instrumentIdSchema, timeSchema } from '../../market/schema.ts'
import { paperNoteSchema } from './paper-note.ts'

/** What the file of a paper journal holds, a line each. No line is ever changed: what is said later is a line more. */

/** Of the file. A newer one is left as it is. */
export const PAPER_FORMAT = 1

/** Half the bins of the widest book that is kept: ±2 % in bins of 0.05 %. */
const MOST_BINS = 90

const paperTextSchema = z.string().max(500)

/** What rested around the price, by bin of price as the map has them at zoom 0. */
const keptBookSchema = z.strictObject({
  receivedTime: timeSchema,
  bestBid: z.number(),
  bestAsk: z.number(),
  /** Bin, USD of bids, USD of asks; from the lowest price up. */
  bins: z.array(z.tuple([z.int(), z.number(), z.number()])).max(2 * MOST_BINS),
})

/** A formation that somebody saw: named, not traded. */
export const paperLabelSchema = z.strictObject({
  id: paperNoteSchema.shape.id,
  instrument: instrumentIdSchema,
  time: timeSchema,
  /** What it is called; statistics do not count it. */
  label: z.string().min(1).max(200),
})

const said = {
  type: z.literal('noted'),
  text: paperTextSchema,
  /** When it was written, by the clock. */
  written: timeSchema,
  /** Whether candles after its time were known when it was written. */
  inHindsight: z.boolean(),
}

const tradeRecord = z.strictObject({
  ...said,
  kind: z.literal('trade'),
  note: paperNoteSchema,
  /** Loss at the stop as a share of the account; null where not told. */
  risk: z.number().positive().max(1).nullable(),
  /** The book as it was when the trade was noted; null where none was watched. */
  book: keptBookSchema.nullable(),
})

const labelRecord = z.strictObject({
  ...said,
  kind: z.literal('formation'),
  note: paperLabelSchema,
  book: keptBookSchema.nullable(),
})

const amendedRecord = z.strictObject({
  type: z.literal('amended'),
  id: paperNoteSchema.shape.id,
  written: timeSchema,
  /** `correct` says more or otherwise; `cancel` takes an order back that was not filled. */
  how: z.enum(['cancel', 'correct']),
  text: paperTextSchema,
})

export const paperRecordSchema = z.union([
  tradeRecord,
  labelRecord,
  amendedRecord,
  z.strictObject({ type: z.literal('begun'), format: z.int() }),
])

export type PaperRecord = Readonly<z.infer<typeof paperRecordSchema>>
export type NotedRecord = Extract<PaperRecord, { type: 'noted' }>
export type AmendedRecord = Extract<PaperRecord, { type: 'amended' }>
export type KeptBook = Readonly<z.infer<typeof keptBookSchema>>

/** A note and all that was said of it later. */
export interface PaperEntry {
  /** Counts up from 0 in the order of the file. */
  readonly number: number
  readonly noted: NotedRecord
  readonly amended: readonly AmendedRecord[]
}

/** Later lines of one note that count. */
export const MOST_AMENDED = 50

/** Whether a line says something new: no note whose id is known, no words on a note that is not. */
export function isNews(entries: ReadonlyMap<string, PaperEntry>, record: PaperRecord): boolean {
  if (record.type === 'begun') return true
  if (record.type === 'noted') return !entries.has(record.note.id)
  const amended = entries.get(record.id)?.amended
  return amended !== undefined && amended.length < MOST_AMENDED
}

/** Takes a line into what is known, where it says something new. */
export function takeRecord(entries: Map<string, PaperEntry>, record: PaperRecord): void {
  if (record.type === 'begun' || !isNews(entries, record)) return
  if (record.type === 'noted') {
    entries.set(record.note.id, { number: entries.size, noted: record, amended: [] })
    return
  }
  const entry = entries.get(record.id)!
  entries.set(record.id, { ...entry, amended: [...entry.amended, record] })
}

/** When it was first cancelled; undefined where it was not. */
export const cancelledAt = ({ amended }: PaperEntry): number | undefined =>
  amended.find(({ how }) => how === 'cancel')?.written
