import { createHash } from 'node:crypto'
import { TILE_VERSION } from '../heatmap/tile-codec.ts'
import type { PositionMap } from '../pipeline/position-map.ts'
import { RecentlyUsed } from '../store/tile-recent.ts'
import type { Market, MarketData } from './market.ts'
import { problem } from './problems.ts'

/** What of a map the server asks. */
export type ServedMap = Pick<
  PositionMap,
  'buckets' | 'from' | 'to' | 'priceRange' | 'tiles' | 'emptyTile' | 'levels' | 'cell'
>

/** A map, and a text that differs wherever anything but the data would give another map. */
export interface MadeMap {
  readonly map: ServedMap
  readonly basis: string
}

/** Makes the map of a model. Throws a RangeError where the data do not allow it. */
export type CreateMap = (data: MarketData, model: string) => MadeMap

/** A map and the version that its tiles are addressed by. */
export interface VersionedMap {
  readonly version: string
  readonly map: ServedMap
}

/** Keeps the maps that were used last; a map is made again when its history has changed. */
export interface MapShelf {
  /** Throws the problem `no-map` where the model cannot be made from the data. */
  open(market: Market, model: string): Promise<VersionedMap>
}

/** How often a history may change while it is read before that is an error. */
const ATTEMPTS = 3

/**
 * @param createMap makes a map; runs on this thread, a second or so for a year of minutes
 * @param maxCandles bound of the candles behind the maps that are kept
 */
export function createMapShelf(createMap: CreateMap, maxCandles: number): MapShelf {
  const shelf = new RecentlyUsed<string, { rows: number; map: Promise<VersionedMap> }>(
    maxCandles,
    ({ rows }) => rows,
  )

  async function make(market: Market, model: string, fingerprint: string): Promise<VersionedMap> {
    const { instrument, stored, openInterestSpan: span } = market
    const none = { time: new Float64Array(), value: new Float64Array() }
    const [candles, openInterest] = await Promise.all([
      market.candles(stored.from, stored.to),
      span === undefined ? none : market.openInterest(span.from, span.to),
    ])
    try {
      const { map, basis } = createMap({ instrument, candles, openInterest }, model)
      const parts = [instrument.id, model, basis, fingerprint, `${TILE_VERSION}`]
      const version = createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 16)
      return { version, map }
    } catch (error) {
      if (error instanceof RangeError)
        throw problem('no-map', `${instrument.id} has no map by ${model}: ${error.message}`)
      throw error
    }
  }

  async function attempt(market: Market, model: string, left: number): Promise<VersionedMap> {
    const key = (fingerprint: string) => `${market.instrument.id} ${model} ${fingerprint}`
    const known = shelf.get(key(await market.fingerprint()))
    if (known !== undefined) return known.map
    const fingerprint = await market.fingerprint('now')
    const kept = shelf.get(key(fingerprint))
    if (kept !== undefined) return kept.map
    const map = make(market, model, fingerprint)
    shelf.set(key(fingerprint), { rows: market.stored.rows, map })
    try {
      const made = await map
      if ((await market.fingerprint('now')) === fingerprint) return made
      shelf.delete(key(fingerprint))
    } catch (error) {
      shelf.delete(key(fingerprint))
      throw error
    }
    if (left > 1) return attempt(market, model, left - 1)
    throw new Error(`the history of ${market.instrument.id} changes faster than it can be read`)
  }

  return { open: (market, model) => attempt(market, model, ATTEMPTS) }
}
