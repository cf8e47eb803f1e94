import { HOUR, MINUTE } from '../../src/market/units.ts'
import type { Millis } from '../../src/market/units.ts'
import type { RealisedUsd } from '../../src/model/realised-usd.ts'
import { correctedUsd, learnFeedCorrection } from '../../src/model/feed-correction.ts'
import type { FeedCorrection } from '../../src/model/feed-correction.ts'
import type { FeedPrint } from '../../src/model/feed-minutes.ts'
import { modelSpec } from '../../src/model/models.ts'
import { LONG } from '../../src/model/side.ts'
import { simulateMarket } from '../../src/sim/market/run.ts'
import type { SimulatedLiquidation, VenueRun } from '../../src/sim/market/run.ts'
import { FULL_FEED_VENUE } from '../../src/sim/market/venues.ts'
import { climatologyMaps, mapsBefore, rateMaps, vwapMaps } from './controls.ts'
import type { ControlMaps } from './controls.ts'
import type { MarketHour } from './market-hours.ts'
import { distanceAt, modelMaps } from './model-maps.ts'

/** The maps that are scored side by side: controls, models, and what nobody can know. */
export const CONTESTANTS = {
  N0: 'climatology of distance (no positions)',
  N1: 'rate by distance (no positions)',
  N2: 'VWAP offsets (no positions)',
  N3: 'D3 map of 7 days earlier',
  A: 'opening-only, open interest',
  A2: 'opening-only, volume',
  B: 'OI-conserving',
  C: 'uniform turnover',
  C2: 'isotherm, prior weights',
  D1: 'isotherm, throttled feed as it is',
  D3: 'isotherm, throttled feed corrected',
  'D*': 'isotherm, full feed',
  'D3/5': 'D3, learnt from 5 minutes',
  'D*/5': 'D*, learnt from 5 minutes',
  T: 'the truth itself',
} as const

export type ContestantId = keyof typeof CONTESTANTS

/** The maps of every contestant at each moment. */
export type Contest = Readonly<Record<ContestantId, ControlMaps>>

/** Runs that only teach the correction of throttled feeds: another venue, in other markets. */
const REFERENCES = {
  seeds: [101, 102],
  regime: 'mixed',
  venues: [FULL_FEED_VENUE],
} as const

/** Learns the correction from some days of each of the markets that are not scored. */
export function referenceCorrection(start: Millis, days = 15): FeedCorrection {
  const { seeds, ...options } = REFERENCES
  const references = seeds.map((seed) => {
    const { all, candles } = simulateMarket({ ...options, seed, start, days }).venues[0]!
    return { prints: printsOf(all), candles }
  })
  return learnFeedCorrection(references, 'largest')
}

/** Liquidations as a feed shows them. */
export const printsOf = (liquidations: readonly SimulatedLiquidation[]): readonly FeedPrint[] =>
  liquidations.map(({ time, position, price, quantity }) => ({
    time,
    position,
    usd: price * quantity,
  }))

/** The feeds from which weights are learnt, by spans that end at a time. */
export function feedsOf(
  { candles, published, all }: VenueRun,
  correction: FeedCorrection,
  span: Millis = HOUR,
) {
  const asTheyAre: FeedCorrection = { ...correction, factors: correction.factors.map(ones) }
  const told = (used: FeedCorrection, prints: readonly FeedPrint[]): RealisedUsd => {
    const usd = correctedUsd(used, prints, candles, span)
    return (time, side) => usd.get(time)?.[side === LONG ? 0 : 1] ?? Number.NaN
  }
  const shown = printsOf(published)
  return {
    raw: told(asTheyAre, shown),
    corrected: told(correction, shown),
    full: told(asTheyAre, printsOf(all)),
  }
}

const ones = (row: readonly number[]) => row.map(() => 1)

/** Rows of the contestants that learn from less than hours. */
const FINER: Millis = 5 * MINUTE

/** Runs every contestant over what a venue published before each moment. */
export function contest(
  run: VenueRun,
  moments: readonly MarketHour[],
  correction: FeedCorrection,
): Contest {
  const feeds = feedsOf(run, correction)
  const finer = feedsOf(run, correction, FINER)
  const isotherm = modelSpec('isotherm', distanceAt(run.venue))
  const plain = (id: string) => modelMaps(run, moments, modelSpec(id, distanceAt(run.venue))).hours
  const learnt = (feed: keyof typeof feeds, isFiner = false) =>
    modelMaps(run, moments, isotherm, {
      realised: feeds[feed],
      isSampled: feed !== 'full',
      ...(isFiner && { finer: { span: FINER, realised: finer[feed] } }),
    }).hours
  const corrected = learnt('corrected')
  return {
    N0: climatologyMaps(moments),
    N1: rateMaps(moments),
    N2: vwapMaps(run, moments),
    N3: mapsBefore(corrected),
    A: plain('opening-only'),
    A2: plain('opening-volume'),
    B: plain('conserving'),
    C: plain('turnover'),
    C2: plain('isotherm'),
    D1: learnt('raw'),
    D3: corrected,
    'D*': learnt('full'),
    'D3/5': learnt('corrected', true),
    'D*/5': learnt('full', true),
    T: moments.map(({ truth }) => ({ now: truth, inHour: truth, inDay: truth })),
  }
}
