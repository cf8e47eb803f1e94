import { z } from 'zod'
import { instrumentIdSchema, timeSchema } from '../market/schema.ts'

/**
 * How right the maps were: what `isotherm score --json` prints of an instrument, and the answers of
 * `scores`. A figure that does not exist is absent in a score and null in an answer. Gains are in
 * nats per row, an hour of one side; intervals hold 90 %.
 */

export const intervalSchema = z.object({ value: z.number(), low: z.number(), high: z.number() })

/** A map on real hours; src/score/hourly-score.ts says how each figure is made. */
export const modelScoreSchema = z.object({
  /** What the map adds to the candle: mean QLIKE loss of the candle less that of both together. */
  qlikeGain: intervalSchema.exactOptional(),
  qlikeGainAlone: intervalSchema.exactOptional(),
  qlikeGainOverRange: intervalSchema.exactOptional(),
  spearman: z.number().exactOptional(),
  /** Given how far price went and how much was traded. */
  partialSpearman: z.number().exactOptional(),
  partialGivenRange: z.number().exactOptional(),
  /** What was liquidated ÷ what the map says was swept. */
  realisedOverPredicted: intervalSchema.exactOptional(),
  rows: z.number(),
  days: z.number(),
})

export const baselineScoreSchema = z.object({
  spearman: z.number().exactOptional(),
  /** Mean QLIKE loss; only differences to other losses mean something. */
  loss: z.number().exactOptional(),
  rows: z.number(),
})

/** Whether weights may be learnt from what a venue publishes. */
export const feedCheckSchema = z.enum([
  'sound',
  'too-little',
  'silent',
  'wrong-sided',
  'implausible',
])

export const instrumentScoreSchema = z.object({
  instrument: instrumentIdSchema,
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  /** Hours of which it is known what was liquidated. */
  hours: z.number(),
  /** Hours of a side that are left out: more is said to have been liquidated than was traded. */
  impossibleHours: z.number().exactOptional(),
  calibration: z.object({
    /** Days for which each expert's weights were in force. */
    days: z.record(z.string(), z.number()),
    feed: feedCheckSchema,
    recalibrated: z.iso.datetime().nullable(),
  }),
  /** Where weights are learnt from a corrected feed; see `amounts` of the weights. */
  corrected: z
    .object({
      factor: z.number(),
      venues: z.array(z.string()),
      sameCoin: z.boolean(),
      band: z.number(),
      /** What was liquidated, corrected ÷ what the map says was swept. */
      realisedOverPredicted: intervalSchema.exactOptional(),
    })
    .exactOptional(),
  /** By name; `isotherm` is the map that is shown. */
  models: z.object({ isotherm: modelScoreSchema }).catchall(modelScoreSchema),
  baselines: z
    .object({ excursion: baselineScoreSchema, excursionTimesVolume: baselineScoreSchema })
    .catchall(baselineScoreSchema),
  /** Rows joined into groups of rising prediction: means of what was predicted and what came. */
  reliability: z
    .array(z.object({ predictedUsd: z.number(), realisedUsd: z.number(), rows: z.number() }))
    .exactOptional(),
  /** Share of the realised amounts that lay in the 10–90 % band; null where there is no band. */
  band: z.object({ coverage: z.number(), target: z.number() }).nullable().exactOptional(),
  byDay: z
    .array(
      z.object({
        day: z.string(),
        realisedUsd: z.number(),
        predictedUsd: z.number(),
        gain: z.number().nullable().exactOptional(),
      }),
    )
    .exactOptional(),
})

/**
 * `scored`: there is a score, of `scoredAt`. `waiting`: enough hours are known, the score is to come.
 * `collecting`: too few hours are known. `failed`: the last attempt failed and there is no score.
 * `simulated`: a market that is made up, of which nothing is scored yet.
 */
export const scoreStateSchema = z.enum(['scored', 'waiting', 'collecting', 'failed', 'simulated'])

/** The figures of a score that are read first. */
export const headlineSchema = z.object({
  qlikeGain: intervalSchema.nullable(),
  spearman: z.number().nullable(),
  partialSpearman: z.number().nullable(),
  realisedOverPredicted: intervalSchema.nullable(),
  /** The same against amounts corrected for what the feed leaves out; null where it is not corrected. */
  correctedOverPredicted: intervalSchema.nullable(),
  /**
   * 1 − realised ÷ predicted, of the corrected where there is one: by so much the map says too much.
   * Below 0 it says too little.
   */
  discount: intervalSchema.nullable(),
  rows: z.number(),
  days: z.number(),
  feed: feedCheckSchema,
  recalibrated: timeSchema.nullable(),
})

export const scoreInfoSchema = z.object({
  instrument: instrumentIdSchema,
  state: scoreStateSchema,
  /** Whether it is being scored at this moment. */
  running: z.boolean(),
  /** Hours of which it is known now what was liquidated. */
  knownHours: z.number(),
  /** Since when liquidations are recorded; null where none are. */
  recordedSince: timeSchema.nullable(),
  /** When enough hours will be known if none is missed; null where none come, or enough are known. */
  firstScoreAt: timeSchema.nullable(),
  scoredAt: timeSchema.nullable(),
  headline: headlineSchema.nullable(),
  /** Why there is no score, or no newer one, in a plain sentence. */
  problem: z.string().nullable(),
})

export const scoresSchema = z.object({
  /** The server's present: ages are reckoned from it. */
  time: timeSchema,
  /** Known hours from which on an instrument is scored. */
  neededHours: z.number(),
  scores: z.array(scoreInfoSchema),
})

/** One score, whole. */
export const keptScoreSchema = z.object({
  scoredAt: timeSchema,
  /** Days at the start that were learnt from and not scored. */
  firstScoredDay: z.number(),
  score: instrumentScoreSchema,
})

export type Interval = z.infer<typeof intervalSchema>
export type FeedCheck = z.infer<typeof feedCheckSchema>
export type ModelScore = z.infer<typeof modelScoreSchema>
export type InstrumentScore = z.infer<typeof instrumentScoreSchema>
export type Headline = z.infer<typeof headlineSchema>
export type ScoreInfo = z.infer<typeof scoreInfoSchema>
export type Scores = z.infer<typeof scoresSchema>
export type KeptScore = z.infer<typeof keptScoreSchema>

/** The measured discount, 1 − realised ÷ predicted: its low end is the high end of the ratio. */
export const discountOf = ({ value, low, high }: Interval): Interval => ({
  value: 1 - value,
  low: 1 - high,
  high: 1 - low,
})

export function headlineOf({ models, calibration, corrected }: InstrumentScore): Headline {
  const { qlikeGain, spearman, partialSpearman, realisedOverPredicted, rows, days } =
    models.isotherm
  const { feed, recalibrated } = calibration
  const best = corrected?.realisedOverPredicted ?? realisedOverPredicted
  return {
    qlikeGain: qlikeGain ?? null,
    spearman: spearman ?? null,
    partialSpearman: partialSpearman ?? null,
    realisedOverPredicted: realisedOverPredicted ?? null,
    correctedOverPredicted: corrected?.realisedOverPredicted ?? null,
    discount: best === undefined ? null : discountOf(best),
    rows,
    days,
    feed,
    recalibrated: recalibrated === null ? null : Date.parse(recalibrated),
  }
}
