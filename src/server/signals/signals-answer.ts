import type {
  ClusterAnswer,
  EndedClusterAnswer,
  EndedFormationAnswer,
  FactsAnswer,
  FormationAnswer,
  RatioAnswer,
  SignalsAnswer,
} from '../../api/signals.ts'
import { LEVERAGE_BANDS } from '../../heatmap/planes.ts'
import type { TrackedCluster } from '../../signals/clusters/cluster-tracks.ts'
import { modelledRange } from '../../signals/clusters/modelled-range.ts'
import { confluenceOf, fundingAYear } from '../../signals/confluence.ts'
import type { MarketFacts } from '../../signals/market-facts.ts'
import type { MeasuredBins } from '../../signals/market-reading.ts'
import type {
  EndedCluster,
  EndedFormation,
  Formation,
  RatioReading,
  ReadCluster,
} from '../../signals/signal-state.ts'
import { NO_ADVICE } from '../../signals/setup/setup.ts'
import { known } from '../http/known.ts'
import { basisOf } from '../map/levels-answer.ts'
import { freshOf } from '../market/market-routes.ts'
import type { Said } from './signals-desk.ts'

/** What all answers about a reading begin with. */
export const headOf = ({ market, state }: Said, model: string) => ({
  instrument: market.instrument.id,
  model,
  ...freshOf(market),
  simulated: market.simulated,
  time: state.time,
  price: state.price,
})

/**
 * A reading as the API answers it.
 * @param measured as they are now; undefined of past readings, and where nothing is measured
 */
export function signalsAnswer(said: Said, model: string, measured?: MeasuredBins): SignalsAnswer {
  const { state, reading, steps, hasBook } = said
  return {
    ...headOf(said, model),
    steps,
    clusters: state.clusters.map((cluster) => clusterAnswer(cluster, said, measured)),
    ended: state.ended.map(endedAnswer),
    endedFormations: state.endedFormations.map(endedFormationAnswer),
    ratios: {
      near: ratioAnswer(state.ratios.near),
      far: ratioAnswer(state.ratios.far),
      all: ratioAnswer(state.ratios.all),
    },
    formations: state.formations.map(formationAnswer),
    lacks: [...state.lacks],
    facts: factsAnswer(reading.facts, state.price),
    hasBook,
    band: basisOf(reading.band),
    notice: NO_ADVICE,
  }
}

/** What a cluster was when it was last seen. */
export const lastSeen = ({
  id,
  side,
  priceFrom,
  priceTo,
  peakPrice,
  centrePrice,
  usd,
  since,
}: TrackedCluster) => ({ id, side, priceFrom, priceTo, peakPrice, centrePrice, usd, since })

export function clusterAnswer(
  cluster: ReadCluster,
  { state: { price }, reading: { facts, band } }: Pick<Said, 'state' | 'reading'>,
  measured?: MeasuredBins,
): ClusterAnswer {
  const { growth, byBand, byVenue, usd, width } = cluster
  const seenUsd = measured && within(measured, cluster)
  return {
    ...lastSeen(cluster),
    range: modelledRange(band, usd, seenUsd ?? 0, width),
    distance: cluster.distance,
    distanceBand: cluster.distanceBand,
    age: cluster.age,
    moved: cluster.moved,
    hasMigrated: cluster.hasMigrated,
    growth: {
      '24h': known(growth['24h']),
      '48h': known(growth['48h']),
      '72h': known(growth['72h']),
    },
    dayShare: known(cluster.dayShare),
    contrast: known(cluster.contrast),
    significant: cluster.isSignificant ?? null,
    byBand: byBand?.map((usd, i) => ({ band: LEVERAGE_BANDS[i]!.id, usd })) ?? null,
    byVenue: byVenue === undefined ? null : Array.from(byVenue, ([venue, usd]) => ({ venue, usd })),
    measuredShare: known(seenUsd === undefined || usd === 0 ? undefined : seenUsd / usd),
    touchChance: known(cluster.touchChance),
    averages: confluenceOf(facts, price, cluster).averages.map(
      ({ hours, toCluster, isInside }) => ({
        hours,
        toCluster,
        isInside,
      }),
    ),
  }
}

const within = (measured: MeasuredBins, { side, firstBin, endBin }: ReadCluster): number =>
  measured
    .filter(([bin]) => bin >= firstBin && bin < endBin)
    .reduce((sum, [, longUsd, shortUsd]) => sum + (side === 'long' ? longUsd : shortUsd), 0)

export const endedAnswer = ({ last, how, at }: EndedCluster): EndedClusterAnswer => ({
  ...lastSeen(last),
  how,
  at,
})

function ratioAnswer(reading: RatioReading): RatioAnswer {
  const { aboveUsd, belowUsd, aboveRange, belowRange, ratioRange, touchedInADay: touched } = reading
  return {
    above: { usd: aboveUsd, ...aboveRange },
    below: { usd: belowUsd, ...belowRange },
    ratio: known(reading.ratio),
    ratioRange: ratioRange ?? null,
    chanceAbove: known(reading.chanceAbove),
    chanceBelow: known(reading.chanceBelow),
    touchedInADay: touched === undefined ? null : { ...touched, ratio: known(touched.ratio) },
    regime: reading.regime,
    since: reading.since,
  }
}

export const formationAnswer = (formation: Formation): FormationAnswer => ({
  kind: formation.kind,
  id: formation.id,
  label: formation.label,
  side: formation.side ?? null,
  since: formation.since,
  sincePrice: formation.sincePrice,
  held: formation.held,
  clusterIds: [...formation.clusterIds],
  targets: [...formation.targets],
  confirmed: formation.isConfirmed,
  numbers: Object.fromEntries(
    Object.entries(formation.numbers).map(([name, value]) => [name, known(value)]),
  ),
})

export const endedFormationAnswer = (ended: EndedFormation): EndedFormationAnswer => ({
  ...formationAnswer(ended),
  until: ended.until,
  how: ended.how,
  reached: ended.reached ?? null,
})

function factsAnswer(facts: MarketFacts, price: number): FactsAnswer {
  const { openInterestChange: change, averages } = facts
  return {
    liquidatedDayUsd: known(facts.liquidatedDayUsd),
    openInterestUsd: known(facts.openInterestUsd),
    openInterestChange: { '1h': known(change['1h']), '24h': known(change['24h']) },
    dailySigma: known(facts.dailySigma),
    calmRank: known(facts.calmRank),
    fundingAYear: known(fundingAYear(facts)),
    takerDeltaShare: known(facts.takerDeltaShare),
    rsi: known(facts.rsi),
    averages: averages.map((average) => ({ ...average, toPrice: price / average.price - 1 })),
  }
}
