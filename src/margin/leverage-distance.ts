import type { ContractKind } from '../market/instrument.ts'
import type { MarginRule } from '../market/margin-rule.ts'
import type { RiskTier } from '../market/risk-tier.ts'
import type { PositionSide } from '../market/units.ts'
import { quantity, sideSign } from '../market/units.ts'
import { liquidationPrice } from './liquidation-price.ts'

/**
 * Distance of the liquidation price from the entry price of an isolated position at a leverage, as
 * a fraction of the entry price: a long is liquidated at E(1 − d), a short at E(1 + d), d > 0. The
 * size is taken to stay in the first risk tier. Undefined where the venue does not allow the
 * leverage, where the margin is not enough to open, or where no price liquidates (a long at 1x).
 */
export function leverageDistance(
  rule: MarginRule,
  tiers: readonly RiskTier[],
  side: PositionSide,
  leverage: number,
  contract: ContractKind = 'linear',
): number | undefined {
  const first = tiers[0]
  if (first === undefined) throw new RangeError('there must be at least one risk tier')
  if (!(leverage > 0) || leverage > (first.maxLeverage ?? Infinity)) return undefined
  const result = liquidationPrice({
    rule,
    contract,
    marginMode: 'isolated',
    side,
    entry: 1,
    quantity: quantity(1),
    funds: { leverage },
    tiers: { unit: 'contracts', tiers: [{ ...first, cap: Infinity }] },
  })
  if (result.kind === 'none') return undefined
  const distance = sideSign(side) * (1 - result.liquidationPriceExact)
  return distance > 0 ? distance : undefined
}
