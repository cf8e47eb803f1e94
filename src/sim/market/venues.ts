import { instrumentSchema } from '../../market/schema.ts'
import type { RiskTier } from '../../market/risk-tier.ts'
import { withDeductions } from '../../market/risk-tier.ts'
import type { SimulatedVenue } from './venue.ts'

type Bracket = readonly [capUsd: number, maintenanceRate: number, maxLeverage: number]

function tiersOf(brackets: readonly Bracket[]): readonly RiskTier[] {
  const tiers = brackets.map(([cap, maintenanceRate, maxLeverage], i) => ({
    floor: brackets[i - 1]?.[0] ?? 0,
    cap,
    maintenanceRate,
    maxLeverage,
  }))
  return withDeductions(tiers)
}

const instrumentOf = (venue: string) =>
  instrumentSchema.parse({
    id: `${venue}:BTCUSD-SIM`,
    venue,
    symbol: 'BTCUSD-SIM',
    base: 'BTC',
    quote: 'USD',
    contract: 'linear',
    contractSize: 1,
    tickSize: 0.1,
  })

/**
 * The usual venue: a liquid coin with maintenance on the mark price and a feed that shows the
 * largest liquidation of each second, as Binance's documents have it.
 */
export const THROTTLED_VENUE: SimulatedVenue = {
  instrument: instrumentOf('simulated'),
  riskTiers: tiersOf([
    [300e3, 0.004, 125],
    [800e3, 0.005, 100],
    [3e6, 0.01, 75],
    [12e6, 0.025, 50],
    [70e6, 0.05, 20],
    [Number.POSITIVE_INFINITY, 0.1, 10],
  ]),
  maintenanceOn: 'mark',
  lot: 1e-4,
  liquidationFeed: 'largest-per-second',
  openInterestUsd: 500e6,
  depthUsd: 20e6,
  basis: 1e-4,
}

/** A smaller venue with maintenance on the entry price that publishes every liquidation. */
export const FULL_FEED_VENUE: SimulatedVenue = {
  instrument: instrumentOf('simulated-full'),
  riskTiers: tiersOf([
    [2e6, 0.005, 100],
    [10e6, 0.01, 50],
    [50e6, 0.025, 20],
    [Number.POSITIVE_INFINITY, 0.05, 10],
  ]),
  maintenanceOn: 'entry',
  lot: 1e-4,
  liquidationFeed: 'all',
  openInterestUsd: 300e6,
  depthUsd: 12e6,
  basis: 1.5e-4,
}

/** A venue of low leverage that publishes the latest liquidation of each second. */
export const CAUTIOUS_VENUE: SimulatedVenue = {
  instrument: instrumentOf('simulated-cautious'),
  riskTiers: tiersOf([
    [1e6, 0.0125, 40],
    [20e6, 0.025, 20],
    [Number.POSITIVE_INFINITY, 0.05, 10],
  ]),
  maintenanceOn: 'mark',
  lot: 1e-4,
  liquidationFeed: 'latest-per-second',
  openInterestUsd: 200e6,
  depthUsd: 8e6,
  basis: 2e-4,
}

/** Three venues side by side, with different rules and feeds. */
export const SIMULATED_VENUES: readonly SimulatedVenue[] = [
  THROTTLED_VENUE,
  FULL_FEED_VENUE,
  CAUTIOUS_VENUE,
]
