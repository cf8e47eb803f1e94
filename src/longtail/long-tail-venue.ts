import type { Millis } from '../market/units.ts'

/**
 * A venue of the long tail: Isotherm does not read its wire itself but asks for it through ccxt, by
 * REST alone. ccxt normalises neither the volume of candles nor open interest, so every number has
 * its unit here, with the evidence for it. What has no evidence is left out and not supplied.
 */
export interface LongTailVenue {
  /** Isotherm's id. */
  readonly id: string
  /** ccxt's id. */
  readonly ccxt: string
  readonly name: string
  /** Time between two requests that ccxt keeps to by default (`rateLimit`); the feed waits twice as long. */
  readonly pace: Millis
  /** What a question counts for in that pace, where it is more than one request of cost 1. */
  readonly costs?: Readonly<Partial<Record<Asked, number>>>
  readonly candles?: CandleSource
  readonly openInterest?: OpenInterestSource
  readonly funding?: FundingSource
  readonly riskTiers?: RiskTierSource
  /** What is known and left out, and why. */
  readonly notes?: string
}

/** What is asked of a venue. */
export type Asked = 'markets' | 'candles' | 'openInterest' | 'funding' | 'riskTiers'

/** What one unit of a number is: base coins, the venue's contracts, or quote currency. */
export type AmountUnit = 'base' | 'contracts' | 'quote'

/** Candles of one minute. */
export interface CandleSource {
  /** Of the sixth number of ccxt's row. */
  readonly volume: AmountUnit
  /** Rows of one answer at most, where candles can be asked for from a time on; absent where only the last ones are served. */
  readonly historyRows?: number
  /** Least number of rows that the venue lets one ask for. */
  readonly leastRows?: number
  readonly evidence: string
}

export interface OpenInterestSource {
  /** Field of the venue's own answer, which ccxt keeps as `info`: its own labels are wrong for several venues. */
  readonly field: string
  readonly unit: 'base' | 'contracts'
  readonly evidence: string
}

/** The funding rate as a fraction of notional, as ccxt reads it. */
export interface FundingSource {
  readonly evidence: string
}

/** Risk tiers that the venue tells without a key. */
export interface RiskTierSource {
  readonly unit: AmountUnit
  readonly evidence: string
}
