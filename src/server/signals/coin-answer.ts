import type {
  CoinSignalsAnswer,
  VenueFailureAnswer,
  VenueMapAnswer,
} from '../../api/coin-signals.ts'
import { LEVERAGE_BANDS } from '../../heatmap/planes.ts'
import type { VenueId } from '../../market/instrument.ts'
import { withoutVenue } from '../../signals/cascade/venue-failure.ts'
import type { Cluster } from '../../signals/clusters/clusters.ts'
import type { SideUsd } from '../../signals/market-reading.ts'
import { NO_ADVICE } from '../../signals/setup/setup.ts'
import type { CoinMap, SaidOfCoin } from './coin-desk.ts'
import { known } from '../http/known.ts'
import { problem } from '../http/problems.ts'

/** The clusters of a coin's maps together, and each venue's part. */
export function coinSignalsAnswer(said: SaidOfCoin, model: string): CoinSignalsAnswer {
  return {
    ...headOf(said, model),
    clusters: said.state.clusters.map((one) => ({
      ...placeOf(one),
      range: one.range,
      byVenue: Array.from(one.byVenue ?? [], ([venue, usd]) => ({ venue, usd })),
      byBand: one.byBand?.map((usd, i) => ({ band: LEVERAGE_BANDS[i]!.id, usd })) ?? null,
      measuredShare: known(one.measuredShare),
      dayShare: known(one.dayShare),
      contrast: known(one.contrast),
      significant: one.isSignificant ?? null,
    })),
    notice: NO_ADVICE,
  }
}

/** What would be left without a venue. Throws `invalid-parameter` where none of the coin's is of it. */
export function venueFailureAnswer(
  said: SaidOfCoin,
  { model, venue }: { readonly model: string; readonly venue: VenueId },
): VenueFailureAnswer {
  const { sum, state } = said
  const { byVenue = new Map<VenueId, SideUsd>() } = sum
  if (!byVenue.has(venue))
    throw problem(
      'invalid-parameter',
      `venue=${venue}: nothing of ${said.coin} counts there, but on ${[...byVenue.keys()].join(', ')}`,
    )
  const { lostLongUsd, lostShortUsd, clusters } = withoutVenue(
    sum.density,
    byVenue,
    venue,
    state.clusters,
  )
  const all = total(sum.density.longUsd) + total(sum.density.shortUsd)
  return {
    ...headOf(said, model),
    venue,
    lostLongUsd,
    lostShortUsd,
    lostShare: known((lostLongUsd + lostShortUsd) / all),
    clusters: clusters.map(({ cluster, leftUsd, evaporates }) => ({
      ...placeOf(cluster),
      leftUsd,
      evaporates,
    })),
    notice: NO_ADVICE,
  }
}

const headOf = (said: SaidOfCoin, model: string) => ({
  coin: said.coin,
  model,
  simulated: said.simulated,
  time: said.sum.time,
  price: said.sum.density.price,
  priceOf: said.parts[0]!.instrument.id,
  counts: said.parts.map(venueMapAnswer),
  silent: said.silent.map(venueMapAnswer),
  missing: [...said.missing],
  observedShare: known(said.observedShare),
})

const venueMapAnswer = ({
  instrument,
  reading: { time, density, facts },
  outlives,
}: CoinMap): VenueMapAnswer => ({
  instrument: instrument.id,
  venue: instrument.venue,
  time,
  price: density.price,
  openInterestUsd: known(facts.openInterestUsd),
  longUsd: total(density.longUsd),
  shortUsd: total(density.shortUsd),
  outlives: known(outlives),
})

const placeOf = (cluster: Cluster) => ({
  side: cluster.side,
  priceFrom: cluster.priceFrom,
  priceTo: cluster.priceTo,
  peakPrice: cluster.peakPrice,
  centrePrice: cluster.centrePrice,
  distance: cluster.distance,
  distanceBand: cluster.distanceBand,
  usd: cluster.usd,
})

const total = (usd: Readonly<Float64Array>): number => usd.reduce((a, b) => a + b, 0)
