import { createPositionMap } from '../pipeline/position-map.ts'
import type { PositionMap } from '../pipeline/position-map.ts'
import type { MarketData } from '../server/market.ts'
import { venueDistance } from './venue-distance.ts'

/** The map of an instrument by a model, with its venue's liquidation distances. */
export function makeMap(
  data: MarketData,
  model: string,
): { readonly map: PositionMap; readonly basis: string } {
  const { distanceAt, basis } = venueDistance(data.instrument, data.candles.openTime.at(-1) ?? 0)
  const map = createPositionMap({ ...data, distanceAt }, model)
  return { map, basis: `${map.modelVersion} ${basis}` }
}
