import type { RiskTier } from '../../market/risk-tier.ts'
import type { SimulatedVenue } from './venue.ts'

/** The risk tier of a notional at entry; the last where none reaches so far. */
export function tierOf(venue: SimulatedVenue, notionalUsd: number): RiskTier {
  const { riskTiers } = venue
  let index = 0
  while (index < riskTiers.length - 1 && notionalUsd >= (riskTiers[index]!.cap ?? Infinity)) index++
  return riskTiers[index]!
}

/**
 * Price at which equity meets the maintenance margin, E entry, W what stands behind the position,
 * q its quantity, m and d rate and deduction of its tier at entry, s its sign:
 * on the mark price W + s·q·(P − E) = m·q·P − d, on the entry price = m·q·E − d. Not above 0 where
 * no price liquidates.
 */
export function marginLevel(
  venue: SimulatedVenue,
  sign: number,
  entry: number,
  quantity: number,
  wallet: number,
): number {
  const { maintenanceRate, deduction } = tierOf(venue, entry * quantity)
  if (venue.maintenanceOn === 'entry')
    return entry * (1 + sign * maintenanceRate) - (sign * (wallet + deduction)) / quantity
  return (entry - (sign * (wallet + deduction)) / quantity) / (1 - sign * maintenanceRate)
}
