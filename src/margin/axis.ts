import type { ContractKind } from '../market/instrument.ts'
import type { PositionSide } from '../market/units.ts'
import { sideSign } from '../market/units.ts'

/**
 * A position on the axis on which its equity is a straight line. For a linear contract that is the
 * price, for an inverse one the reciprocal of the price: an inverse long gains as 1/price falls, so
 * there it is a linear short, with its quote amount as its size and the coin as its money. One
 * solver for this axis is a solver for both kinds of contract.
 */
export interface Axis {
  /** Place of a price on the axis; the same function leads back. */
  readonly at: (price: number) => number
  /** +1 where equity rises along the axis, −1 where it falls. */
  readonly slope: 1 | -1
}

const same = (price: number): number => price
const reciprocal = (price: number): number => 1 / price

export function axisOf(contract: ContractKind, side: PositionSide): Axis {
  const sign = sideSign(side)
  if (contract === 'linear') return { at: same, slope: sign }
  return { at: reciprocal, slope: sign === 1 ? -1 : 1 }
}
