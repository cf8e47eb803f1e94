import fc from 'fast-check'
import type { ContractKind } from '../../src/market/instrument.ts'
import type { MarginRule } from '../../src/market/margin-rule.ts'
import type { RiskTier } from '../../src/market/risk-tier.ts'
import { withDeductions } from '../../src/market/risk-tier.ts'
import type { PositionSide } from '../../src/market/units.ts'
import { quantity } from '../../src/market/units.ts'
import type { LiquidationQuery } from '../../src/margin/liquidation-price.ts'
import { liquidationPrice } from '../../src/margin/liquidation-price.ts'
import { VENUES } from '../../src/venues/registry.ts'

/**
 * Positions under every rule of every venue, and what they hold and need. It is written from the
 * definitions of equity and maintenance margin, contract by contract, not from the solver's algebra.
 */

export interface Case {
  readonly rule: MarginRule
  readonly contract: ContractKind
}

const cases = VENUES.flatMap((venue) => venue.marginRules).flatMap((rule) =>
  rule.contracts.map((contract): Case => ({ rule, contract })),
)
export const named = cases.map((one) => [`${one.rule.id} ${one.contract}`, one] as const)

export const side = fc.constantFrom<PositionSide>('long', 'short')
export const between = (min: number, max: number) =>
  fc.double({ min: Math.log(min), max: Math.log(max), noNaN: true }).map(Math.exp)

/** Tiers with rising rates, 1e3 to 1e7 of quote wide. */
const tiers = fc
  .array(fc.tuple(between(1e3, 1e7), fc.double({ min: 0.0005, max: 0.02, noNaN: true })), {
    minLength: 1,
    maxLength: 6,
  })
  .map((steps): RiskTier[] => {
    let floor = 0
    let maintenanceRate = 0
    const rows = steps.map(([width, more], i) => {
      maintenanceRate += more
      const last = i === steps.length - 1
      const tier = {
        floor,
        cap: last ? Infinity : floor + width,
        maintenanceRate,
        maxLeverage: undefined,
      }
      floor += width
      return tier
    })
    return withDeductions(rows)
  })

export const position = fc.record({
  side,
  // Narrow enough that a venue which counts in whole satoshis per contract still has digits.
  entry: between(50, 5_000),
  leverage: between(1.05, 120),
  notional: between(10, 3e7),
  extra: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 2, noNaN: true })),
  tiers,
})
export type Position = typeof position extends fc.Arbitrary<infer Value> ? Value : never

/** A position of `notional` at its entry, isolated in form so that every rule can be asked alike. */
export function ask(
  { rule, contract }: Case,
  one: Position,
  changes: Partial<LiquidationQuery> = {},
) {
  const { entry, leverage, notional, extra } = one
  const value = contract === 'linear' ? notional : notional / entry
  const query: LiquidationQuery = {
    rule,
    contract,
    marginMode: 'isolated',
    side: one.side,
    entry,
    quantity: quantity(contract === 'linear' ? notional / entry : notional),
    funds: { leverage, ...(extra > 0 ? { extraMargin: (extra * value) / leverage } : {}) },
    tiers: {
      unit: contract === 'linear' ? 'quote' : 'base',
      tiers: contract === 'linear' ? one.tiers : inCoin(one.tiers, entry),
    },
    ...changes,
  }
  return { query, result: liquidationPrice(query) }
}

/** The same tiers in coin, as they are at the entry price. */
const inCoin = (rows: readonly RiskTier[], entry: number): RiskTier[] =>
  rows.map((tier) => ({
    ...tier,
    floor: tier.floor / entry,
    cap: tier.cap! / entry,
    deduction: tier.deduction / entry,
  }))

/** Value of the position in its margin currency. */
export const valueAt = ({ contract, quantity }: LiquidationQuery, price: number): number =>
  contract === 'linear' ? quantity * price : quantity / price

/** Profit of a position: linear in quote, inverse in coin. */
function profit(query: LiquidationQuery, price: number): number {
  const { contract, side, quantity, entry } = query
  const gain =
    contract === 'linear' ? quantity * (price - entry) : quantity / entry - quantity / price
  return side === 'long' ? gain : -gain
}

const feeRateOf = ({ rule }: LiquidationQuery): number => rule.fee.rate

/** Margin behind an isolated position, from the venues' words. */
function marginOf(query: LiquidationQuery): number {
  const { rule, contract, side, funds, entry } = query
  const initial = valueAt(query, entry) / funds.leverage!
  const fee = feeRateOf(query)
  // A linear long and an inverse short are closed for less than they were opened for.
  const losesValue = (contract === 'linear') === (side === 'long')
  const bankruptcyValue = valueAt(query, entry) + (losesValue ? -initial : initial)
  const held = rule.isolatedMargin === 'initial-and-fee' ? fee * bankruptcyValue : 0
  const scale = rule.fee.treatment === 'cancels' ? 1 / (1 + (losesValue ? -fee : fee)) : 1
  return initial + held + (funds.extraMargin ?? 0) * scale
}

/** Maintenance margin plus fee that the rule demands at a price. */
export function demandAt(query: LiquidationQuery, price: number): number {
  const { rule, side, contract } = query
  const base = valueAt(query, rule.maintenanceOn === 'mark' ? price : query.entry)
  const tier = query.tiers.tiers.find((one) => base >= one.floor && base < one.cap!)!
  const maintenance = base * tier.maintenanceRate - (rule.deduction ? tier.deduction : 0)
  if (rule.fee.treatment === 'at-liquidation')
    return maintenance + feeRateOf(query) * valueAt(query, price)
  if (rule.fee.treatment !== 'at-bankruptcy') return maintenance
  // Value at which margin + profit pays exactly the fee: V ∓ margin = V_b ± fee × V_b.
  const losesValue = (contract === 'linear') === (side === 'long')
  const sign = losesValue ? 1 : -1
  const atBankruptcy =
    (valueAt(query, query.entry) - sign * marginOf(query)) / (1 - sign * feeRateOf(query))
  return maintenance + feeRateOf(query) * Math.max(0, atBankruptcy)
}

export const equityAt = (query: LiquidationQuery, price: number): number =>
  marginOf(query) + profit(query, price)

/** How far whole satoshis per contract may move an amount of money. */
export const slackOf = (query: LiquidationQuery): number =>
  1e-9 * valueAt(query, query.entry) +
  (query.contract === 'inverse' ? 2.01 * query.quantity * (query.rule.coinStep ?? 0) : 0)

export const canOpen = (query: LiquidationQuery): boolean =>
  equityAt(query, query.entry) > demandAt(query, query.entry) + slackOf(query)
