import { HOUR, MINUTE } from '../../src/market/units.ts'
import type { Millis } from '../../src/market/units.ts'
import { densityScores } from '../../src/score/density.ts'
import type { DensityScores } from '../../src/score/density.ts'
import { informationGain } from '../../src/score/information-gain.ts'
import { conditionalLift, meanLift } from '../../src/score/lift.ts'
import { bucketCount, bucketDistances } from '../../src/score/price-buckets.ts'
import { pearson } from '../../src/score/rank.ts'
import { touchChance } from '../../src/signals/touch-chance.ts'
import type { ControlMaps } from './controls.ts'
import { BUCKETS } from './market-hours.ts'
import type { MarketHour } from './market-hours.ts'
import { truthCoverage } from './truth-coverage.ts'

/** Scores of one map over one run (docs/methodology.md); undefined where one has no meaning. */
export interface MapScores {
  readonly mass5: number | undefined
  readonly mass10: number | undefined
  readonly tv5: number | undefined
  readonly tv10: number | undefined
  readonly emd5: number | undefined
  readonly emd10: number | undefined
  readonly r5: number | undefined
  readonly r10: number | undefined
  readonly top5: number | undefined
  readonly top10: number | undefined
  readonly efficiency5: number | undefined
  readonly efficiency10: number | undefined
  /** Nats over the climatology: per event, and per USD. */
  readonly gainPerEvent: number | undefined
  readonly gainPerUsd: number | undefined
  /** Correlation of √swept with √realised, by hour. */
  readonly hourCorrelation: number | undefined
  readonly lift: number | undefined
  /** Share of the truth within the 10–90 % band: of a bucket of 0.2 %, of sums over 1, 2 and 5 %. */
  readonly coverage: number | undefined
  readonly coverage1: number | undefined
  readonly coverage2: number | undefined
  readonly coverage5: number | undefined
  /** Predicted ÷ true by distance, see `DISTANCE_EDGES`. */
  readonly bias: readonly (number | undefined)[]
}

/** Edges of the bands of distance from the price by which the bias is told. */
export const DISTANCE_EDGES = [0, 0.01, 0.02, 0.03, 0.05, 0.1] as const

const NEAR = bucketCount(0.05)
const INNER = [(BUCKETS - NEAR) / 2, (BUCKETS + NEAR) / 2] as const
const DISTANCES = bucketDistances(BUCKETS)
const LIFT_EVERY = 6 * HOUR
const SEED = 11

/**
 * Scores a map on all moments from the first scored one on of which the next hour is known.
 * @param warmUp time from the first moment to the first that is scored
 */
export function scoreMaps(
  maps: ControlMaps,
  moments: readonly MarketHour[],
  warmUp: Millis,
): MapScores {
  const first = Math.ceil(warmUp / HOUR)
  const scored = moments.flatMap((moment, i) => {
    const [map, came] = [maps[i], moment.nextHour]
    return i >= first && map && came ? [{ moment, map, came }] : []
  })
  const densities = (inner: readonly [number, number]) =>
    scored.flatMap(({ moment, map }) => {
      const scores = densityScores(map.now.subarray(...inner), moment.truth.subarray(...inner))
      return scores === undefined ? [] : [scores]
    })
  const [near, far] = [densities(INNER), densities([0, BUCKETS])]
  const swept = scored.map(({ map, came }) => dot(map.inHour, came.touched))
  const realised = scored.map(({ came }) => sum(came.usd))
  const lifts = scored.flatMap(({ moment, map }) => {
    if (moment.time % LIFT_EVERY !== 0 || moment.nextDay === undefined) return []
    const { usd, touched } = moment.nextDay
    const lift = conditionalLift(map.inDay, usd, touched)
    return lift === undefined ? [] : [lift]
  })
  const covered = truthCoverage(maps, moments, first, INNER)
  const [coverage, coverage1, coverage2, coverage5] = covered
  return {
    mass5: median(near.map(({ massRatio }) => massRatio)),
    mass10: median(far.map(({ massRatio }) => massRatio)),
    tv5: meanOf(near, 'totalVariation'),
    tv10: meanOf(far, 'totalVariation'),
    emd5: meanOf(near, 'earthMover'),
    emd10: meanOf(far, 'earthMover'),
    r5: meanOf(near, 'correlation'),
    r10: meanOf(far, 'correlation'),
    top5: meanOf(near, 'topDecilePrecision'),
    top10: meanOf(far, 'topDecilePrecision'),
    efficiency5: meanOf(near, 'efficiency'),
    efficiency10: meanOf(far, 'efficiency'),
    gainPerEvent: gainOf(maps, moments, 'events', warmUp),
    gainPerUsd: gainOf(maps, moments, 'usd', warmUp),
    hourCorrelation: pearson(swept.map(Math.sqrt), realised.map(Math.sqrt)),
    lift: meanLift(lifts)?.mean,
    coverage,
    coverage1,
    coverage2,
    coverage5,
    bias: DISTANCE_EDGES.slice(1).map((to, band) => {
      const within = (usd: Float64Array) =>
        sum(usd.filter((_, j) => inBand(Math.abs(DISTANCES[j]!), DISTANCE_EDGES[band]!, to)))
      return ratio(
        sum(scored.map(({ map }) => within(map.now))),
        sum(scored.map(({ moment }) => within(moment.truth))),
      )
    }),
  }
}

/** Information gain of a map's forecasts of the next hour over the climatology. */
function gainOf(
  maps: ControlMaps,
  moments: readonly MarketHour[],
  unit: 'events' | 'usd',
  warmUp: Millis,
): number | undefined {
  const forecasts = moments.flatMap(({ time, sigma, nextHour }, i) => {
    if (nextHour === undefined) return []
    const hourly = sigma * Math.sqrt(HOUR / MINUTE)
    const map = maps[i]?.inHour ?? new Float64Array(BUCKETS)
    const predicted = map.map((usd, j) => usd * touchChance(DISTANCES[j]!, hourly))
    return [{ issued: time, due: time + HOUR, sigma: hourly, predicted, realised: nextHour[unit] }]
  })
  return informationGain(forecasts, DISTANCES, { seed: SEED, warmUp, draws: 1 })?.perUnit.value
}

const inBand = (away: number, from: number, to: number) => away >= from && away < to

const sum = (values: ArrayLike<number>): number => {
  let all = 0
  for (let i = 0; i < values.length; i++) all += values[i]!
  return all
}

const dot = (a: Float64Array, b: ArrayLike<number>): number =>
  a.reduce((all, x, i) => all + x * b[i]!, 0)

const ratio = (a: number, b: number): number | undefined => (b > 0 ? a / b : undefined)

/** Mean of the known values; undefined of none. */
export function mean(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined)
  return ratio(sum(known), known.length)
}

const meanOf = (scores: readonly DensityScores[], name: keyof DensityScores) =>
  mean(scores.map((score) => score[name]))

const median = (values: readonly number[]): number | undefined =>
  [...values].sort((a, b) => a - b)[values.length >> 1]
