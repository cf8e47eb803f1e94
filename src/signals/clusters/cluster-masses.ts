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

interface Masses {
  /** One an hour, oldest first. */
  past: readonly MassReading[]
  last: ReadCluster
  seen: Millis
  sweptUsd: number
}

/** Remembers the last day of what clusters held, by their ids. */
export class ClusterMasses {
  readonly #known = new Map<string, Masses>()
  #before: MarketReading | undefined

  push(reading: MarketReading, clusters: readonly ReadCluster[]): void {
    const { time } = reading
    for (const [id, masses] of this.#known) {
      if (time - masses.seen > DAY) this.#known.delete(id)
      else if (masses.seen === this.#before?.time)
        masses.sweptUsd += sweptOf(masses.last, this.#before, reading)
    }
    for (const cluster of clusters) {
      const masses = this.#known.get(cluster.id)
      if (masses === undefined) {
        const past = [massOf(time, cluster, 0)]
        this.#known.set(cluster.id, { past, last: cluster, seen: time, sweptUsd: 0 })
        continue
      }
      masses.last = cluster
      masses.seen = time
      if (Math.floor(masses.past.at(-1)!.time / HOUR) === Math.floor(time / HOUR)) continue
      const kept = masses.past.filter((one) => one.time > time - DAY)
      masses.past = [...kept, massOf(time, cluster, masses.sweptUsd)]
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

const massOf = (time: Millis, { usd, isSignificant }: ReadCluster, sweptUsd: number) => ({
  time,
  usd,
  sweptUsd,
  isSignificant: isSignificant === true,
})

/** What a cluster held, at the reading before, in bins that price went through since. */
function sweptOf(
  cluster: ReadCluster,
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
