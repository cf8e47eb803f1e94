import type { Millis } from '../market/units.ts'
import type { LevelCase } from './level-look.ts'

/** Kinds of cluster that are told apart: by distance, and by whether it is significant. */
export const CLUSTER_KINDS = [
  'near significant',
  'near other',
  'near unknown',
  'far significant',
  'far other',
  'far unknown',
  'beyond significant',
  'beyond other',
  'beyond unknown',
] as const
export type ClusterKind = (typeof CLUSTER_KINDS)[number]

/** A cluster as a reading of the map tells it. */
interface SeenCluster {
  readonly id: string
  readonly centrePrice: number
  readonly distanceBand: 'near' | 'far' | 'beyond'
  /** Undefined where it is not known what is liquidated in a day. */
  readonly isSignificant: boolean | undefined
}

export interface ClusterCase extends LevelCase {
  readonly kind: ClusterKind
}

/** Collects clusters from readings in their order: each once a kind, when it first is of it. */
export class ClusterCases {
  readonly #seen = new Set<string>()
  readonly #cases: ClusterCase[] = []

  push(reading: {
    readonly time: Millis
    readonly price: number
    readonly clusters: readonly SeenCluster[]
  }): void {
    const { time, price, clusters } = reading
    for (const { id, centrePrice, distanceBand, isSignificant } of clusters) {
      const counts =
        isSignificant === undefined ? 'unknown' : isSignificant ? 'significant' : 'other'
      const kind = `${distanceBand} ${counts}` as const
      const key = `${kind} ${id}`
      if (this.#seen.has(key)) continue
      this.#seen.add(key)
      this.#cases.push({ time, kind, distances: [Math.log(centrePrice / price)] })
    }
  }

  get all(): readonly ClusterCase[] {
    return this.#cases
  }
}
