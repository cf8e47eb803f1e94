import type { Millis } from '../market/units.ts'

/** What was known of a market at a time beside its map. Whatever was not known is undefined. */
export interface MarketFacts {
  /** L24: mean USD liquidated in 24 hours, both sides, over the 7 days before. */
  readonly liquidatedDayUsd: number | undefined
  readonly openInterestUsd: number | undefined
  /** Change of open interest in the instrument's quantity, as a share of what it was. */
  readonly openInterestChange: Readonly<Record<ChangeSpan, number | undefined>>
  /** Standard deviation of the logarithm of price over a day, of the hours of the last 7 days. */
  readonly dailySigma: number | undefined
  /** Share of the last 30 days in which the 24 hours before moved less than the last 24 did. */
  readonly calmRank: number | undefined
  /** The last funding rate: the share of notional that longs pay shorts for `interval`. */
  readonly funding: { readonly rate: number; readonly interval: Millis | undefined } | undefined
  /** What takers bought less what they sold in the last 24 hours, in the instrument's quantity. */
  readonly takerDelta: number | undefined
  /** The same as a share of all that was traded in them. */
  readonly takerDeltaShare: number | undefined
  /** Relative strength index over 14 hours. */
  readonly rsi: number | undefined
  /** Exponential moving averages of hourly closes. */
  readonly averages: readonly MovingAverage[]
}

export const CHANGE_SPANS = ['1h', '24h'] as const
export type ChangeSpan = (typeof CHANGE_SPANS)[number]

export interface MovingAverage {
  readonly hours: number
  readonly price: number
}

/** A market of which nothing is known beside its map. */
export const NO_FACTS: MarketFacts = {
  liquidatedDayUsd: undefined,
  openInterestUsd: undefined,
  openInterestChange: { '1h': undefined, '24h': undefined },
  dailySigma: undefined,
  calmRank: undefined,
  funding: undefined,
  takerDelta: undefined,
  takerDeltaShare: undefined,
  rsi: undefined,
  averages: [],
}
