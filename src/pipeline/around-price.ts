import type { ContractKind } from '../market/instrument.ts'
import { binPosition } from '../market/price-bin.ts'
import type { PositionModel } from '../model/position-model.ts'
import { LONG, SHORT } from '../model/side.ts'
import type { AroundPrice } from '../signals/regime.ts'
import { openBetween } from './open-between.ts'

/**
 * Shorts above a price and longs below it, within a share of it, in whole dollars. A level counts by
 * its middle, as those between two prices do everywhere: in [price, upper) or [lower, price).
 */
export function aroundPrice(
  model: PositionModel,
  contract: ContractKind,
  price: number,
  share: number,
): AroundPrice {
  const [lower, middle, upper] = [1 - share, 1, 1 + share].map((one) => binAbove(price * one)) as [
    number,
    number,
    number,
  ]
  return {
    aboveUsd: Math.round(openBetween(model, contract, SHORT, middle, upper - 1)),
    belowUsd: Math.round(openBetween(model, contract, LONG, lower, middle - 1)),
  }
}

/** The first bin whose middle is at or above a price. */
const binAbove = (price: number): number => Math.ceil(binPosition(price) - 0.5)
