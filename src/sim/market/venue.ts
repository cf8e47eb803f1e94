import type { Instrument } from '../../market/instrument.ts'
import type { MarginRule } from '../../market/margin-rule.ts'
import type { RiskTier } from '../../market/risk-tier.ts'

/**
 * Which liquidations a venue publishes: every one, or one a second, and then the latest or the
 * largest of that second. Binance's documents say largest since 2026-04-14, and said latest before.
 */
export type LiquidationFeed = 'all' | 'latest-per-second' | 'largest-per-second'

/** A venue of the simulation: its rules and its share of the market. */
export interface SimulatedVenue {
  readonly instrument: Instrument
  /** Smallest step of an amount that it shows, in coins: see `lots.ts`. */
  readonly lot: number
  /** By notional in USD at the entry price, without holes, the last without a cap. */
  readonly riskTiers: readonly RiskTier[]
  readonly maintenanceOn: MarginRule['maintenanceOn']
  readonly liquidationFeed: LiquidationFeed
  /** USD of open interest about which the venue lives; the flow of its traders is in proportion. */
  readonly openInterestUsd: number
  /** USD of its book that moves the price by 1 % when volatility is as usual. */
  readonly depthUsd: number
  /** Standard deviation of ln(its price / the market's price). */
  readonly basis: number
}
