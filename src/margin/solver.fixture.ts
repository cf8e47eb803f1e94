import { venueIdSchema } from '../market/schema.ts'
import type { MarginRule } from '../market/margin-rule.ts'
import type { RiskTier } from '../market/risk-tier.ts'
import { quantity } from '../market/units.ts'
import type { Liquidation, LiquidationQuery, LiquidationResult } from './liquidation-price.ts'
import { liquidationPrice } from './liquidation-price.ts'

/** The generic rule: maintenance margin on the mark price, tier deduction, no fee. */
export const generic: MarginRule = {
  id: 'test',
  venue: venueIdSchema.parse('test'),
  name: 'generic',
  sources: ['test'],
  contracts: ['linear', 'inverse'],
  marginModes: ['isolated', 'cross'],
  trigger: 'mark',
  maintenanceOn: 'mark',
  maintenanceRate: 'tier',
  deduction: true,
  fee: { treatment: 'none', rate: 0 },
  isolatedMargin: 'wallet',
  crossMargin: { kind: 'all', othersPayFee: false },
  rounding: { kind: 'none' },
  unconfirmed: [],
}

/** A risk tier without end. */
export const one = (maintenanceRate: number, more: Partial<RiskTier> = {}): RiskTier => ({
  floor: 0,
  cap: Infinity,
  maintenanceRate,
  deduction: 0,
  maxLeverage: undefined,
  ...more,
})

/** One bitcoin at 65,000 and 10x, isolated. */
export const long: LiquidationQuery = {
  rule: generic,
  contract: 'linear',
  marginMode: 'isolated',
  side: 'long',
  entry: 65_000,
  quantity: quantity(1),
  funds: { leverage: 10 },
  tiers: { unit: 'quote', tiers: [one(0.004)] },
}

/** The liquidation that a result must hold. */
export function found(result: LiquidationResult): Liquidation {
  if (result.kind === 'none') throw new Error(`no liquidation price: ${result.reason}`)
  return result
}

/** The exact price of that position with changes. */
export const priceOf = (changes: Partial<LiquidationQuery>): number =>
  found(liquidationPrice({ ...long, ...changes })).liquidationPriceExact
