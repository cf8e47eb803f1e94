import { HOUR } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import type { Cluster } from './clusters.ts'

/** A cluster that is known again from one reading of the map to the next. */
export interface TrackedCluster extends Cluster {
  /** Side, time and place where it was first seen: the same whenever the same past is read. */
  readonly id: string
  readonly since: Millis
  /** How far its centre has moved since it was first seen, as a share of where it was. */
  readonly moved: number
  readonly hasMigrated: boolean
  /** What it holds over what it held so long ago, less 1; undefined where it was not seen then. */
  readonly growth: Readonly<Record<GrowthSpan, number | undefined>>
}

export const GROWTH_SPANS = { '24h': 24 * HOUR, '48h': 48 * HOUR, '72h': 72 * HOUR } as const
export type GrowthSpan = keyof typeof GROWTH_SPANS

/** Bins that two readings share, over those of either, from which on they are one cluster. */
const SAME_FROM = 0.3

/** Moved by more than this share of its price, a cluster has migrated. */
const MIGRATED_FROM = 0.01

/** A cluster that is not seen for so long and comes again is a new one. */
const FORGOTTEN_AFTER = 24 * HOUR

/** A growth is told against a reading at most this much older than it says: of an unseen time there is none. */
const OFF_BY = 2 * HOUR

/** Readings are kept a little longer than the longest growth. */
const KEPT_FOR = GROWTH_SPANS['72h'] + HOUR

/** What is remembered of a cluster. */
export interface Track {
  readonly id: string
  readonly since: Millis
  readonly firstPrice: number
  readonly cluster: Cluster
  readonly seen: Millis
  /** Oldest first, one an hour. */
  readonly readings: readonly { readonly time: Millis; readonly usd: number }[]
}

/** A track that price went through, or that was not seen for long. */
export interface EndedTrack {
  readonly how: 'swept' | 'gone'
  /** As it was when last seen. */
  readonly last: TrackedCluster
}

/** Lowest and highest price since the reading before. */
export interface PricePath {
  readonly low: number
  readonly high: number
}

/** Follows clusters through readings of the map that come in the order of their times. */
export class ClusterTracks {
  #tracks: readonly Track[]

  /** @param memory of those that it goes on from */
  constructor(memory: readonly Track[] = []) {
    this.#tracks = memory
  }

  get memory(): readonly Track[] {
    return this.#tracks
  }

  push(
    time: Millis,
    clusters: readonly Cluster[],
    path: PricePath,
  ): { readonly tracked: readonly TrackedCluster[]; readonly ended: readonly EndedTrack[] } {
    // What price went through to the far edge is no more, whatever was opened there since.
    const isSwept = ({ cluster }: Track) => reaches(path, cluster, FAR_EDGE[cluster.side])
    const known = this.#tracks.filter((track) => !isSwept(track))
    const trackOf = matched(
      known.filter(({ seen }) => time - seen <= FORGOTTEN_AFTER),
      clusters,
    )
    const unseen = known.filter((track) => !trackOf.includes(track))
    const swept = unseen.filter(({ cluster }) => reaches(path, cluster, 'peakPrice'))
    const left = unseen.filter((track) => !swept.includes(track))
    const gone = left.filter(({ seen }) => time - seen > FORGOTTEN_AFTER)
    const ended: EndedTrack[] = [
      ...[...this.#tracks.filter(isSwept), ...swept].map((track) => endedAs(track, 'swept')),
      ...gone.map((track) => endedAs(track, 'gone')),
    ]
    const now = clusters.map((cluster, i): Track => {
      const { readings, ...track } = trackOf[i] ?? newTrack(time, cluster)
      const isTold = hourOf(readings.at(-1)?.time) === hourOf(time)
      return {
        ...track,
        cluster,
        seen: time,
        readings: isTold
          ? readings
          : [...readings.filter((one) => one.time > time - KEPT_FOR), { time, usd: cluster.usd }],
      }
    })
    this.#tracks = [...left.filter((track) => !gone.includes(track)), ...now]
    return { tracked: now.map((track) => told(track, time)), ended }
  }
}

const FAR_EDGE = { long: 'priceFrom', short: 'priceTo' } as const

/** Whether price came to a place of a cluster: from above to one of longs, from below to one of shorts. */
const reaches = (
  { low, high }: PricePath,
  cluster: Cluster,
  place: 'priceFrom' | 'priceTo' | 'peakPrice',
): boolean => (cluster.side === 'long' ? low <= cluster[place] : high >= cluster[place])

const hourOf = (time: Millis | undefined): number | undefined =>
  time === undefined ? undefined : Math.floor(time / HOUR)

const endedAs = (track: Track, how: EndedTrack['how']): EndedTrack => ({
  how,
  last: told(track, track.seen),
})

const newTrack = (time: Millis, cluster: Cluster): Track => ({
  id: `${cluster.side}-${time}-${cluster.firstBin}`,
  since: time,
  firstPrice: cluster.centrePrice,
  cluster,
  seen: time,
  readings: [],
})

/** For each cluster the track that it goes on, the best overlap first, no track twice. */
function matched(
  tracks: readonly Track[],
  clusters: readonly Cluster[],
): readonly (Track | undefined)[] {
  const pairs = clusters.flatMap((cluster, i) =>
    tracks.map((track) => ({ i, track, shared: sharedBins(track.cluster, cluster) })),
  )
  const found: (Track | undefined)[] = clusters.map(() => undefined)
  const taken = new Set<Track>()
  for (const { i, track, shared } of pairs.toSorted((a, b) => b.shared - a.shared)) {
    if (shared < SAME_FROM || found[i] !== undefined || taken.has(track)) continue
    found[i] = track
    taken.add(track)
  }
  return found
}

/** Bins that both cover over those that either does; 0 of different sides. */
export function sharedBins(a: Cluster, b: Cluster): number {
  if (a.side !== b.side) return 0
  const both = Math.min(a.endBin, b.endBin) - Math.max(a.firstBin, b.firstBin)
  const either = Math.max(a.endBin, b.endBin) - Math.min(a.firstBin, b.firstBin)
  return Math.max(0, both) / either
}

function told({ id, since, firstPrice, cluster, readings }: Track, time: Millis): TrackedCluster {
  const moved = cluster.centrePrice / firstPrice - 1
  const over = (span: Millis): number | undefined => {
    const then = readings.findLast((one) => one.time <= time - span)
    const isOfThen = then !== undefined && then.time > time - span - OFF_BY
    return isOfThen && then.usd > 0 ? cluster.usd / then.usd - 1 : undefined
  }
  const growth = {
    '24h': over(GROWTH_SPANS['24h']),
    '48h': over(GROWTH_SPANS['48h']),
    '72h': over(GROWTH_SPANS['72h']),
  }
  return { ...cluster, id, since, moved, hasMigrated: Math.abs(moved) > MIGRATED_FROM, growth }
}
