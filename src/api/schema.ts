import { z } from 'zod'
import { instrumentIdSchema, timeSchema } from '../market/schema.ts'
import { intervalSchema } from './score.ts'

/**
 * The answers of the HTTP API. Amounts named `…Usd` are USD notional, `openInterest` and `volume`
 * are in the instrument's quantity (base coins for linear contracts, USD for inverse ones), times
 * are UTC milliseconds. null is "unknown", never 0.
 */

const bothSides = { longUsd: z.number(), shortUsd: z.number() }
export const sidesSchema = z.object(bothSides)

/** An amount of each side with its 10 and 90 %. */
const ranged = { ...bothSides, low: sidesSchema, high: sidesSchema }
export const rangedSchema = z.object(ranged)

/** How far amounts may be off, as it was known at their time. */
export const bandSchema = z.object({
  /**
   * `learnt` from what the map said and what came; `others` where dollars are by what other instruments
   * of the venue have taught, and `default` where by nothing: then the range is a stated default.
   */
  basis: z.enum(['learnt', 'others', 'default']),
  /** Whether the venue shows a part of its liquidations, which widens the range. */
  sampled: z.boolean(),
  /** 90 % ÷ middle of one level, and middle ÷ 10 %. */
  factor: z.number(),
})

/**
 * Present where the market goes on while it is served. `asOf`: end of the last closed candle.
 * `stale`: what is newest is older than it should be, so nothing here is live.
 */
export const fresh = { asOf: timeSchema.exactOptional(), stale: z.boolean().exactOptional() }

export const modelSchema = z.object({ id: z.string(), name: z.string(), description: z.string() })

export const statusSchema = z.object({
  version: z.string(),
  /** What the server has, in a plain sentence, and how to get more. */
  notice: z.string(),
  /** False where only the built-in simulated market is there. */
  hasHistory: z.boolean(),
  /** Why what is shown may not be what venues say: their addresses were replaced. */
  warning: z.string().exactOptional(),
  /** True where `/api/v1/live` is served. A page asks for it only then: a browser reports each 404. */
  live: z.boolean().exactOptional(),
})

export const instrumentInfoSchema = z.object({
  id: instrumentIdSchema,
  venue: z.string(),
  symbol: z.string(),
  base: z.string(),
  quote: z.string(),
  contract: z.enum(['linear', 'inverse']),
  tickSize: z.number(),
  /** True for the built-in simulated market: the page says SIMULATED. */
  simulated: z.boolean(),
  candleInterval: z.number(),
  /** Open time of the first candle. */
  from: timeSchema,
  /** Close time of the last candle. */
  to: timeSchema,
  lastPrice: z.number(),
  hasOpenInterest: z.boolean(),
})

export const instrumentsSchema = z.object({
  instruments: z.array(instrumentInfoSchema),
  models: z.array(modelSchema),
})

/** Candles as columns, oldest first. */
export const candlesSchema = z.object({
  ...fresh,
  instrument: instrumentIdSchema,
  interval: z.number(),
  openTime: z.array(z.number()),
  open: z.array(z.number()),
  high: z.array(z.number()),
  low: z.array(z.number()),
  close: z.array(z.number()),
  volume: z.array(z.number()),
  takerBuyVolume: z.array(z.number().nullable()),
})

export const openInterestSchema = z.object({
  ...fresh,
  instrument: instrumentIdSchema,
  time: z.array(z.number()),
  openInterest: z.array(z.number()),
})

/** What a client must know to ask for tiles of a map. */
export const mapSchema = z.object({
  ...fresh,
  instrument: instrumentIdSchema,
  model: z.string(),
  /** Part of every tile address; changes when the history or the model does. */
  version: z.string(),
  binWidth: z.number(),
  tileSize: z.number(),
  maxZoom: z.number(),
  /** Bucket lengths that this map has, finest first. */
  buckets: z.array(z.number()),
  /** Time covered by columns. */
  from: timeSchema,
  to: timeSchema,
  /** Lowest and highest price at which the map ever holds something. */
  priceFrom: z.number(),
  priceTo: z.number(),
  /** How far amounts of the newest column may be off: `factor` by zoom, finest first. */
  band: bandSchema.omit({ factor: true }).extend({ factors: z.array(z.number()) }),
  /**
   * 1 − realised ÷ predicted of the scored hours, where there is a score: by so much the map's dollars
   * are too high. Below 0 they are too low. null where none is known.
   */
  discount: intervalSchema.nullable(),
  bands: z.array(z.object({ id: z.string(), name: z.string() })),
})

const byBand = z.array(z.object({ band: z.string(), ...bothSides }))
const levelPrices = { bin: z.number(), priceFrom: z.number(), priceTo: z.number() }

/** An amount of one side at one level, with its 10 and 90 %. */
const painSchema = z.object({
  ...levelPrices,
  usd: z.number(),
  low: z.number(),
  high: z.number(),
})

