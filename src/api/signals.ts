import { z } from 'zod'
import { timeSchema } from '../market/schema.ts'
import { CHANGE_SPANS } from '../signals/market-facts.ts'
import { REGIMES } from '../signals/regime.ts'
import { LACKS, PATTERNS, RATIO_BANDS } from '../signals/signal-state.ts'
import { bandSchema } from './schema.ts'
import { head, known, lastSeen, lows, rangeSchema, share, side } from './signal-fields.ts'

/** What the map says by rule at a time, and over time. */

const regime = z.enum(REGIMES)

export const clusterSchema = z.object({
  ...lastSeen,
  /** 10 and 90 % of `usd`. */
  range: rangeSchema,
  /** From the price to its centre. */
  distance: share,
  /** Within 2 % of the price, within 5 %, or beyond. */
  distanceBand: z.enum(['near', 'far', 'beyond']),
  /** Time since it was first seen. */
  age: z.number(),
  /** How far its centre has moved since, as a share of where it was; above 1 % it has migrated. */
  moved: share,
  hasMigrated: z.boolean(),
  /** What it holds over what it held so long ago, less 1; null where it was not seen then. */
  growth: z.object({ '24h': known, '48h': known, '72h': known }),
  /** `usd` over what is liquidated in a day; null where that is not known. */
  dayShare: known,
  /** Density at the peak over the median around the price; null where that is 0. */
  contrast: known,
  /** null where it hangs on what is liquidated in a day, and that is not known. */
  significant: z.boolean().nullable(),
  /** USD of its side by leverage band; null where not told. */
  byBand: z.array(z.object({ band: z.string(), usd: z.number() })).nullable(),
  /** null where the map is of one venue. */
  byVenue: z.array(z.object({ venue: z.string(), usd: z.number() })).nullable(),
  /** What positions that are public hold within its edges, over `usd`; null where nothing is measured. */
  measuredShare: known,
  /** Chance that a random walk touches its centre within 24 hours; null without volatility. */
  touchChance: known,
  /** Moving averages as they lie to it: from the average to its centre, and whether it holds them. */
  averages: z.array(z.object({ hours: z.number(), toCluster: share, isInside: z.boolean() })),
})

export const endedClusterSchema = z.object({
  ...lastSeen,
  /** `swept`: price went through it. `gone`: its levels were closed or have parted. */
  how: z.enum(['swept', 'gone']),
  at: timeSchema,
})

export const ratioSchema = z.object({
  /** Shorts above the price, and longs below it, with their 10 and 90 %. */
  above: z.object({ usd: z.number(), ...lows }),
  below: z.object({ usd: z.number(), ...lows }),
  /**
   * above ÷ below, a thousandth of open interest added to both where that is known; null where a side
   * holds nothing.
   */
  ratio: known,
  ratioRange: rangeSchema.nullable(),
  /** Chances that the true ratio is above 2, and below ½. */
  chanceAbove: known,
  chanceBelow: known,
  /** Each level weighed by the chance that a random walk touches it within 24 hours. */
  touchedInADay: z.object({ aboveUsd: z.number(), belowUsd: z.number(), ratio: known }).nullable(),
  regime,
  /** When the regime began, as far as readings go back. */
  since: timeSchema,
})

export const formationSchema = z.object({
  kind: z.enum(PATTERNS),
  id: z.string(),
  /** For a chart. */
  label: z.string(),
  /** null where it is of both sides. */
  side: side.nullable(),
  since: timeSchema,
  sincePrice: z.number(),
  /** The last reading at which its rule held. */
  held: timeSchema,
  /** Nearest to the price first. */
  clusterIds: z.array(z.string()),
  /** Prices that it points to: the farthest of a side. */
  targets: z.array(z.object({ side, price: z.number() })),
  /** Whether all that its rule asks was known and held; an unconfirmed one lacks a book. */
  confirmed: z.boolean(),
  /** The numbers that made the rule hold. */
  numbers: z.record(z.string(), known),
})

