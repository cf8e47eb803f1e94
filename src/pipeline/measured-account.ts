import type { InstrumentId } from '../market/instrument.ts'
import type { MarginRule } from '../market/margin-rule.ts'
import type { MeasuredPosition, ObservedAccount } from '../market/measured-position.ts'
import type { RiskTierTable } from '../market/risk-tier.ts'
import type { Usd } from '../market/units.ts'
import type { OtherPosition } from '../margin/balance.ts'
import { liquidationPrice } from '../margin/liquidation-price.ts'
import { tierAtEntry } from '../margin/tier-at-entry.ts'

/** What is known of the venue at the moment an account was observed. */
export interface AccountContext {
  /** The venue's rule for linear contracts on cross margin; undefined where none is known. */
  readonly rule: MarginRule | undefined
  /** The price that triggers liquidations. */
  readonly mark: (instrument: InstrumentId) => number | undefined
  readonly tiers: (instrument: InstrumentId) => RiskTierTable | undefined
}

/**
 * The positions of an account with the prices that liquidate them. Prices that the venue states are
 * taken as they are. Else they are computed as for any position on cross margin, from what the
 * account was worth at the marks of the moment; where the mark or the tiers of one of its positions
 * is not known, none of them can be.
 */
export function measuredPositions(
  { venue, account, observedTime, equityUsd, positions }: ObservedAccount,
  context: AccountContext,
): MeasuredPosition[] {
  const about = { venue, account, observedTime }
  if (equityUsd === undefined) return positions.map((position) => ({ ...position, ...about }))
  const { rule } = context
  const stakes = rule && stakesOf(rule, positions, context)
  return positions.map((position, i) => ({
    ...position,
    ...about,
    liquidationPrice: rule && stakes && priceOf(rule, equityUsd, stakes, i),
  }))
}

/** A position at its mark, from which the account's equity is reckoned. */
interface Staked extends OtherPosition {
  readonly tiers: RiskTierTable
}

function stakesOf(
  rule: MarginRule,
  positions: ObservedAccount['positions'],
  { mark, tiers }: AccountContext,
): Staked[] | undefined {
  const stakes = positions.flatMap(({ instrument, side, quantity }): Staked[] => {
    const price = mark(instrument)
    const table = tiers(instrument)
    if (price === undefined || table === undefined) return []
    const query = { rule, contract: 'linear', side, entry: price, quantity, tiers: table } as const
    const tier = tierAtEntry(query)?.tier
    if (tier === undefined) return []
    const { maintenanceRate, deduction } = tier
    const at = { entry: price, mark: price }
    return [{ side, quantity, ...at, maintenanceRate, deduction, tiers: table }]
  })
  return stakes.length === positions.length ? stakes : undefined
}

function priceOf(
  rule: MarginRule,
  equityUsd: Usd,
  stakes: readonly Staked[],
  i: number,
): number | undefined {
  const own = stakes[i]!
  const others = stakes.filter((_, j) => j !== i)
  const result = liquidationPrice({
    rule,
    contract: 'linear',
    marginMode: 'cross',
    side: own.side,
    entry: own.mark,
    quantity: own.quantity,
    funds: { wallet: equityUsd, others },
    tiers: own.tiers,
  })
  return result.kind === 'liquidation' ? result.liquidationPrice : undefined
}
