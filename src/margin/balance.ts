import type { ContractKind } from '../market/instrument.ts'
import type { MarginMode, MarginRule } from '../market/margin-rule.ts'
import type { PositionSide, Quantity } from '../market/units.ts'
import { axisOf } from './axis.ts'

/** Another position of a cross account, with the rate and deduction of its own tier. */
export interface OtherPosition {
  readonly side: PositionSide
  readonly quantity: Quantity
  readonly entry: number
  readonly mark: number
  readonly maintenanceRate: number
  readonly deduction: number
}

/** What the caller knows of the money behind a position, in the margin currency. */
export interface Funds {
  /** Initial margin is entry value / leverage. */
  readonly leverage?: number
  /** Isolated: what the position's wallet holds. Cross: the account's wallet balance. */
  readonly wallet?: number
  /** Margin added to an isolated position after it was opened. */
  readonly extraMargin?: number
  readonly others?: readonly OtherPosition[]
  /**
   * For a rule that shares a cross account by mark value: the sum of the mark values of all its
   * positions, this one included.
   */
  readonly totalMarkValue?: number
}

/** Money behind the position at its entry price. */
export interface Balance {
  /** What may be lost before equity is 0. */
  readonly equity: number
  /** The part of it that other positions need. */
  readonly reserved: number
}

interface Opened {
  readonly rule: MarginRule
  readonly contract: ContractKind
  readonly marginMode: MarginMode
  /** +1 where equity rises along the axis. */
  readonly slope: 1 | -1
  /** size × entry on the axis: quote (linear) or coin (inverse). */
  readonly entryValue: number
  readonly feeRate: number
}

/** Margin of a position from its leverage, wallet and account, as its venue counts it. */
export function balanceOf(opened: Opened, funds: Funds): Balance {
  return opened.marginMode === 'isolated' ? isolated(opened, funds) : cross(opened, funds)
}

function isolated({ rule, slope, entryValue, feeRate }: Opened, funds: Funds): Balance {
  const { leverage, wallet, extraMargin = 0 } = funds
  // Initial and maintenance margin both hold the closing fee, so it drops out of the equation, but
  // margin added later holds none of it.
  const added = rule.fee.treatment === 'cancels' ? extraMargin / (1 - slope * feeRate) : extraMargin
  if (leverage !== undefined && (wallet === undefined || rule.isolatedMargin === 'initial')) {
    const initial = entryValue / leverage
    const fee =
      rule.isolatedMargin === 'initial-and-fee' ? feeRate * (entryValue - slope * initial) : 0
    return { equity: initial + fee + added, reserved: 0 }
  }
  if (wallet === undefined) throw new RangeError('an isolated position needs leverage or wallet')
  return { equity: wallet + added, reserved: 0 }
}

function cross({ rule, contract, entryValue, feeRate }: Opened, funds: Funds): Balance {
  const { wallet, extraMargin = 0, others = [], totalMarkValue } = funds
  if (wallet === undefined) throw new RangeError('a cross position needs the wallet balance')
  let equity = wallet + extraMargin
  let reserved = 0
  for (const other of others) {
    const axis = axisOf(contract, other.side)
    const value = other.quantity * axis.at(other.mark)
    equity += axis.slope * (value - other.quantity * axis.at(other.entry))
    const maintenance = value * other.maintenanceRate - other.deduction
    const pays = rule.crossMargin.kind === 'all' && rule.crossMargin.othersPayFee
    reserved += maintenance + (pays ? value * feeRate : 0)
  }
  if (rule.crossMargin.kind === 'by-mark-value' && totalMarkValue !== undefined) {
    const scale = 10 ** rule.crossMargin.ratioDecimals
    const ratio = Math.round((equity / totalMarkValue) * scale) / scale
    return { equity: entryValue * ratio, reserved: 0 }
  }
  return { equity, reserved }
}