export const endedFormationSchema = formationSchema.extend({
  until: timeSchema,
  /** `reached`: price came to a target. `faded`: its rule held no longer. */
  how: z.enum(['reached', 'faded']),
  /** Which target was reached; null where it is not known which of two was first. */
  reached: side.nullable(),
})

/** What else is known of the market: facts, none of them advice. */
export const factsSchema = z.object({
  /** Mean USD liquidated in 24 hours, both sides, over the 7 days before. */
  liquidatedDayUsd: known,
  openInterestUsd: known,
  /** Change of open interest in the instrument's quantity. */
  openInterestChange: z.record(z.enum(CHANGE_SPANS), known),
  /** Standard deviation of the logarithm of price over a day. */
  dailySigma: known,
  /** Share of the last 30 days in which the 24 hours before moved less than the last 24 did. */
  calmRank: known,
  /** What longs pay shorts in a year at the last rate, as a share of notional. */
  fundingAYear: known,
  /** What takers bought less what they sold in 24 hours, as a share of all that was traded. */
  takerDeltaShare: known,
  /** Over 14 hours, 0 to 100. */
  rsi: known,
  /** Exponential, of hourly closes; `toPrice` is from the average to the price. */
  averages: z.array(z.object({ hours: z.number(), price: z.number(), toPrice: share })),
})

/** Steps of the readings that an answer builds on. */
const stepsSchema = z.object({
  /** The first reading. */
  from: timeSchema,
  /** They are so far apart, on whole multiples. */
  every: z.number(),
})

export const signalsSchema = z.object({
  ...head,
  /** Time of the reading, and the last close before it. Nothing later is in it. */
  time: timeSchema,
  price: z.number(),
  steps: stepsSchema,
  /** From the lowest price up. */
  clusters: z.array(clusterSchema),
  /** Clusters and patterns that ended since the last step before. */
  ended: z.array(endedClusterSchema),
  endedFormations: z.array(endedFormationSchema),
  /** Within 2 % of the price, from there to 5 %, and both. */
  ratios: z.record(z.enum(RATIO_BANDS), ratioSchema),
  /** Patterns that stand, oldest first. */
  formations: z.array(formationSchema),
  /** Facts without which some rules could not be tried. */
  lacks: z.array(z.enum(LACKS)),
  facts: factsSchema,
  /** Whether an order book was known, without which some patterns stay unconfirmed. */
  hasBook: z.boolean(),
  band: bandSchema.omit({ factor: true }),
  notice: z.string(),
})

/** One band's ratios as columns. */
const ratioColumns = z.object({
  aboveUsd: z.array(z.number()),
  belowUsd: z.array(z.number()),
  ratio: z.array(known),
  regime: z.array(regime),
})

export const signalHistorySchema = z.object({
  ...head,
  interval: z.number(),
  steps: stepsSchema,
  /** Row i of each column is of one reading, oldest first, at whole multiples of `interval`. */
  time: z.array(z.number()),
  price: z.array(z.number()),
  ratios: z.record(z.enum(RATIO_BANDS), ratioColumns),
  /** Clusters that ended, patterns that began and patterns that ended in (from, to], oldest first. */
  clustersEnded: z.array(endedClusterSchema),
  formationsBegun: z.array(formationSchema),
  formationsEnded: z.array(endedFormationSchema),
})

export type SignalsAnswer = z.infer<typeof signalsSchema>
export type ClusterAnswer = z.infer<typeof clusterSchema>
export type EndedClusterAnswer = z.infer<typeof endedClusterSchema>
export type RatioAnswer = z.infer<typeof ratioSchema>
export type FormationAnswer = z.infer<typeof formationSchema>
export type EndedFormationAnswer = z.infer<typeof endedFormationSchema>
export type FactsAnswer = z.infer<typeof factsSchema>
export type SignalHistoryAnswer = z.infer<typeof signalHistorySchema>