/** All levels of one column, exact. */
export const levelsSchema = z.object({
  ...fresh,
  instrument: instrumentIdSchema,
  model: z.string(),
  /** End of the bucket whose column this is. */
  time: timeSchema,
  /** Last close before that time. */
  price: z.number(),
  zoom: z.number(),
  /** Ascending in price; only bins that hold something. */
  levels: z.array(
    z.object({
      ...levelPrices,
      ...ranged,
      /** Asked for by `by=band`. */
      byBand: byBand.exactOptional(),
      /**
       * Asked for by `cumulative=outward`: what would be liquidated by the time price has gone through
       * this level. Of the whole column, also where only a part is listed.
       */
      cumulative: rangedSchema.exactOptional(),
    }),
  ),
  /** On either side the listed level at which the most would be liquidated; null where there is none. */
  maxPain: z.object({ long: painSchema.nullable(), short: painSchema.nullable() }),
  /** Where two prices were given: the sum of the levels that are listed, those between them. */
  between: rangedSchema.exactOptional(),
  /** Of the whole column. */
  total: rangedSchema,
  band: bandSchema,
  byBand,
  /** Open interest at that time; the part that is not in levels is `unleveredUsd`. */
  openInterestUsd: z.number().nullable(),
  unleveredUsd: z.object({ longUsd: z.number().nullable(), shortUsd: z.number().nullable() }),
})

/** Flow weights of a map: what part of what is opened ends at which distance and lives how long. */
export const weightsSchema = z.object({
  ...fresh,
  instrument: instrumentIdSchema,
  model: z.string(),
  bands: z.array(z.string()),
  /** Oldest first. In force from the first bar that opens at or after `since`; the first is the prior, since 0. */
  known: z.array(
    z.object({
      since: z.number().int().nonnegative(),
      /** Which way of learning past hours chose; `prior` where nothing is learnt. */
      expert: z.string(),
      /** How the feed of liquidations looks: `sound`, or why nothing is learnt from it. */
      feed: z.string(),
      /** Hours of one side that they were learnt from, and what was liquidated in them. */
      rows: z.number(),
      realisedUsd: z.number(),
      /** By how much a level of 0.2 % may be off, up or down, in 8 of 10 cases; null where not learnt. */
      bandFactor: z.number().nullable(),
      /** How far a level may be off by zoom, finest first: learnt, or the stated default. */
      factors: z.array(z.number()),
      /** Sum of the weights by leverage band, in the order of `bands`. */
      byBand: z.array(z.number()),
    }),
  ),
  /** What the amounts rest on that weights are learnt from; null where nothing is learnt. */
  amounts: z
    .object({
      /** Length of the rows of realised liquidations, in ms: 5 minutes where these are known, else an hour. */
      rowSpan: z.number(),
      /** Whether the venue publishes one liquidation a second. */
      throttled: z.boolean(),
      /** How what is published was corrected; null where it was taken as it is. */
      correction: z
        .object({
          /** Corrected ÷ published over the last 30 days. */
          factor: z.number(),
          /** Venues with full feeds that it was learnt from, and whether of the same coin. */
          venues: z.array(z.string()).readonly(),
          sameCoin: z.boolean(),
          /** Corrected amounts are right to this share of themselves, up or down. */
          band: z.number(),
        })
        .nullable(),
    })
    .nullable(),
  /** Turnovers of open interest. */
  lifetimes: z.array(z.number()),
  /** The newest, one row a distance (a fraction of the entry price), one weight a lifetime. */
  newest: z.array(
    z.object({
      kind: z.enum(['button', 'smooth']),
      leverage: z.number(),
      longDistance: z.number(),
      shortDistance: z.number(),
      weights: z.array(z.number()),
    }),
  ),
})

/** One cell, exact, by side, leverage band and venue. */
export const cellSchema = z.object({
  instrument: instrumentIdSchema,
  model: z.string(),
  bucketFrom: timeSchema,
  bucketTo: timeSchema,
  priceFrom: z.number(),
  priceTo: z.number(),
  /** Last close of the bucket. */
  price: z.number(),
  ...ranged,
  byBand,
  byVenue: z.array(z.object({ venue: z.string(), ...bothSides })),
  columnTotal: rangedSchema,
  band: bandSchema,
})

/** RFC 9457 problem details, with a stable code. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  code: z.string(),
  detail: z.string(),
  /** What `detail` says in numbers, for programs; docs/api.md names them by code. */
  numbers: z.record(z.string(), z.number()).exactOptional(),
})

export type Status = z.infer<typeof statusSchema>
export type InstrumentInfo = z.infer<typeof instrumentInfoSchema>
export type Instruments = z.infer<typeof instrumentsSchema>
export type CandlesAnswer = z.infer<typeof candlesSchema>
export type OpenInterestAnswer = z.infer<typeof openInterestSchema>
export type MapDescriptor = z.infer<typeof mapSchema>
export type LevelsAnswer = z.infer<typeof levelsSchema>
export type WeightsAnswer = z.infer<typeof weightsSchema>
export type BandAnswer = z.infer<typeof bandSchema>
export type CellAnswer = z.infer<typeof cellSchema>
export type Problem = z.infer<typeof problemSchema>
