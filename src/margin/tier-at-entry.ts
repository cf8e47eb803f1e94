import type { RiskTier } from '../market/risk-tier.ts'
import { axisOf } from './axis.ts'
import type { LiquidationQuery } from './liquidation-price.ts'
import { measureOf, notionalAt } from './requirement.ts'
import { tierIndexOf } from './tier-walk.ts'

/** The risk tier in which a position starts, and its notional there; undefined beyond the known ones. */
export function tierAtEntry({
  rule,
  contract,
  side,
  entry,
  quantity,
  tiers,
  contractSize = 1,
}: Pick<
  LiquidationQuery,
  'rule' | 'contract' | 'side' | 'entry' | 'quantity' | 'tiers' | 'contractSize'
>): { readonly tier: RiskTier; readonly notional: number } | undefined {
  const entryAt = axisOf(contract, side).at(entry)
  const measure = measureOf({ rule, size: quantity, entryAt }, contract, tiers.unit, contractSize)
  const notional = notionalAt(measure, entryAt)
  const tier = tiers.tiers[tierIndexOf(tiers.tiers, notional)]
  return tier === undefined ? undefined : { tier, notional }
}
