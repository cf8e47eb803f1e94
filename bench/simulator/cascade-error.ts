import { binOf } from '../../src/market/price-bin.ts'
import { HOUR, MINUTE } from '../../src/market/units.ts'
import type { FeedCorrection } from '../../src/model/feed-correction.ts'
import { modelSpec } from '../../src/model/models.ts'
import { cascade } from '../../src/signals/cascade/cascade.ts'
import type { Cascade } from '../../src/signals/cascade/cascade.ts'
import type { Density } from '../../src/signals/clusters/clusters.ts'
import { linearMove, squareRootMove } from '../../src/signals/cascade/flow-move.ts'
import { restingBook } from '../../src/signals/cascade/way.ts'
import { publicBooks } from '../../src/sim/market/public-book.ts'
import { feedsOf } from './contestants.ts'
import { BUCKETS, marketHours } from './market-hours.ts'
import type { MarketHour } from './market-hours.ts'
import { distanceAt, modelMaps } from './model-maps.ts'
import type { Push, PushedMarket } from './pushed-market.ts'

/** What is said of how far an order will carry price, and what it knows. */
export const FORECASTS = {
  truth: 'walk: true positions, public book',
  learnt: 'walk: learnt map, public book',
  book: 'public book alone',
  linear: 'rule of thumb, 0.45 % for an hour’s volume',
  root: 'square-root law',
} as const
export type ForecastId = keyof typeof FORECASTS

/** How far each says that price will go, as a share of it, and how far it went. */
export interface ForecastMove {
  readonly push: Push
  readonly moves: Readonly<Record<ForecastId, number>>
  /** What the walk of the true positions says will be liquidated. */
  readonly forcedUsd: number
}

/** Every forecast of each order of a market, from what was known before it. */
export function forecastMoves(
  { run, pushes }: PushedMarket,
  correction: FeedCorrection,
): readonly ForecastMove[] {
  const venue = run.venues[0]!
  const moments = marketHours(venue)
  const realised = feedsOf(venue, correction).corrected
  const isotherm = modelSpec('isotherm', distanceAt(venue.venue))
  const maps = modelMaps(venue, moments, isotherm, { realised, isSampled: true }).hours
  return pushes.map((push) => {
    const { time, usd, side, truth } = push
    const hour = moments.findIndex((moment) => moment.time === time)
    const moment = moments[hour]!
    const { value: orders } = publicBooks(run, 0, time, time + 1).next()
    const book = restingBook(orders!, 'linear')!
    const walked = (density: Density): Cascade =>
      cascade({ density, book, side, shock: { usd }, beyond: 'as-within' })!
    const flow = { usd, hourlyUsd: hourlyUsd(venue.candles, moment) }
    const byTruth = walked(truth)
    return {
      push,
      forcedUsd: byTruth.forcedUsd,
      moves: {
        truth: Math.abs(byTruth.move),
        learnt: Math.abs(walked(densityOf(maps[hour]!.now, moment.price)).move),
        book: Math.abs(byTruth.bookMove),
        linear: linearMove(flow),
        root: squareRootMove(flow, moment.sigma * Math.sqrt(HOUR / MINUTE)),
      },
    }
  })
}

const DAY_HOURS = 24

/** Mean USD traded in an hour of the last day. */
function hourlyUsd(
  { volume, close }: PushedMarket['run']['venues'][number]['candles'],
  { candle }: MarketHour,
): number {
  let usd = 0
  for (let i = candle - (DAY_HOURS * HOUR) / MINUTE + 1; i <= candle; i++)
    usd += volume[i]! * close[i]!
  return usd / DAY_HOURS
}

/** Bins of zoom 0 in a scored bucket. */
const BINS = 4

/** Buckets about a price as bins, each bucket's USD spread evenly over its own. */
function densityOf(buckets: Float64Array, price: number): Density {
  const half = (BUCKETS / 2) * BINS
  const firstBin = binOf(price) - half
  const [longUsd, shortUsd] = [new Float64Array(2 * half), new Float64Array(2 * half)]
  for (let i = 0; i < half; i++) {
    const away = Math.floor(i / BINS)
    longUsd[half - i] = buckets[BUCKETS / 2 - 1 - away]! / BINS
    shortUsd[half + i] = buckets[BUCKETS / 2 + away]! / BINS
  }
  return { firstBin, longUsd, shortUsd, price }
}
