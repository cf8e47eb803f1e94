import { DAY, HOUR } from '../../market/units.ts'
import type { Millis, PositionSide } from '../../market/units.ts'
import type { CalendarEffect } from '../calendar/calendar.ts'
import type { Cluster } from '../clusters/clusters.ts'
import type { RestingBook } from '../cascade/way.ts'

/** What a frame is made of. Whatever is not known is undefined, and is said, never guessed. */
export interface SetupQuestion {
  readonly time: Millis
  readonly price: number
  /** The side that it is to be of; that toward the side of the map that holds more where not said. */
  readonly side?: PositionSide
  /** From the lowest price up. */
  readonly clusters: readonly SetupCluster[]
  /** Shorts above and longs below the price, in USD, within 5 % of it. */
  readonly aboveUsd: number
  readonly belowUsd: number
  readonly book: RestingBook | undefined
  /** 1 − R/P as measured: the part of what the map says that did not come true. */
  readonly discount: number | undefined
  /** ω: what comes true at weekends over what does on weekdays. */
  readonly weekendWeight: number | undefined
  /** Standard deviation of the logarithm of price over a day. */
  readonly dailySigma: number | undefined
  /** What scheduled events ask for now; undefined where there is no calendar. */
  readonly calendar: CalendarEffect | undefined
  /** Buckets of the map that it is read from, and how far ahead one looks. */
  readonly bucket: Millis
  readonly horizon: Millis
}

/** A cluster, and whether it counts against what is liquidated in a day where that is known. */
export interface SetupCluster extends Cluster {
  readonly isSignificant: boolean | undefined
}

/** Prices of a frame. */
export interface SetupLevels {
  /** Where it is entered: between these two, taken at the middle. */
  readonly entryFrom: number
  readonly entryTo: number
  readonly entry: number
  readonly stop: number
  readonly target: number
  /** From entry to target over entry to stop. */
  readonly rewardOverRisk: number
}

/** How far ahead one may look. */
export const HORIZONS = { '4h': 4 * HOUR, '1d': DAY, '3d': 3 * DAY, '7d': 7 * DAY } as const
export type Horizon = keyof typeof HORIZONS
export const HORIZON_NAMES = ['4h', '1d', '3d', '7d'] as const satisfies readonly Horizon[]

/** The longest bucket of a map that fits a horizon: it holds 48 of them, 5 minutes in 4 hours. */
export const longestBucket = (horizon: Millis): Millis => horizon / 48
