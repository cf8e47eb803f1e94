import type { VenueId } from '../market/instrument.ts'
import type { Millis } from '../market/units.ts'
import type { LevelBand } from '../model/level-band.ts'
import type { Density } from './clusters/clusters.ts'
import type { MarketFacts } from './market-facts.ts'

/** A map and its market at one time, with nothing in it that was not known then. */
export interface MarketReading {
  readonly time: Millis
  /** What the map holds, seen from the price of that time. */
  readonly density: Density
  /** How far modelled amounts may be off, as known then. */
  readonly band: DensityBand
  /** The same amounts by leverage band, in the order of LEVERAGE_BANDS; undefined where not told. */
  readonly byBand: readonly SideUsd[] | undefined
  /** The same by venue; undefined where the map is of one venue or it is not told. */
  readonly byVenue: ReadonlyMap<VenueId, SideUsd> | undefined
  /** The part of it that is of positions that are public; undefined where nothing is measured. */
  readonly measured: SideUsd | undefined
  /** Lowest and highest price since the reading before; at the first, since candles begin. */
  readonly low: number
  readonly high: number
  readonly facts: MarketFacts
}

/** USD of both sides by bin, over the bins of a density. */
export interface SideUsd {
  readonly longUsd: Readonly<Float64Array>
  readonly shortUsd: Readonly<Float64Array>
}

/** USD of public positions at their liquidation prices, by bin of zoom 0. */
export type MeasuredBins = readonly (readonly [bin: number, longUsd: number, shortUsd: number])[]

/** The 10–90 % band of modelled amounts. */
export interface DensityBand extends LevelBand {
  /** Whether it is learnt from a venue that shows a part of its liquidations. */
  readonly isSampled: boolean
}
