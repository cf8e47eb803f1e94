import type { Millis } from '../../src/market/units.ts'
import type { FeedCorrection } from '../../src/model/feed-correction.ts'
import { LONG, SHORT } from '../../src/model/side.ts'
import type { WatchedLevel } from '../../src/score/watch-level.ts'
import { simulateMarket } from '../../src/sim/market/run.ts'
import type { Regime, VenueRun } from '../../src/sim/market/run.ts'
import { CONTESTANTS, contest, feedsOf } from './contestants.ts'
import type { ContestantId } from './contestants.ts'
import { watchedLevels } from './magnets.ts'
import { marketHours } from './market-hours.ts'
import { scoreMaps } from './score-maps.ts'
import type { MapScores } from './score-maps.ts'

/** One market of the table. */
export interface MarketOptions {
  readonly regime: Regime
  readonly seed: number
  readonly days: number
  readonly start: Millis
  /** Leverage of new positions drifts by this exponent; 0 where it stays. */
  readonly leverageShift: number
  /** Time from the start to the first scored hour. */
  readonly warmUp: Millis
}

/** What came of a market. */
export interface MarketResult {
  readonly options: MarketOptions
  readonly scores: Readonly<Record<ContestantId, MapScores>>
  /** What the throttled feed shows, as it is and corrected, as shares of all liquidations. */
  readonly shown: number
  readonly corrected: number
  readonly watched: readonly WatchedLevel[]
}

/** Simulates a market, runs every contestant through it and scores them. */
export function runMarket(options: MarketOptions, correction: FeedCorrection): MarketResult {
  const venue = simulateMarket(options).venues[0]!
  const moments = marketHours(venue)
  const maps = contest(venue, moments, correction)
  const ids = Object.keys(CONTESTANTS) as ContestantId[]
  const scores = ids.map((id) => [id, scoreMaps(maps[id], moments, options.warmUp)] as const)
  return {
    options,
    scores: Object.fromEntries(scores) as Record<ContestantId, MapScores>,
    ...feedShares(venue, correction),
    watched: watchedLevels(venue, maps.D3, moments),
  }
}

function feedShares(run: VenueRun, correction: FeedCorrection) {
  const feeds = feedsOf(run, correction)
  let [raw, corrected, full] = [0, 0, 0]
  for (const { time } of run.truth)
    for (const side of [LONG, SHORT] as const) {
      raw += feeds.raw(time, side)
      corrected += feeds.corrected(time, side)
      full += feeds.full(time, side)
    }
  return { shown: raw / full, corrected: corrected / full }
}
