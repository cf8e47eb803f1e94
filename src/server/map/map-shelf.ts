import { createHash } from 'node:crypto'
import { TILE_VERSION } from '../../heatmap/tile-codec.ts'
import { HOUR } from '../../market/units.ts'
import type { LearntElsewhere } from '../../model/shared-weights.ts'
import { GrowingData } from '../../pipeline/growing-data.ts'
import { GrowingRealised } from '../../pipeline/realised-flow.ts'
import { RecentlyUsed } from '../../store/tile-recent.ts'
import type { LearntByOthers } from '../learning/learnt-by-others.ts'
import { dataOf } from './map-data.ts'
import type { Market } from '../market/market.ts'
import { newestColumn } from './newest-column.ts'
import { problem } from '../http/problems.ts'
import type { CreateMap, ServedMap, VersionedMap } from './served-map.ts'

/** Keeps the maps that were used last; a map is made again when its history has changed. */
export interface MapShelf {
  /** Throws the problem `no-map` where the model cannot be made from the data. */
  open(market: Market, model: string): Promise<VersionedMap>
}

/** How often a history may change while it is read before that is an error. */
const ATTEMPTS = 3

interface Shelved {
  readonly version: string
  readonly map: ServedMap
  readonly data: GrowingData
  /** What was liquidated, as far as it is known: the map learns from it. */
  readonly realised: GrowingRealised
  /** What others had learnt when it was made, or has been taught since. */
  readonly others: readonly LearntElsewhere[]
}

/**
 * @param createMap makes a map; runs on this thread, a second or so for a year of minutes
 * @param maxCandles bound of the candles behind the maps that are kept
 * @param learntByOthers what teaches a map that learns; asked when it is made and when it grows
 */
export function createMapShelf(
  createMap: CreateMap,
  maxCandles: number,
  learntByOthers: LearntByOthers = () => Promise.resolve([]),
): MapShelf {
  const shelf = new RecentlyUsed<string, { rows: number; map: Promise<Shelved> }>(
    maxCandles,
    ({ rows }) => rows,
  )

  async function make(market: Market, model: string, fingerprint: string): Promise<Shelved> {
    const { instrument, stored } = market
    const { candles, openInterest } = await dataOf(market, stored.from)
    const data = new GrowingData({ candles, openInterest })
    const realised = new GrowingRealised()
    const known = await market.realised?.(stored.from, stored.to)
    if (known !== undefined) realised.add(known)
    const others = await learntByOthers(market)
    const learns = realised.hours.size > 0 || others.length > 0 || market.live !== undefined
    const source = {
      instrument,
      ...data.view,
      ...(learns ? { realised: realised.flow, others } : {}),
    }
    try {
      const { map, basis } = createMap(source, model)
      const parts = [instrument.id, model, basis, fingerprint, `${TILE_VERSION}`]
      const version = createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 16)
      return { version, map, data, realised, others }
    } catch (error) {
      if (error instanceof RangeError)
        throw problem('no-map', `${instrument.id} has no map by ${model}: ${error.message}`)
      throw error
    }
  }

  /** Of a market that stands still a map is made anew where others have learnt something else. */
  async function renew(
    shelved: Shelved,
    market: Market,
    model: string,
    fingerprint: string,
  ): Promise<Shelved> {
    if (market.live !== undefined) return grow(shelved, market)
    const others = await learntByOthers(market)
    const isSame =
      others.length === shelved.others.length && others.every((one, i) => one === shelved.others[i])
    return isSame ? shelved : make(market, model, fingerprint)
  }

  /** Takes over the bars that were added to a market since its map was made. */
  async function grow(shelved: Shelved, market: Market): Promise<Shelved> {
    const { version, map, data, realised } = shelved
    if (map.extended === undefined) return shelved
    if (market.stored.to <= map.to) return shelved
    const { to } = market.stored
    const [added, others, more] = await Promise.all([
      dataOf(market, map.to),
      learntByOthers(market),
      // The hour that the map ends in is over only now.
      market.realised?.(Math.floor(map.to / HOUR) * HOUR, to),
    ])
    data.append(added)
    if (more !== undefined) realised.add(more)
    return { version, map: map.extended({ ...data.view, others }), data, realised, others }
  }

  async function attempt(market: Market, model: string, left: number): Promise<Shelved> {
    const key = (fingerprint: string) => `${market.instrument.id} ${model} ${fingerprint}`
    const find = (fingerprint: string) => {
      const name = key(fingerprint)
      const known = shelf.get(name)
      if (known === undefined) return undefined
      // One after the other, so that no bar is added twice.
      const map = known.map.then((one) => renew(one, market, model, fingerprint))
      shelf.set(name, { rows: market.stored.rows, map })
      map.catch(() => shelf.delete(name))
      return map
    }
    const known = find(await market.fingerprint())
    if (known !== undefined) return known
    const fingerprint = await market.fingerprint('now')
    const kept = find(fingerprint)
    if (kept !== undefined) return kept
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

  return {
    async open(market, model) {
      const { version, map, data, realised } = await attempt(market, model, ATTEMPTS)
      const isGrowing = market.live !== undefined && map.extended !== undefined
      const stale = isGrowing ? market.live.stale : undefined
      return {
        version,
        map,
        isGrowing,
        stale,
        data: { ...data.view, realised: realised.flow.hours },
        newest: (zoom) => newestColumn(market, map, data, zoom),
      }
    },
  }
}
