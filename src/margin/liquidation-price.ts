import type { ContractKind } from '../market/instrument.ts'
import type { MarginMode, MarginRule } from '../market/margin-rule.ts'
import type { RiskTier, RiskTierTable } from '../market/risk-tier.ts'
import type { PositionSide, Quantity } from '../market/units.ts'
import { axisOf } from './axis.ts'
import type { Funds } from './balance.ts'
import { balanceOf } from './balance.ts'
import type { Stake } from './requirement.ts'
import {
  bankruptcyAt,
  feeOf,
  maintenanceOf,
  measureOf,
  notionalAt,
  valueAt,
} from './requirement.ts'
import { roundPrice } from './rounding.ts'
import { meet } from './tier-walk.ts'

/** A position and all that decides where its venue liquidates it. Prices are quote per base coin. */
export interface LiquidationQuery {
  readonly rule: MarginRule
  readonly contract: ContractKind
  readonly marginMode: MarginMode
  readonly side: PositionSide
  /** Entry price; where a cross rule starts from the mark price, that. */
  readonly entry: number
  /** Base coins of a linear contract, quote USD of an inverse one. */
  readonly quantity: Quantity
  readonly funds: Funds
  readonly tiers: Pick<RiskTierTable, 'unit' | 'tiers'>
  /** Quantity per contract; needed where risk tiers are counted in contracts. */
  readonly contractSize?: number
  /** Taker fee as a fraction; the rule's standard rate where absent. */
  readonly feeRate?: number
  /** Venue's adjust factor, for a rule that has one; without it the tier's rate is taken as it is. */
  readonly adjustFactor?: number
  /** Maintenance margin with its fee as the venue states it, instead of the tier's. */
  readonly statedMaintenance?: number
  /** Without it the rounded price is the exact one. */
  readonly tickSize?: number
}

/** A liquidation price and what belongs to it. Money is quote (linear) or base coin (inverse). */
export interface Liquidation {
  readonly kind: 'liquidation'
  /** As the venue shows it. */
  readonly liquidationPrice: number
  readonly liquidationPriceExact: number
  /** Price at which equity is 0; undefined where no price takes it there. */
  readonly bankruptcyPrice: number | undefined
  readonly tier: RiskTier
  /** Index of the tier in its table, from 0. */
  readonly tierIndex: number
  /** Notional at the liquidation price in the unit of the risk tiers. */
  readonly notional: number
  /** Maintenance margin at the liquidation price. */
  readonly maintenanceMargin: number
  /** Fee that must be held beside it. */
  readonly closingFee: number
  /** True where the margin is too small already at the entry price. */
  readonly belowMaintenanceAtEntry: boolean
}

/** Why there is no liquidation price. */
export interface NoLiquidation {
  readonly kind: 'none'
  /** `never`: no price above 0 takes it; `beyond-tiers`: its notional leaves the known tiers at `cap`. */
  readonly reason: 'never' | 'beyond-tiers'
  readonly cap?: number
  readonly bankruptcyPrice: number | undefined
}

export type LiquidationResult = Liquidation | NoLiquidation

/**
 * Where the venue's rule liquidates a position: equity(P) = maintenance margin + fee, with the risk
 * tier chosen by the notional at P. One solver for linear and inverse contracts, isolated and cross
 * margin, and every rule. Throws a RangeError on numbers that are not finite and above 0 where
 * they must be, or where the funds are not enough to know the margin.
 */
export function liquidationPrice(query: LiquidationQuery): LiquidationResult {
  check(query)
  const { rule, contract, side, quantity, funds, tiers, contractSize = 1 } = query
  const axis = axisOf(contract, side)
  const entryAt = toStep(axis.at(query.entry), rule, contract, Math.round)
  const feeRate = query.feeRate ?? rule.fee.rate
  const opened = { ...query, slope: axis.slope, entryValue: quantity * entryAt, feeRate }
  const { equity, reserved } = balanceOf(opened, funds)
  const rate = adjustedRate(query)
  const position = { rule, size: quantity, slope: axis.slope, entryAt, feeRate }
  const stake: Stake = {
    ...position,
    margin: equity - reserved,
    ...(rate === undefined ? {} : { rate }),
    ...(query.statedMaintenance === undefined ? {} : { stated: query.statedMaintenance }),
  }
  const bankrupt = axis.at(bankruptcyAt({ ...position, margin: equity }))
  const bankruptcyPrice = bankrupt > 0 && bankrupt < Infinity ? bankrupt : undefined
  const measure = measureOf(stake, contract, tiers.unit, contractSize)
  const meeting = meet(stake, tiers.tiers, measure)
  if (meeting.kind === 'never') return { kind: 'none', reason: 'never', bankruptcyPrice }
  if (meeting.kind === 'beyond-tiers')
    return { kind: 'none', reason: 'beyond-tiers', cap: meeting.cap, bankruptcyPrice }

  const tier = tiers.tiers[meeting.tier]!
  const at = toStep(meeting.at, rule, contract, Math.floor)
  const exact = axis.at(at)
  return {
    kind: 'liquidation',
    liquidationPrice: roundPrice(exact, rule.rounding, side, query.tickSize),
    liquidationPriceExact: exact,
    bankruptcyPrice,
    tier,
    tierIndex: meeting.tier,
    notional: notionalAt(measure, at),
    maintenanceMargin: valueAt(maintenanceOf(stake, tier, measure), at),
    closingFee: valueAt(feeOf(stake), at),
    belowMaintenanceAtEntry: !meeting.alive,
  }
}

/** The rate of an adjust-factor rule: factor / leverage, whatever the tier. */
function adjustedRate({ rule, adjustFactor, funds }: LiquidationQuery): number | undefined {
  if (rule.maintenanceRate !== 'adjust-factor' || adjustFactor === undefined) return undefined
  if (funds.leverage === undefined) throw new RangeError('an adjust factor needs the leverage')
  return adjustFactor / funds.leverage
}

/** Coin per contract in whole steps, where the venue counts in them. */
function toStep(
  at: number,
  { coinStep }: MarginRule,
  contract: ContractKind,
  whole: (value: number) => number,
): number {
  return coinStep === undefined || contract === 'linear' ? at : whole(at / coinStep) * coinStep
}

function check({
  entry,
  quantity,
  tickSize,
  contractSize,
  feeRate,
  tiers,
}: LiquidationQuery): void {
  const positive: readonly [string, number | undefined][] = [
    ['entry', entry],
    ['quantity', quantity],
    ['tickSize', tickSize],
    ['contractSize', contractSize],
  ]
  for (const [name, value] of positive) {
    if (value !== undefined && !(value > 0 && value < Infinity))
      throw new RangeError(`${name} must be a finite number above 0, not ${value}`)
  }
  if (feeRate !== undefined && !(feeRate >= 0 && feeRate < 1))
    throw new RangeError(`feeRate must be a fraction from 0 to below 1, not ${feeRate}`)
  if (tiers.tiers.length === 0) throw new RangeError('there must be at least one risk tier')
}
