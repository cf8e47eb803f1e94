import type { InstrumentId } from '../../market/instrument.ts'
import type { Millis, PositionSide } from '../../market/units.ts'
import type { TrackedCluster } from '../clusters/cluster-tracks.ts'
import type { PatternKind } from '../signal-state.ts'

/** What is so of an instrument at a time, as far as a rule may ask. Times grow per instrument. */
export interface Situation {
  readonly instrument: InstrumentId
  readonly time: Millis
  readonly price: number
  /** False until the map has been read: what rules ask of it waits. */
  readonly hasMap: boolean
  readonly clusters: readonly AlertCluster[]
  /** Clusters that price went through since the situation before. */
  readonly swept: readonly AlertCluster[]
  /** Above ÷ below; undefined where a side holds nothing. */
  readonly ratio: number | undefined
  readonly patterns: readonly {
    readonly kind: PatternKind
    readonly id: string
    readonly label: string
  }[]
  /** Realised ones since the situation before. */
  readonly liquidations: readonly AlertLiquidation[]
  /** Forced orders of the last minute; undefined where no feed tells them. */
  readonly forcedUsdPerMinute: number | undefined
  readonly feeds: readonly AlertFeed[]
  /** Undefined where the map is not scored yet. */
  readonly score: AlertScore | undefined
}

export type AlertCluster = Pick<
  TrackedCluster,
  'id' | 'side' | 'priceFrom' | 'priceTo' | 'peakPrice' | 'usd' | 'moved' | 'growth'
>

export interface AlertLiquidation {
  /** The same whenever the same event is read. */
  readonly id: string
  readonly time: Millis
  /** The side that was closed. */
  readonly side: PositionSide
  readonly price: number
  readonly usd: number
}

export interface AlertFeed {
  /** Venue and stream. */
  readonly id: string
  /** How long it has been stale; 0 while it is fresh or rightly quiet. */
  readonly staleFor: Millis
}

/** How the map fares against its baselines. */
export interface AlertScore {
  readonly isDegraded: boolean
  /** What the verdict rests on, in a sentence. */
  readonly label: string
}
