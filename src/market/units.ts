/**
 * Units of the market. Numbers that must never be mixed are different types; making one from a
 * plain number is a visible step at the edge where the unit is known.
 */

declare const unit: unique symbol
type Unit<Name extends string> = number & { readonly [unit]: Name }

/** Milliseconds since 1970-01-01T00:00:00Z, an integer. */
export type Millis = number

/**
 * The fixed amount of a position: base coins for a linear contract, quote USD for an inverse one.
 * It is the amount whose change is opening or closing, whatever the price does.
 */
export type Quantity = Unit<'quantity'>

/** A count of the venue's contracts; `Instrument.contractSize` converts it to a quantity. */
export type Contracts = Unit<'contracts'>

/** An amount in US dollars (a USD stablecoin counts as USD at par). */
export type Usd = Unit<'usd'>

export const quantity = (value: number): Quantity => value as Quantity
export const contracts = (value: number): Contracts => value as Contracts
export const usd = (value: number): Usd => value as Usd

export const SECOND: Millis = 1_000
export const MINUTE: Millis = 60 * SECOND
export const HOUR: Millis = 60 * MINUTE
export const DAY: Millis = 24 * HOUR

/** The side of a position. A realised liquidation carries the side that was closed. */
export type PositionSide = 'long' | 'short'

/** +1 for a long, −1 for a short: the sign of a position in price formulas. */
export const sideSign = (side: PositionSide): 1 | -1 => (side === 'long' ? 1 : -1)
