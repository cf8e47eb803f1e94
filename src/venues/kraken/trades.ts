import type { Liquidation, Trade } from '../../market/event.ts'
import { quantityOf } from '../../market/instrument.ts'
import type { PositionSide } from '../../market/units.ts'
import { contracts } from '../../market/units.ts'

/**
 * The position that a liquidating taker held: an order that sells closes a long. That the liquidated
 * one is the taker is seen in the history of executions, where `takerOrder` is the one whose type
 * is a liquidation.
 */
export const closedBy = (takerSide: Trade['takerSide']): PositionSide =>
  takerSide === 'sell' ? 'long' : 'short'

/** A liquidation is a trade as well, and is counted as both under the same id. */
export function liquidationOf(trade: Trade): Liquidation {
  const { takerSide, ...rest } = trade
  return { ...rest, type: 'liquidation', position: closedBy(takerSide), priceKind: 'fill' }
}

/** Sizes are coins of linear contracts and USD of inverse ones, in contracts. */
export const sizeOf = (instrument: Parameters<typeof quantityOf>[0], size: number) =>
  quantityOf(instrument, contracts(size))
