import type { VenueId } from '../market/instrument.ts'
import type { Millis, PositionSide } from '../market/units.ts'
import type { UsdRange } from '../model/level-band.ts'
import type { TrackedCluster } from './clusters/cluster-tracks.ts'
import type { Regime } from './regime.ts'

/** What a map says after a reading: what `SignalRun.push` answers. */
export interface SignalState {
  readonly time: Millis
  readonly price: number
  /** From the lowest price up. */
  readonly clusters: readonly ReadCluster[]
  /** Clusters that ended since the reading before. */
  readonly ended: readonly EndedCluster[]
  readonly ratios: Readonly<Record<RatioBand, RatioReading>>
  /** Patterns that stand, oldest first. */
  readonly formations: readonly Formation[]
  /** Patterns that ended since the reading before. */
  readonly endedFormations: readonly EndedFormation[]
  /** What is not known, and why a rule could not be tried. */
  readonly lacks: readonly Lack[]
}

/** Facts without which some rules cannot be tried. */
export const LACKS = ['liquidated-day', 'open-interest', 'daily-sigma', 'calm-rank'] as const
export type Lack = (typeof LACKS)[number]

/** A cluster with what can be said of it. */
export interface ReadCluster extends TrackedCluster {
  /** 10 and 90 % around `usd`. */
  readonly range: UsdRange
  /** From edge to edge, in the logarithm of price. */
  readonly width: number
  /** `usd` over what is liquidated in a day; undefined where that is not known. */
  readonly dayShare: number | undefined
  /** Density at the peak over the median density around the price; infinite where that is 0. */
  readonly contrast: number
  /** Undefined where it hangs on what is liquidated in a day, and that is not known. */
  readonly isSignificant: boolean | undefined
  /** USD by leverage band, in the order of LEVERAGE_BANDS; undefined where not told. */
  readonly byBand: readonly number[] | undefined
  readonly byVenue: ReadonlyMap<VenueId, number> | undefined
  /** Part of `usd` that is of positions that are public; undefined where nothing is measured. */
  readonly measuredShare: number | undefined
  /** Time since it was first seen. */
  readonly age: Millis
  /** Chance that a random walk touches its centre within 24 hours; undefined without volatility. */
  readonly touchChance: number | undefined
}

/** A cluster that is no more: price went through it, or its levels were closed or parted. */
export interface EndedCluster {
  readonly id: string
  readonly side: PositionSide
  readonly how: 'swept' | 'gone'
  readonly at: Millis
  /** As it was when last seen. */
  readonly last: TrackedCluster
}

/** Bands around the price that a ratio is told of: within 2 %, from there to 5 %, and both. */
export const RATIO_BANDS = ['near', 'far', 'all'] as const
export type RatioBand = (typeof RATIO_BANDS)[number]

/** What lies above the price against what lies below it. */
export interface RatioReading {
  /** Shorts above, longs below, in USD, each with its 10 and 90 %. */
  readonly aboveUsd: number
  readonly belowUsd: number
  readonly aboveRange: UsdRange
  readonly belowRange: UsdRange
  /**
   * Above ÷ below, each with a thousandth of open interest added where that is known; undefined
   * where a side holds nothing.
   */
  readonly ratio: number | undefined
  readonly ratioRange: { readonly low: number; readonly high: number } | undefined
  /** Chances that the true ratio is above 2, and below ½. */
  readonly chanceAbove: number | undefined
  readonly chanceBelow: number | undefined
  /**
   * Each level weighed by the chance that a random walk touches it within 24 hours, and above ÷ below
   * of it; undefined without volatility, the ratio where a side holds nothing.
   */
  readonly touchedInADay:
    | { readonly aboveUsd: number; readonly belowUsd: number; readonly ratio: number | undefined }
    | undefined
  readonly regime: Regime
  /** When the regime began, as far as readings go back. */
  readonly since: Millis
}

export const PATTERNS = [
  'dense-wall',
  'vacuum-gap',
  'stacked-escalator',
  'mirror-squeeze',
  'decaying-cluster',
] as const
export type PatternKind = (typeof PATTERNS)[number]

/** A pattern that stands. */
export interface Formation {
  readonly kind: PatternKind
  /** Kind, time and place where it was first seen: the same whenever the same past is read. */
  readonly id: string
  /** For a chart. */
  readonly label: string
  /** Undefined where it is of both sides. */
  readonly side: PositionSide | undefined
  readonly since: Millis
  /** Price when it was first seen. */
  readonly sincePrice: number
  /** The last reading at which its rule held. */
  readonly held: Millis
  /** The clusters it is made of, nearest to the price first. */
  readonly clusterIds: readonly string[]
  /** Prices that it points to: the farthest of a side. One where it is of one side. */
  readonly targets: readonly FormationTarget[]
  /** Whether all that its rule asks was known and held; an unconfirmed one lacks a book. */
  readonly isConfirmed: boolean
  /** The numbers that made the rule hold, by name. */
  readonly numbers: Readonly<Record<string, number>>
}

export interface FormationTarget {
  readonly side: PositionSide
  readonly price: number
}

/** A pattern that is no more. */
export interface EndedFormation extends Formation {
  readonly until: Millis
  /** `reached`: price came to a target. `faded`: its rule held no longer. */
  readonly how: 'reached' | 'faded'
  /** Which target was reached. */
  readonly reached: PositionSide | undefined
}

/**
 * How far a forced flow would move price through the book as it stands, as a share of it: of longs
 * down, of shorts up. Undefined where no book is known.
 */
export type MoveOf = (usd: number, side: PositionSide) => number | undefined
