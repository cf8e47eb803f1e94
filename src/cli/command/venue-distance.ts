import { leverageDistance } from '../../margin/leverage-distance.ts'
import type { Instrument } from '../../market/instrument.ts'
import type { MarginRule } from '../../market/margin-rule.ts'
import { marginRuleAt } from '../../market/margin-rule.ts'
import type { RiskTier, RiskTierTable } from '../../market/risk-tier.ts'
import { riskTiersAt } from '../../market/risk-tier.ts'
import type { Millis } from '../../market/units.ts'
import { LEVERAGE_BUTTONS } from '../../model/component.ts'
import type { DistanceAtLeverage } from '../../model/component.ts'
import { findInstrument, findVenue } from '../../venues/registry.ts'

/** How far from the entry an instrument's positions are liquidated, and where that comes from. */
export interface VenueDistance {
  readonly distanceAt: DistanceAtLeverage
  /** The distances at the usual leverages as text: other distances make another map. */
  readonly basis: string
  /** What had to be assumed, as a sentence for people; undefined where the venue's own rule is known. */
  readonly assumed: string | undefined
}

/** What is assumed where a venue's risk tiers are not known: one tier, as of a large, liquid contract. */
const ASSUMED_TIER: RiskTier = {
  floor: 0,
  cap: undefined,
  maintenanceRate: 0.005,
  deduction: 0,
  maxLeverage: 100,
}

/** What is assumed where a venue's margin rule is not known: the commonest and plainest one. */
const ASSUMED_RULE_OF = 'binance'

/**
 * The liquidation distances of an instrument by its venue's rule and risk tiers at a time.
 * @param told captures of its risk tiers that the venue has told since; they go before those that
 * Isotherm ships
 */
export function venueDistance(
  instrument: Instrument,
  time: Millis,
  told: readonly RiskTierTable[] = [],
): VenueDistance {
  const { id, contract } = instrument
  const venue = findVenue(instrument.venue)
  const known = venue && findInstrument(venue, instrument.symbol)
  const tiers = riskTiersAt([...(known?.riskTiers ?? []), ...told], time)?.tiers
  const rule = venue && ruleAt(venue.marginRules, contract, time)
  const used = rule ?? ruleAt(findVenue(ASSUMED_RULE_OF)?.marginRules ?? [], contract, time)
  if (used === undefined)
    throw new Error(`${ASSUMED_RULE_OF} has no rule for ${contract} contracts`)
  const distanceAt: DistanceAtLeverage = (side, leverage) =>
    leverageDistance(used, tiers ?? [ASSUMED_TIER], side, leverage, contract)
  const distances = LEVERAGE_BUTTONS.map((leverage) => [
    distanceAt('long', leverage),
    distanceAt('short', leverage),
  ])
  const parts = [
    ...(rule === undefined ? [`the margin rule of ${ASSUMED_RULE_OF}`] : []),
    ...(tiers === undefined ? ['0.5 % maintenance margin and at most 100x'] : []),
  ]
  return {
    distanceAt,
    basis: JSON.stringify(distances),
    assumed: parts.length === 0 ? undefined : `${id}: assuming ${parts.join(' and ')}`,
  }
}

const ruleAt = (
  rules: readonly MarginRule[],
  contract: Instrument['contract'],
  time: Millis,
): MarginRule | undefined =>
  marginRuleAt(rules, { contract, marginMode: 'isolated', time }) ??
  marginRuleAt(rules, { contract, marginMode: 'isolated' })
