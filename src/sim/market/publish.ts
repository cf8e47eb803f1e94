import type { SimulatedLiquidation } from './venue-run.ts'
import type { LiquidationFeed } from './venue.ts'

const usdOf = ({ price, quantity }: SimulatedLiquidation): number => price * quantity

/** What a venue publishes of the liquidations of one second, given in order of time. */
export function publish(
  second: readonly SimulatedLiquidation[],
  feed: LiquidationFeed,
): readonly SimulatedLiquidation[] {
  if (feed === 'all') return second
  if (second.length === 0 || feed === 'latest-per-second') return second.slice(-1)
  return [second.reduce((largest, one) => (usdOf(one) > usdOf(largest) ? one : largest))]
}
