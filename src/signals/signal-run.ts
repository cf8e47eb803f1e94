import { ClusterMasses } from './clusters/cluster-masses.ts'
import type { MassMemory } from './clusters/cluster-masses.ts'
import { ClusterTracks } from './clusters/cluster-tracks.ts'
import type { Track } from './clusters/cluster-tracks.ts'
import { clustersOf, curvesOf } from './clusters/clusters.ts'
import { decayingClusters } from './patterns/decaying-cluster.ts'
import { denseWalls } from './patterns/dense-wall.ts'
import { FormationTrack } from './patterns/formation-track.ts'
import type { FormationMemory } from './patterns/formation-track.ts'
import type { MarketFacts } from './market-facts.ts'
import type { MarketReading } from './market-reading.ts'
import { mirrorSqueezes } from './patterns/mirror-squeeze.ts'
import { PATTERN_RULES } from './patterns/pattern-rules.ts'
import type { PatternRules } from './patterns/pattern-rules.ts'
import { RatioTrack } from './ratio-track.ts'
import type { RatioMemory } from './ratio-track.ts'
import { readClusters, SIGNIFICANCE } from './clusters/read-clusters.ts'
import type { SignificanceRules } from './clusters/read-clusters.ts'
import { LACKS } from './signal-state.ts'
import type { Lack, MoveOf, RatioBand, SignalState } from './signal-state.ts'
import { stackedEscalators } from './patterns/stacked-escalator.ts'
import { vacuumGaps } from './patterns/vacuum-gap.ts'

const PATTERNS = [denseWalls, vacuumGaps, stackedEscalators, mirrorSqueezes, decayingClusters]

const NO_BOOK: MoveOf = () => undefined

/** What a run remembers after a reading: plain values, that can be written down. */
export interface SignalMemory {
  readonly tracks: readonly Track[]
  readonly masses: MassMemory
  readonly ratios: Readonly<Record<RatioBand, RatioMemory | undefined>>
  readonly formations: FormationMemory
}

/** A memory, and the reading that it ends with. */
export interface RememberedReading {
  readonly memory: SignalMemory
  readonly reading: MarketReading
}

/**
 * What a map says as time goes on: readings in, in the order of their times; clusters, ratios and
 * patterns out. The same readings give the same answers, and none knows of what comes later.
 */
export class SignalRun {
  readonly #rules: PatternRules
  readonly #significance: SignificanceRules
  readonly #tracks: ClusterTracks
  readonly #masses: ClusterMasses
  readonly #ratios: Readonly<Record<RatioBand, RatioTrack>>
  readonly #formations: FormationTrack
  #reading: MarketReading | undefined

  /** @param from what it goes on from: it says what a run that was never ended would say */
  constructor(
    rules: PatternRules = PATTERN_RULES,
    significance: SignificanceRules = SIGNIFICANCE,
    from?: RememberedReading,
  ) {
    const { memory, reading } = from ?? {}
    this.#rules = rules
    this.#significance = significance
    this.#reading = reading
    this.#tracks = new ClusterTracks(memory?.tracks)
    this.#masses = new ClusterMasses(memory?.masses, reading)
    this.#ratios = {
      near: new RatioTrack('near', memory?.ratios.near),
      far: new RatioTrack('far', memory?.ratios.far),
      all: new RatioTrack('all', memory?.ratios.all),
    }
    this.#formations = new FormationTrack(rules.formation, memory?.formations)
  }

  get memory(): SignalMemory {
    const { near, far, all } = this.#ratios
    return {
      tracks: this.#tracks.memory,
      masses: this.#masses.memory,
      ratios: { near: near.memory, far: far.memory, all: all.memory },
      formations: this.#formations.memory,
    }
  }

  /** @param moveOf by the book as it stands at the reading's time */
  push(reading: MarketReading, moveOf: MoveOf = NO_BOOK): SignalState {
    const { time, density, facts } = reading
    this.#reading = reading
    const curves = curvesOf(density)
    const { tracked, ended } = this.#tracks.push(
      time,
      clustersOf(density, undefined, curves),
      reading,
    )
    const clusters = readClusters(reading, curves, tracked, this.#significance)
    this.#masses.push(reading, clusters)
    const { near, far, all } = this.#ratios
    const ratios = { near: near.push(reading), far: far.push(reading), all: all.push(reading) }
    const pastDay = (id: string) => this.#masses.pastDay(id)
    const scene = { reading, clusters, ratios, pastDay, moveOf }
    const candidates = PATTERNS.flatMap((find) => find(scene, this.#rules))
    const formations = this.#formations.push(reading, candidates)
    return {
      time,
      price: density.price,
      clusters,
      ended: ended.map(({ how, last }) => ({ id: last.id, side: last.side, how, at: time, last })),
      ratios,
      formations: formations.open,
      endedFormations: formations.ended,
      lacks: lacksOf(facts),
    }
  }

  /**
   * What `push` would say of a reading, which is not remembered: how what is known stands between two
   * steps. `low` and `high` of the reading are since the one that was pushed last.
   */
  peek(reading: MarketReading, moveOf: MoveOf = NO_BOOK): SignalState {
    const from = this.#reading && { memory: this.memory, reading: this.#reading }
    return new SignalRun(this.#rules, this.#significance, from).push(reading, moveOf)
  }
}

const lacksOf = (facts: MarketFacts): readonly Lack[] => {
  const missing: Readonly<Record<Lack, boolean>> = {
    'liquidated-day': facts.liquidatedDayUsd === undefined,
    'open-interest': facts.openInterestUsd === undefined,
    'daily-sigma': facts.dailySigma === undefined,
    'calm-rank': facts.calmRank === undefined,
  }
  return LACKS.filter((lack) => missing[lack])
}
