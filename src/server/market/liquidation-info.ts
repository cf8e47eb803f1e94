import type { LiquidationInfo } from '../../api/live.ts'
import type { Liquidation } from '../../market/event.ts'
import { notionalUsd } from '../../market/instrument.ts'
import type { Instrument } from '../../market/instrument.ts'

/** A liquidation as the API tells it. */
export const liquidationInfo = (
  { id: instrument, contract }: Instrument,
  event: Liquidation,
): LiquidationInfo => {
  const { id = null, ordinal = 0, exchangeTime: time, receivedTime } = event
  const { position, price, priceKind, quantity, suspect = null } = event
  const usd = notionalUsd(contract, quantity, price)
  const what = { position, price, priceKind, quantity, notionalUsd: usd, suspect }
  return { instrument, id, ordinal, time, receivedTime, ...what }
}

/** Equal for the same liquidation, whoever tells it. */
export const keyOfLiquidation = ({
  id,
  time,
  ordinal,
  position,
  price,
  quantity,
}: LiquidationInfo): string => `${time} ${id ?? ''} ${ordinal} ${position} ${price} ${quantity}`

/** Both lists without what is in both. */
export function joinLiquidations(
  older: readonly LiquidationInfo[],
  newer: readonly LiquidationInfo[],
): readonly LiquidationInfo[] {
  const known = new Set(older.map(keyOfLiquidation))
  return [...older, ...newer.filter((one) => !known.has(keyOfLiquidation(one)))]
}

/** The newest first. Those of one millisecond are never parted, so that who asks for what is before them misses none. */
export function newestOf(
  all: readonly LiquidationInfo[],
  limit: number,
): readonly LiquidationInfo[] {
  const sorted = all.toSorted((a, b) => b.time - a.time)
  const last = sorted[limit - 1]
  return last === undefined ? sorted : sorted.filter(({ time }) => time >= last.time)
}
