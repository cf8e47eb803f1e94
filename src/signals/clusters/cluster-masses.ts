import { binMiddle } from '../../market/price-bin.ts'
import { DAY, HOUR } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import type { MarketReading } from '../market-reading.ts'
import type { ReadCluster } from '../signal-state.ts'

/** What a cluster held at a time, and how much price had taken of it by then. */
export interface MassReading {
  readonly time: Millis
  readonly usd: number
  /** USD in bins that price went through since the cluster was first seen. */
  readonly sweptUsd: number
  readonly isSignificant: boolean
}

/** What is remembered of what a cluster held. */
export interface Masses {
  /** One an hour, oldest first. */
  readonly past: readonly MassReading[]
  readonly last: LastCluster
  readonly seen: Millis
  readonly sweptUsd: number
}

type LastCluster = Pick<ReadCluster, 'side' | 'firstBin' | 'endBin' | 'usd' | 'isSignificant'>

/** By the ids of clusters. */
export type MassMemory = readonly (readonly [id: string, masses: Masses])[]

/** Remembers the last day of what clusters held, by their ids. */
export class ClusterMasses {
  readonly #known: Map<string, Masses>
  #before: MarketReading | undefined

  /**
   * @param memory that it goes on from
   * @param before the reading that it is of
   */
  constructor(memory: MassMemory = [], before?: MarketReading) {
    this.#known = new Map(memory)
    this.#before = before
  }

  get memory(): MassMemory {
    return [...this.#known]
  }

  push(reading: MarketReading, clusters: readonly ReadCluster[]): void {
    const { time } = reading
    for (const [id, masses] of this.#known) {
      if (time - masses.seen > DAY) this.#known.delete(id)
      else if (masses.seen === this.#before?.time)
        this.#known.set(id, {
          ...masses,
          sweptUsd: masses.sweptUsd + sweptOf(masses.last, this.#before, reading),
        })
    }
    for (const { id, side, firstBin, endBin, usd, isSignificant } of clusters) {
      const last = { side, firstBin, endBin, usd, isSignificant }
      const { past, sweptUsd } = this.#known.get(id) ?? { past: [], sweptUsd: 0 }
      const isTold = hourOf(past.at(-1)?.time) === hourOf(time)
      const kept = past.filter((one) => one.time > time - DAY)
      this.#known.set(id, {
        past: isTold ? past : [...kept, massOf(time, last, sweptUsd)],
        last,
        seen: time,
        sweptUsd,
      })
    }
    this.#before = reading
  }

  /** The last day of a cluster of the newest reading, one reading an hour and the newest. */
  pastDay(id: string): readonly MassReading[] {
    const masses = this.#known.get(id)
    if (masses === undefined) return []
    const { past, last, seen, sweptUsd } = masses
    const isTold = past.at(-1)!.time === seen
    return isTold ? past : [...past, massOf(seen, last, sweptUsd)]
  }
}

const hourOf = (time: Millis | undefined): number | undefined =>
  time === undefined ? undefined : Math.floor(time / HOUR)

const massOf = (time: Millis, { usd, isSignificant }: LastCluster, sweptUsd: number) => ({
  time,
  usd,
  sweptUsd,
  isSignificant: isSignificant === true,
})

/** What a cluster held, at the reading before, in bins that price went through since. */
function sweptOf(
  cluster: LastCluster,
  before: MarketReading,
  { low, high }: MarketReading,
): number {
  const { firstBin, zoom = 0, ...usd } = before.density
  const ofSide = usd[`${cluster.side}Usd`]
  let swept = 0
  for (let bin = cluster.firstBin / 2 ** zoom; bin < cluster.endBin / 2 ** zoom; bin++) {
    const middle = binMiddle(bin, zoom)
    if (cluster.side === 'long' ? middle >= low : middle <= high) swept += ofSide[bin - firstBin]!
  }
  return swept
}
