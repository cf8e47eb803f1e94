import type { VenueId } from '../../market/instrument.ts'
import { binPosition } from '../../market/price-bin.ts'
import { DAY } from '../../market/units.ts'
import type { TrackedCluster } from './cluster-tracks.ts'
import type { Cluster, Curves, Density } from './clusters.ts'
import type { MarketReading, SideUsd } from '../market-reading.ts'
import { modelledRange, sumBetween } from './modelled-range.ts'
import type { ReadCluster } from '../signal-state.ts'
import { touchChance } from '../touch-chance.ts'

/** From when on a cluster is worth a word (docs/methodology.md, "Signals"). */
export interface SignificanceRules {
  /** Its amount over what is liquidated in a day, and the same of the lower end of its band. */
  readonly dayShare: number
  readonly lowDayShare: number
  /** Density at its peak over the median density within `around` of the price. */
  readonly contrast: number
  readonly around: number
}

export const SIGNIFICANCE: SignificanceRules = {
  dayShare: 0.15,
  lowDayShare: 0.05,
  contrast: 2.5,
  around: 0.1,
}

/** What can be said of the clusters of a reading. */
export function readClusters(
  reading: MarketReading,
  curves: Curves,
  tracked: readonly TrackedCluster[],
  rules: SignificanceRules = SIGNIFICANCE,
): readonly ReadCluster[] {
  const { density, band, byBand, byVenue, measured, facts, time } = reading
  const median = medianAround(density, curves, rules.around)
  return tracked.map((cluster) => {
    const within = (usd: SideUsd): number => withinCluster(usd, cluster, density)
    const width = Math.log(cluster.priceTo / cluster.priceFrom)
    const measuredUsd = measured && within(measured)
    const range = modelledRange(band, cluster.usd, measuredUsd ?? 0, width)
    const contrast = curves.usd[placeOf(density, cluster.peakPrice)]! / median
    const day = facts.liquidatedDayUsd
    const stands = contrast >= rules.contrast
    const isLarge =
      day === undefined
        ? undefined
        : cluster.usd >= rules.dayShare * day && range.low >= rules.lowDayShare * day
    const { dailySigma } = facts
    return {
      ...cluster,
      range,
      width,
      dayShare: day === undefined || day === 0 ? undefined : cluster.usd / day,
      contrast,
      isSignificant: stands ? isLarge : false,
      byBand: byBand?.map(within),
      byVenue:
        byVenue &&
        new Map(Array.from(byVenue, ([venue, usd]): [VenueId, number] => [venue, within(usd)])),
      measuredShare:
        measuredUsd === undefined || cluster.usd === 0 ? undefined : measuredUsd / cluster.usd,
      age: time - cluster.since,
      touchChance:
        dailySigma === undefined || dailySigma === 0
          ? undefined
          : touchChance(Math.log1p(cluster.distance), dailySigma * Math.sqrt(TOUCHED_WITHIN / DAY)),
    }
  })
}

const TOUCHED_WITHIN = DAY

/** The sum over a cluster's bins of its own side, where `priceFrom` and `priceTo` bound them. */
export function withinCluster(usd: SideUsd, cluster: Cluster, density: Density): number {
  const { zoom = 0, firstBin } = density
  const [from, end] = [cluster.firstBin, cluster.endBin].map((bin) => bin / 2 ** zoom - firstBin)
  return sumBetween(usd[`${cluster.side}Usd`], from!, end!)
}

/** Place of a price in a density. */
const placeOf = ({ firstBin, zoom = 0 }: Density, price: number): number =>
  Math.floor(binPosition(price) / 2 ** zoom) - firstBin

function medianAround(density: Density, { usd }: Curves, share: number): number {
  const from = Math.max(0, placeOf(density, density.price * (1 - share)))
  const end = Math.min(usd.length, placeOf(density, density.price * (1 + share)) + 1)
  const sorted = usd.slice(from, end).sort()
  return sorted[sorted.length >> 1] ?? 0
}
