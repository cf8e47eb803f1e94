import type { CandleColumns, Series } from '../../market/candle-columns.ts'
import type { Millis, PositionSide } from '../../market/units.ts'
import type { SimulatedVenue } from './venue.ts'

export interface SimulatedLiquidation {
  readonly time: Millis
  /** The side that was closed. */
  readonly position: PositionSide
  /** At which it was filled. */
  readonly price: number
  /** The level that triggered it, by the mark price. No venue publishes it. */
  readonly liquidationPrice: number
  /** Mark price that triggered it. No venue publishes it with the liquidation. */
  readonly markPrice: number
  /** Base coins. */
  readonly quantity: number
  /** Leverage at which the position was opened. No venue publishes it. */
  readonly leverage: number
}

/**
 * What would be liquidated at each price, known to nobody in the market: USD notional of the open
 * positions at their liquidation price. Positions whose stop lies in the way are left out.
 */
export interface Truth {
  readonly time: Millis
  /** Last price. */
  readonly price: number
  /** Bin of zoom 0 (market/price-bin.ts) of the first value; both sides have the same bins. */
  readonly firstBin: number
  readonly long: Float32Array
  readonly short: Float32Array
}

/** Lower edges of the bands of effective leverage in `LeverageStock`. */
export const LEVERAGE_BAND_FLOORS = [0, 3, 7, 15, 30, 60] as const

/** Share of the traders' open notional by effective leverage (notional over equity). */
export interface LeverageStock {
  readonly time: Millis
  /** One share per band of `LEVERAGE_BAND_FLOORS`, together 1. */
  readonly shares: readonly number[]
}

/** What a venue published, and what only the simulation knows. */
export interface VenueRun {
  readonly venue: SimulatedVenue
  /** Bars of one minute, volumes in base coins. */
  readonly candles: CandleColumns
  /** Base coins, at the start and every 5 minutes. */
  readonly openInterest: Series
  /** Fraction of notional that longs paid shorts, every 8 hours. */
  readonly fundingRate: Series
  readonly published: readonly SimulatedLiquidation[]
  readonly all: readonly SimulatedLiquidation[]
  /** At the end of every hour, within 32 % of the price. */
  readonly truth: readonly Truth[]
  /** At the end of every day. */
  readonly stock: readonly LeverageStock[]
}
