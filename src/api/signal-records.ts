import { z } from 'zod'
import { instrumentIdSchema, timeSchema } from '../market/schema.ts'
import { PATTERNS } from '../signals/signal-state.ts'
import { intervalSchema } from './score.ts'

/**
 * What followed what maps said: what `isotherm signals --json` prints of an instrument, and
 * what `--keep` writes. null is "too few cases to say". Spans of time are milliseconds; intervals hold 95 %.
 */

/** A mean of cases beside the same of times like theirs. */
const excessSchema = z.object({
  mean: z.number(),
  chance: z.number(),
  /** mean − chance; null where cases lie in too few stretches of five days. */
  difference: intervalSchema.nullable(),
})

/** Medians of how far price went. */
const excursionSchema = z.object({
  /** In the logarithm of price. */
  log: z.number(),
  /** In standard deviations of a day, and the same at times like theirs. */
  sigmas: z.number(),
  chanceSigmas: z.number(),
})

/** Whether price came to a level within a span. */
const levelRecordSchema = z.object({
  cases: z.number(),
  findings: z
    .object({
      reached: excessSchema,
      /** Of those reached, the share of which the level lay above. */
      reachedAbove: z.number().nullable(),
      /** Median time until then. */
      reachedAfter: z.number().nullable(),
      /** Towards the first level, and the other way. */
      toward: excursionSchema,
      away: excursionSchema,
    })
    .nullable(),
})

/** Over a day, and over three. */
const spanRecordsSchema = z.object({ '24h': levelRecordSchema, '72h': levelRecordSchema })

const patternRecordSchema = z.object({
  count: z.number(),
  /** By the side of the target that price came to; `either`: both in one reading. */
  ended: z.object({
    long: z.number(),
    short: z.number(),
    either: z.number(),
    faded: z.number(),
    standing: z.number(),
  }),
  /** Median time that they stood. */
  stood: z.number().nullable(),
  within: spanRecordsSchema,
})

const tradeRecordSchema = z.object({
  noted: z.number(),
  entered: z.number(),
  findings: z
    .object({
      wins: z.number(),
      won: excessSchema,
      /** In units of what was risked, without fees and funding. */
      meanR: excessSchema,
      meanInterval: intervalSchema.nullable(),
    })
    .nullable(),
})

export const signalRecordsSchema = z.object({
  patterns: z.record(z.enum(PATTERNS), patternRecordSchema),
  /** By distance and significance: `near significant`. */
  clusters: z.record(z.string(), spanRecordsSchema),
  /** `open`: where it is not known what is liquidated in a day. */
  setups: z.object({ stands: tradeRecordSchema, open: tradeRecordSchema }),
})

export const instrumentSignalsSchema = z.object({
  instrument: instrumentIdSchema,
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  /** Whether weights were learnt on the way; else they are the prior's. */
  learnt: z.boolean(),
  candleMs: z.number(),
  readings: z.number(),
  /** Those at which it was not known what is liquidated in a day. */
  unknownReadings: z.number(),
  ...signalRecordsSchema.shape,
})

/** A record as it is kept. */
export const keptSignalsSchema = z.object({
  madeAt: timeSchema,
  record: instrumentSignalsSchema,
})

/** What is kept of an instrument; null where nothing is. */
export const signalRecordAnswerSchema = z.object({
  instrument: instrumentIdSchema,
  kept: keptSignalsSchema.nullable(),
})

export type InstrumentSignals = z.infer<typeof instrumentSignalsSchema>
export type KeptSignals = z.infer<typeof keptSignalsSchema>
export type SignalRecordAnswer = z.infer<typeof signalRecordAnswerSchema>
export type LevelRecordAnswer = z.infer<typeof levelRecordSchema>
export type TradeRecordAnswer = z.infer<typeof tradeRecordSchema>
