import { z } from 'zod'
import { instrumentIdSchema, timeSchema } from '../market/schema.ts'
import { CHANGE_SPANS } from '../signals/market-facts.ts'
import { REGIMES } from '../signals/regime.ts'
import { IMPACTS } from '../signals/calendar/calendar.ts'
import { LACKS, PATTERNS, RATIO_BANDS } from '../signals/signal-state.ts'
import { HORIZON_NAMES } from '../signals/setup/setup-question.ts'
import { bandSchema, fresh } from './schema.ts'

/**
 * What the map says by rule (docs/methodology.md). Shares are fractions of 1, distances and moves
 * fractions of the price (negative below it), spans of time milliseconds. null is "not known".
 */

const share = z.number()
const known = z.number().nullable()
const side = z.enum(['long', 'short'])
const lows = { low: z.number(), high: z.number() }
const rangeSchema = z.object(lows)
const regime = z.enum(REGIMES)

/** What a cluster was when it was last seen. */
const lastSeen = {
  /** Side, time and place where it was first seen: the same whenever the same past is read. */
  id: z.string(),
  side,
  priceFrom: z.number(),
  priceTo: z.number(),
  peakPrice: z.number(),
  /** Price of the middle of its mass. */
  centrePrice: z.number(),
  usd: z.number(),
  /** When it was first seen. */
  since: timeSchema,
}

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

const head = {
  ...fresh,
  instrument: instrumentIdSchema,
  model: z.string(),
  /** True for a market that was made up: the page says SIMULATED. */
  simulated: z.boolean(),
}

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

const walkSchema = z.object({
  /** The order that sets it off. */
  shockUsd: z.number(),
  endPrice: z.number(),
  move: share,
  /** The move that the order alone would make, with no position on the way. */
  bookMove: share,
  /** `map-ends` and `book-ends` say that it goes at least so far. */
  end: z.enum(['absorbed', 'book-ends', 'map-ends']),
  /** Liquidations that it sets off. */
  forcedUsd: z.number(),
})

export const cascadeSchema = z.object({
  ...head,
  time: timeSchema,
  price: z.number(),
  /** Whose positions are closed: those of longs as price falls, of shorts as it rises. */
  side,
  asked: z.object({ price: known, usd: known }),
  /**
   * `book`: a walk through the order book as it stands. `sweep`: there is no book, so this is what lies
   * on the way against the volume of an hour, and no walk.
   */
  basis: z.enum(['book', 'sweep']),
  /** Why it is no walk; null where it is one. */
  why: z.string().nullable(),
  /** When the book was received. */
  bookTime: timeSchema.nullable(),
  /** φ, how much of what the map holds is taken to come true; 1 where that is not measured. */
  fill: z.object({ value: z.number(), measured: z.boolean() }),
  /** With the map's amounts as they are, and at their 10 and 90 %; the order is the same in all. */
  walk: z.object({ mid: walkSchema, low: walkSchema, high: walkSchema }).nullable(),
  sweep: z
    .object({
      /** What forced orders would bring on the way to the price, or the order that was asked for. */
      flowUsd: z.number(),
      /** The same in usual hours of volume, those of the last 24. */
      hours: known,
      /** What traders say of such a flow; null where their rule of thumb says nothing. */
      thumb: rangeSchema.nullable(),
      /** Moves between the square-root and the linear law. */
      withoutBook: rangeSchema.nullable(),
    })
    .nullable(),
  /** Clusters that price goes into, and how much of their width: 0 to 1. */
  clusters: z.array(
    z.object({
      ...lastSeen,
      share,
      /** With the map's amounts at their 10 and 90 %; null where it is no walk. */
      shareRange: rangeSchema.nullable(),
    }),
  ),
  notice: z.string(),
})

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

export type SignalsAnswer = z.infer<typeof signalsSchema>
export type ClusterAnswer = z.infer<typeof clusterSchema>
export type EndedClusterAnswer = z.infer<typeof endedClusterSchema>
export type RatioAnswer = z.infer<typeof ratioSchema>
export type FormationAnswer = z.infer<typeof formationSchema>
export type EndedFormationAnswer = z.infer<typeof endedFormationSchema>
export type FactsAnswer = z.infer<typeof factsSchema>
export type SignalHistoryAnswer = z.infer<typeof signalHistorySchema>
export type CascadeAnswer = z.infer<typeof cascadeSchema>
export type CalendarAnswer = z.infer<typeof calendarSchema>
export type SetupAnswer = z.infer<typeof setupSchema>
export type SetupsAnswer = z.infer<typeof setupsSchema>
