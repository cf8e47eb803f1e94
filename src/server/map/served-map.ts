import type { LearntElsewhere } from '../../model/shared-weights.ts'
import type { HourSource } from '../../pipeline/hour-roll.ts'
import type { MapSource } from '../../pipeline/map-source.ts'
import type { PositionMap } from '../../pipeline/position-map.ts'
import type { RealisedFlow } from '../../pipeline/realised-flow.ts'
import type { MarketData } from '../market/market.ts'
import type { NewestColumn } from './newest-column.ts'

/** What of a map the server asks. */
export type ServedMap = Pick<
  PositionMap,
  | 'buckets'
  | 'from'
  | 'to'
  | 'band'
  | 'priceRange'
  | 'tiles'
  | 'emptyTile'
  | 'levels'
  | 'cell'
  | 'around'
> &
  Partial<Growable & Pick<PositionMap, 'weightTable' | 'readOn'>>

/** What a map must be able to do that follows a market as it goes on. */
export interface Growable {
  extended(data: Pick<MapSource, 'candles' | 'openInterest' | 'others'>): ServedMap
  liveColumn: PositionMap['liveColumn']
}

/** A map, and a text that differs wherever anything but the data would give another map. */
export interface MadeMap {
  readonly map: ServedMap
  readonly basis: string
}

/** What a map is made of; `realised` goes on to be asked as the map grows. */
export interface MapData extends MarketData {
  readonly realised?: RealisedFlow
  readonly others?: readonly LearntElsewhere[]
}

/** Makes the map of a model. Throws a RangeError where the data do not allow it. */
export type CreateMap = (data: MapData, model: string) => MadeMap

/** A map and the version that its tiles are addressed by. */
export interface VersionedMap {
  readonly version: string
  readonly map: ServedMap
  /** Whether bars will be added: what is not closed is not worth keeping on disk. */
  readonly isGrowing: boolean
  /** Whether the newest of it is older than it should be; undefined where it does not grow. */
  readonly stale: boolean | undefined
  /** What the map is made of, as far as it goes. */
  readonly data: HourSource
  /** The newest column as it stands, with the bars that are still open. */
  newest(zoom: number): NewestColumn
}
