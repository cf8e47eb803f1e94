import type { InstrumentId, VenueId } from './instrument.ts'
import type { Millis, PositionSide, Quantity, Usd } from './units.ts'

/** An open position as a venue shows it to everyone. */
export interface ObservedPosition {
  readonly instrument: InstrumentId
  readonly side: PositionSide
  readonly quantity: Quantity
  readonly entryPrice: number
  /** Undefined where no price liquidates it, or the venue does not say. */
  readonly liquidationPrice: number | undefined
  /** Undefined where the venue has no leverage of a single position. */
  readonly leverage: number | undefined
}

/** A margin account: all its open positions at one moment. */
export interface ObservedAccount {
  readonly venue: VenueId
  /** What is asked for: one address may hold several accounts. */
  readonly address: string
  /** Unique within the venue: the address, with `/` and a number where it holds several. */
  readonly account: string
  readonly observedTime: Millis
  /**
   * What the account is worth at the prices of that moment, where its liquidation prices are to be
   * computed; undefined where the venue states them.
   */
  readonly equityUsd: Usd | undefined
  readonly positions: readonly ObservedPosition[]
}

/** A position with whose it is and when it was seen. */
export interface MeasuredPosition extends ObservedPosition {
  readonly venue: VenueId
  readonly account: string
  readonly observedTime: Millis
}
