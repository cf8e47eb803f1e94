import type { InstrumentId } from '../../market/instrument.ts'
import type { RiskTierTable } from '../../market/risk-tier.ts'
import { createPositionMap } from '../../pipeline/position-map.ts'
import type { PositionMap } from '../../pipeline/position-map.ts'
import type { MapData } from '../../server/map/served-map.ts'
import { venueDistance } from '../command/venue-distance.ts'

/**
 * Makes the map of an instrument by a model, with its venue's liquidation distances.
 * @param told risk tiers that the venue has told, beside those that Isotherm ships
 */
export const mapMaker =
  (told: (instrument: InstrumentId) => readonly RiskTierTable[]) =>
  (data: MapData, model: string): { readonly map: PositionMap; readonly basis: string } => {
    const { instrument, candles } = data
    const time = candles.openTime.at(-1) ?? 0
    const { distanceAt, basis } = venueDistance(instrument, time, told(instrument.id))
    const map = createPositionMap({ ...data, distanceAt }, model)
    return { map, basis: `${map.modelVersion} ${basis}` }
  }

/** Makes maps by the rules and risk tiers that Isotherm ships. */
export const makeMap = mapMaker(() => [])
