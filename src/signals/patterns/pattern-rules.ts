import { HOUR } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import type { MassReading } from '../clusters/cluster-masses.ts'
import { FAR, NEAR } from '../clusters/clusters.ts'
import type { MarketReading } from '../market-reading.ts'
import type {
  Formation,
  MoveOf,
  PatternKind,
  RatioBand,
  RatioReading,
  ReadCluster,
} from '../signal-state.ts'

/** What a pattern is looked for in: one reading, and what is remembered of those before it. */
export interface Scene {
  readonly reading: MarketReading
  readonly clusters: readonly ReadCluster[]
  readonly ratios: Readonly<Record<RatioBand, RatioReading>>
  readonly pastDay: (clusterId: string) => readonly MassReading[]
  readonly moveOf: MoveOf
}

/** A pattern that a reading shows, before it is known whether it stood before. */
export type Candidate = Pick<
  Formation,
  'kind' | 'side' | 'clusterIds' | 'targets' | 'isConfirmed' | 'numbers'
>

export const PATTERN_LABELS: Readonly<Record<PatternKind, string>> = {
  'dense-wall': 'Dense wall',
  'vacuum-gap': 'Vacuum gap',
  'stacked-escalator': 'Stacked escalator',
  'mirror-squeeze': 'Mirror squeeze',
  'decaying-cluster': 'Decaying cluster',
}

/**
 * The rules of all patterns. Distances, widths and gaps are shares of price. "Significant" is what
 * `SIGNIFICANCE` says.
 */
export const PATTERN_RULES = {
  /** A narrow significant cluster near the price that outweighs its side and the other one. */
  denseWall: {
    within: NEAR,
    widest: 0.006,
    /** Of its side's amount within 5 %. */
    ofSide: 0.4,
    /** Times the other side's amount within 2 %. */
    overOpposite: 2,
    youngest: (6 * HOUR) as Millis,
  },
  /** A stretch that holds next to nothing, with a significant cluster at its far end. */
  vacuumGap: {
    within: FAR,
    narrowest: 0.01,
    /** Times the standard deviation of a day, where that is wider. */
    narrowestSigmas: 0.4,
    /** Density is taken over stretches so wide. */
    bucket: 0.001,
    /** Upper end of a stretch's band over the mean density of its side. */
    emptyUpTo: 0.2,
    /** Between the last empty stretch and the cluster's near edge: its flank. */
    flank: 0.005,
  },
  /** Clusters of one side whose gaps the one before can push price over. */
  stackedEscalator: { within: FAR, fewest: 3, smallestGap: 0.004, largestGap: 0.015 },
  /** Clusters of equal weight at equal distances above and below a calm price. */
  mirrorSqueeze: {
    within: 0.025,
    /** Of the distance above over that below, less 1. */
    unevenUpTo: 0.25,
    /** Of the heavier over the lighter. */
    heavierUpTo: 1.5,
    calmRankBelow: 0.3,
  },
  /** A cluster that was significant and loses its levels without price coming to them. */
  decayingCluster: {
    /** Of the most it held in 24 hours. */
    leftUpTo: 0.6,
    /** Share of the loss that price took. */
    sweptBelow: 0.1,
    chanceBelow: 0.05,
    /** Hourly readings without which a trend is not told. */
    fewestReadings: 8,
  },
  /** How a pattern is known again, and when it ends. */
  formation: {
    /** Clusters that two readings of it share, over those of either. */
    sameFrom: 0.5,
    /** Its rule may fail for so long before it has faded. */
    grace: (4 * HOUR) as Millis,
    /** Of clusters that price came to, the same pattern is not told again for so long. */
    spentFor: (24 * HOUR) as Millis,
  },
}
export type PatternRules = typeof PATTERN_RULES

/** Significant clusters of one side, nearest to the price first. */
export const significantOutward = (
  { clusters }: Scene,
  side: ReadCluster['side'],
): readonly ReadCluster[] =>
  clusters
    .filter((one) => one.side === side && one.isSignificant === true)
    .toSorted((a, b) => Math.abs(a.distance) - Math.abs(b.distance))
