import type { VenueId } from '../../market/instrument.ts'
import { DAY } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import { clustersOf } from '../clusters/clusters.ts'
import type { Cluster, Density } from '../clusters/clusters.ts'
import type { SideUsd } from '../market-reading.ts'

/** What a map holds of each venue, over its bins. */
export type ByVenue = ReadonlyMap<VenueId, SideUsd>

/** The map as it would be without a venue: its positions are gone or cannot be reached. */
export interface MapWithout {
  readonly density: Density
  readonly lostLongUsd: number
  readonly lostShortUsd: number
  /** Clusters of the whole map, from the lowest price up, and what is left of them. */
  readonly clusters: readonly LeftOfCluster[]
}

export interface LeftOfCluster {
  readonly cluster: Cluster
  readonly leftUsd: number
  /** Without the venue less than a fifth of it is left, or no cluster of its side peaks there any more. */
  readonly evaporates: boolean
}

/** What is left of a map without a venue. What the venue does not hold is as it was, to the dollar. */
export function withoutVenue(
  density: Density,
  byVenue: ByVenue,
  venue: VenueId,
  clusters: readonly Cluster[] = clustersOf(density),
): MapWithout {
  const left = densityOf(
    density,
    [...byVenue].filter(([id]) => id !== venue).map(([, usd]) => usd),
  )
  const after = clustersOf(left)
  const own = byVenue.get(venue)
  return {
    density: left,
    lostLongUsd: sum(own?.longUsd ?? NOTHING),
    lostShortUsd: sum(own?.shortUsd ?? NOTHING),
    clusters: clusters.map((cluster) => {
      const leftUsd = within(left, cluster)
      const peaks = after.some(
        ({ side, peakPrice }) => side === cluster.side && holds(cluster, peakPrice),
      )
      return { cluster, leftUsd, evaporates: !peaks || leftUsd < LEAST_LEFT * cluster.usd }
    }),
  }
}

/** A cluster of which less is left is none any more. */
const LEAST_LEFT = 0.2
const NOTHING = new Float64Array()
const sum = (usd: Readonly<Float64Array>): number => usd.reduce((a, b) => a + b, 0)

const holds = ({ priceFrom, priceTo }: Cluster, price: number): boolean =>
  price >= priceFrom && price < priceTo

const within = ({ firstBin, longUsd, shortUsd }: Density, cluster: Cluster): number =>
  sum(
    (cluster.side === 'long' ? longUsd : shortUsd).subarray(
      cluster.firstBin - firstBin,
      cluster.endBin - firstBin,
    ),
  )

/** The bins of a map with the sums of some venues in them. */
function densityOf(density: Density, parts: readonly SideUsd[]): Density {
  const total = (side: keyof SideUsd): Float64Array => {
    const usd = new Float64Array(density[side].length)
    for (const part of parts) part[side].forEach((amount, i) => (usd[i]! += amount))
    return usd
  }
  return { ...density, longUsd: total('longUsd'), shortUsd: total('shortUsd') }
}

/** How many mean lifetimes a venue's levels outlive what was last heard of it. */
export const OUTLIVES = 3

/** What is known of a venue's life. */
export interface VenueLife {
  /** When it last said anything. */
  readonly heard: Millis
  /** Mean lifetime of what is held on it, see `meanLifetime`. */
  readonly meanLifetime: Millis
  readonly openInterestUsd: number
}

/** What a map still knows of venues, some of which may be silent for long. */
export interface LivingVenues {
  readonly living: ReadonlySet<VenueId>
  /** Their open interest over that of all; undefined where none is open. */
  readonly observedShare: number | undefined
}

/** Venues whose levels still count at a time: those not silent for three mean lifetimes of a position. */
export function livingVenues(lives: ReadonlyMap<VenueId, VenueLife>, now: Millis): LivingVenues {
  const isLiving = ({ heard, meanLifetime }: VenueLife): boolean =>
    now - heard < OUTLIVES * meanLifetime
  const living = [...lives].filter(([, life]) => isLiving(life))
  const openUsd = (of: Iterable<readonly [VenueId, VenueLife]>): number =>
    [...of].reduce((total, [, { openInterestUsd }]) => total + openInterestUsd, 0)
  const all = openUsd(lives)
  return {
    living: new Set(living.map(([id]) => id)),
    observedShare: all > 0 ? openUsd(living) / all : undefined,
  }
}

/** A map of the venues that count, the others' levels dropped. */
export const ofVenues = (
  density: Density,
  byVenue: ByVenue,
  living: ReadonlySet<VenueId>,
): Density =>
  densityOf(
    density,
    [...byVenue].filter(([id]) => living.has(id)).map(([, usd]) => usd),
  )

/**
 * Mean lifetime of what is held, in time: lifetimes are turnovers of open interest, weighted by what is held
 * of each. Undefined where nothing is held or traded.
 * @param turnoverPerDay what is traded in a day over open interest, as it was while the venue spoke
 */
export function meanLifetime(
  shares: readonly { readonly turnovers: number; readonly held: number }[],
  turnoverPerDay: number,
): Millis | undefined {
  const all = shares.reduce((total, { held }) => total + held, 0)
  const turnovers = shares.reduce((total, one) => total + one.turnovers * one.held, 0)
  return all > 0 && turnoverPerDay > 0 ? (turnovers / all / turnoverPerDay) * DAY : undefined
}
