/**
 * How many clusters of the map are clusters of the hidden truth, on simulated markets: the map by
 * weights learnt from a full feed, read every 4 hours after a warm-up of 10 days, within 10 % of the
 * price. A cluster is true where one of the truth, by the same rule, shares three tenths of their
 * bins; of significant ones a significant one. Beside it the same of each cluster's mirror image on
 * the other side of the price: what knowing distances alone would find.
 *
 *   npx tsx bench/cluster-truth.ts                          seed 11, 24 days of each regime
 *   npx tsx bench/cluster-truth.ts --seeds 11,12 --days 40
 */
import { parseArgs } from 'node:util'
import { binPosition } from '../src/market/price-bin.ts'
import { DAY, HOUR } from '../src/market/units.ts'
import type { PositionSide } from '../src/market/units.ts'
import { modelSpec } from '../src/model/models.ts'
import { PositionMap } from '../src/pipeline/position-map.ts'
import { signalReadings } from '../src/pipeline/signal-readings.ts'
import { sharedBins } from '../src/signals/clusters/cluster-tracks.ts'
import type { Cluster } from '../src/signals/clusters/clusters.ts'
import type { MarketReading } from '../src/signals/market-reading.ts'
import { SignalRun } from '../src/signals/signal-run.ts'
import type { ReadCluster } from '../src/signals/signal-state.ts'
import { REGIMES } from '../src/sim/market/regime.ts'
import { simulateMarket } from '../src/sim/market/run.ts'
import type { Regime, Truth } from '../src/sim/market/run.ts'
import { feedsOf, printsOf } from './simulator/contestants.ts'
import { daysOf, regimesOf, seedsOf } from './simulator/market-flags.ts'
import { distanceAt } from './simulator/model-maps.ts'
import { learnFeedCorrection } from '../src/model/feed-correction.ts'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '11' },
    regimes: { type: 'string', default: REGIMES.join(',') },
    days: { type: 'string', default: '24' },
  },
})
const START = Date.UTC(2026, 0, 5)
const WARM_UP = 10 * DAY
const EVERY = 4 * HOUR
const SHARED_FROM = 0.3
/** Clusters whose middle lies within this share of the price are counted. */
const WITHIN = 0.1

const KINDS = ['all', 'significant'] as const
type Kind = (typeof KINDS)[number]

interface Found {
  modelled: number
  right: number
  mirrored: number
  truths: number
  found: number
  /** How far centres of pairs lie apart, in the logarithm of price, and modelled ÷ true USD. */
  readonly apart: number[]
  readonly ratio: number[]
}

function countIn(regime: Regime, seed: number, found: Record<Kind, Found>): void {
  const run = simulateMarket({ regime, seed, days: daysOf(values.days), start: START }).venues[0]!
  const { candles, openInterest, all, truth, venue } = run
  // Nothing is missing in a full feed: what it teaches is not used.
  const unused = learnFeedCorrection([{ prints: printsOf(all), candles }], 'largest')
  const realised = feedsOf(run, unused).full
  const spec = modelSpec('isotherm', distanceAt(venue))
  const { instrument } = venue
  const source = {
    instrument,
    candles,
    openInterest,
    distanceAt: distanceAt(venue),
    realised: { hours: realised },
  }
  const truths = new Map(truth.map((one) => [one.time, one]))
  const times = { every: EVERY, from: START + WARM_UP }
  for (const reading of signalReadings(
    new PositionMap(source, spec),
    { candles, openInterest, realised },
    times,
  )) {
    const known = truths.get(reading.time)
    if (known === undefined) continue
    const [ours, theirs] = [clustersIn(reading), clustersIn(asReading(known, reading))]
    count(ours, theirs, known.price, found.all)
    count(ours.filter(isSignificant), theirs.filter(isSignificant), known.price, found.significant)
  }
}

function count(
  ours: readonly Cluster[],
  theirs: readonly Cluster[],
  price: number,
  found: Found,
): void {
  for (const cluster of ours) {
    const other = partner(cluster, theirs)
    found.modelled++
    if (partner(mirrored(cluster, price), theirs) !== undefined) found.mirrored++
    if (other === undefined) continue
    found.right++
    found.apart.push(Math.abs(Math.log(cluster.centrePrice / other.centrePrice)))
    found.ratio.push(cluster.usd / other.usd)
  }
  found.truths += theirs.length
  found.found += theirs.filter((one) => partner(one, ours) !== undefined).length
}

const partner = (one: Cluster, of: readonly Cluster[]): Cluster | undefined =>
  of.find((other) => sharedBins(one, other) >= SHARED_FROM)

const isSignificant = (one: ReadCluster): boolean => one.isSignificant === true

const clustersIn = (reading: MarketReading): readonly ReadCluster[] =>
  new SignalRun().push(reading).clusters.filter((one) => Math.abs(one.distance) <= WITHIN)

/** The truth in the place of the map. */
const asReading = (
  { firstBin, long, short, price }: Truth,
  reading: MarketReading,
): MarketReading => {
  const density = {
    firstBin,
    longUsd: Float64Array.from(long),
    shortUsd: Float64Array.from(short),
    price,
  }
  return { ...reading, density, measured: density, byBand: undefined }
}

/** The same distances on the other side of the price, in bins. */
function mirrored(cluster: Cluster, price: number): Cluster {
  const middle = 2 * binPosition(price)
  const side: PositionSide = cluster.side === 'long' ? 'short' : 'long'
  return {
    ...cluster,
    side,
    firstBin: Math.round(middle - cluster.endBin),
    endBin: Math.round(middle - cluster.firstBin),
  }
}

const median = (of: readonly number[]): number =>
  of.toSorted((a, b) => a - b)[of.length >> 1] ?? Number.NaN
const percent = (part: number, whole: number): string =>
  whole === 0 ? '–' : `${((100 * part) / whole).toFixed(0)} %`

const nothing = (): Found => ({
  modelled: 0,
  right: 0,
  mirrored: 0,
  truths: 0,
  found: 0,
  apart: [],
  ratio: [],
})

console.log(
  '| regime | of | clusters | true | mirror image true | in the truth | found | centres apart | modelled ÷ true |',
)
console.log('|---|---|---|---|---|---|---|---|---|')
for (const regime of regimesOf(values.regimes)) {
  const found = { all: nothing(), significant: nothing() }
  for (const seed of seedsOf(values.seeds)) countIn(regime, seed, found)
  for (const kind of KINDS) {
    const { modelled, right, mirrored: mirror, truths, found: met, apart, ratio } = found[kind]
    const shares = `${percent(right, modelled)} | ${percent(mirror, modelled)} | ${truths} | ${percent(met, truths)}`
    const pairs =
      right === 0 ? '– | –' : `${(100 * median(apart)).toFixed(2)} % | ${median(ratio).toFixed(2)}`
    console.log(`| ${regime} | ${kind} | ${modelled} | ${shares} | ${pairs} |`)
  }
}
