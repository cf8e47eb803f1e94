/**
 * How often patterns occur on simulated markets, by the length of the map's candles, and what stops
 * them: with the contrast that a significant cluster needs, without it, and which part of the clusters
 * near the price keeps each rule alone. Weights are learnt from a full feed; read every hour from the
 * tenth day on, without a book.
 *
 *   npx tsx bench/pattern-counts.ts                         seed 11, 16 days of each regime, 1 and 60 minutes
 *   npx tsx bench/pattern-counts.ts --days 24 --minutes 1,5,60
 */
import { parseArgs } from 'node:util'
import { DAY, HOUR, MINUTE } from '../src/market/units.ts'
import { learnFeedCorrection } from '../src/model/feed-correction.ts'
import { modelSpec } from '../src/model/models.ts'
import { PositionMap } from '../src/pipeline/position-map.ts'
import { resampleCandles } from '../src/pipeline/resample-candles.ts'
import { signalReadings } from '../src/pipeline/signal-readings.ts'
import { SIGNIFICANCE } from '../src/signals/clusters/read-clusters.ts'
import type { MarketReading } from '../src/signals/market-reading.ts'
import { PATTERN_RULES } from '../src/signals/patterns/pattern-rules.ts'
import { SignalRun } from '../src/signals/signal-run.ts'
import { PATTERNS } from '../src/signals/signal-state.ts'
import type { ReadCluster, SignalState } from '../src/signals/signal-state.ts'
import { REGIMES } from '../src/sim/market/regime.ts'
import { simulateMarket } from '../src/sim/market/run.ts'
import type { VenueRun } from '../src/sim/market/run.ts'
import { feedsOf, printsOf } from './simulator/contestants.ts'
import { daysOf, regimesOf, seedsOf } from './simulator/market-flags.ts'
import { distanceAt } from './simulator/model-maps.ts'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '11' },
    regimes: { type: 'string', default: REGIMES.join(',') },
    days: { type: 'string', default: '16' },
    minutes: { type: 'string', default: '1,60' },
  },
})
const START = Date.UTC(2026, 0, 5)
const WARM_UP = 10 * DAY
const { denseWall, vacuumGap } = PATTERN_RULES

function readingsOf(run: VenueRun, minutes: number): readonly MarketReading[] {
  const { all, openInterest, venue } = run
  const candles = resampleCandles(run.candles, minutes * MINUTE)
  // Nothing is missing in a full feed: what it teaches is not used.
  const unused = learnFeedCorrection([{ prints: printsOf(all), candles: run.candles }], 'largest')
  const realised = feedsOf(run, unused).full
  const { instrument } = venue
  const distances = distanceAt(venue)
  const source = {
    instrument,
    candles,
    openInterest,
    distanceAt: distances,
    realised: { hours: realised },
  }
  const map = new PositionMap(source, modelSpec('isotherm', distances))
  const times = { every: HOUR, from: START + WARM_UP }
  return [...signalReadings(map, { candles, openInterest, realised }, times)]
}

/** The truth in the place of the map, as far as it is known at the times of readings. */
function truthOf(run: VenueRun, readings: readonly MarketReading[]): readonly MarketReading[] {
  const truths = new Map(run.truth.map((one) => [one.time, one]))
  return readings.flatMap((reading) => {
    const known = truths.get(reading.time)
    if (known === undefined) return []
    const { firstBin, long, short, price } = known
    const usd = { longUsd: Float64Array.from(long), shortUsd: Float64Array.from(short) }
    const density = { firstBin, ...usd, price }
    return [{ ...reading, density, measured: density, byBand: undefined }]
  })
}

const statesOf = (readings: readonly MarketReading[], contrast: number): readonly SignalState[] => {
  const run = new SignalRun(PATTERN_RULES, { ...SIGNIFICANCE, contrast })
  return readings.map((reading) => run.push(reading))
}

const begun = (states: readonly SignalState[], kind: string): number =>
  new Set(
    states.flatMap(({ formations }) =>
      formations.flatMap((one) => (one.kind === kind ? [one.id] : [])),
    ),
  ).size

const percent = (part: number, whole: number): string =>
  whole === 0 ? '–' : `${((100 * part) / whole).toFixed(0)} %`

const sideOf = ({ side }: ReadCluster, { ratios: { all, near } }: SignalState) =>
  side === 'long' ? [all.belowUsd, near.aboveUsd] : [all.aboveUsd, near.belowUsd]

/** Part of the clusters within 5 % of the price that keeps a rule, whatever the others say. */
function kept(states: readonly SignalState[]): string {
  const seen = states.flatMap((state) =>
    state.clusters
      .filter(({ distance }) => Math.abs(distance) <= vacuumGap.within)
      .map((cluster) => ({ cluster, state })),
  )
  const share = (of: (one: ReadCluster, state: SignalState) => boolean): string =>
    percent(seen.filter(({ cluster, state }) => of(cluster, state)).length, seen.length)
  const contrasts = seen.map(({ cluster }) => cluster.contrast).sort((a, b) => a - b)
  return [
    String(seen.length),
    (contrasts[contrasts.length >> 1] ?? Number.NaN).toFixed(2),
    share(({ contrast }) => contrast >= SIGNIFICANCE.contrast),
    share(({ dayShare }) => (dayShare ?? 0) >= SIGNIFICANCE.dayShare),
    share(({ isSignificant }) => isSignificant === true),
    share(({ distance }) => Math.abs(distance) <= denseWall.within),
    share(({ width }) => width <= denseWall.widest),
    share((one, state) => one.usd >= denseWall.ofSide * sideOf(one, state)[0]!),
    share((one, state) => one.usd >= denseWall.overOpposite * sideOf(one, state)[1]!),
    share(({ age }) => age >= denseWall.youngest),
  ].join(' | ')
}

console.log(
  `| regime | map of | patterns | ${PATTERNS.join(' | ')} | clusters | contrast | ≥ 2.5 | of a day | significant | within 2 % | narrow | of its side | over the other | age |`,
)
console.log(`|${'---|'.repeat(3 + PATTERNS.length + 10)}`)
for (const regime of regimesOf(values.regimes))
  for (const seed of seedsOf(values.seeds)) {
    const days = daysOf(values.days)
    const run = simulateMarket({ regime, seed, days, start: START }).venues[0]!
    const row = (of: string, readings: readonly MarketReading[]) => {
      for (const contrast of [SIGNIFICANCE.contrast, 0]) {
        const states = statesOf(readings, contrast)
        const counts = PATTERNS.map((kind) => begun(states, kind)).join(' | ')
        const rule = contrast === 0 ? 'without contrast' : `of ${readings.length} hours`
        console.log(`| ${regime} | ${of} | ${rule} | ${counts} | ${kept(states)} |`)
      }
    }
    let hours: readonly MarketReading[] = []
    for (const minutes of values.minutes.split(',').map(Number)) {
      hours = readingsOf(run, minutes)
      row(`${minutes} min`, hours)
    }
    row('the truth', truthOf(run, hours))
  }
