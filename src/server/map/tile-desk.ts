import { decodeTile } from '../../heatmap/tile-codec.ts'
import { TILE_SIZE } from '../../heatmap/grid.ts'
import type { TileAddress } from '../../heatmap/grid.ts'
import type { PlaneSet } from '../../heatmap/planes.ts'
import { RecentlyUsed } from '../../store/tile-recent.ts'
import type { TileCache } from '../../store/tile-cache.ts'
import { digestOf } from '../../store/tile-strip.ts'
import type { PackedStrip, PackedTile } from '../../store/tile-strip.ts'
import { decodeBody, encodeBody } from '../http/content-coding.ts'
import type { Coding } from '../http/content-coding.ts'
import type { VersionedMap } from './served-map.ts'
import { problem } from '../http/problems.ts'

/** Hands out packed tiles: from the cache, or made from the map one strip at a time. */
export interface TileDesk {
  /** Throws the problem `busy` where too many strips wait to be made. */
  tile(
    map: VersionedMap,
    planes: PlaneSet,
    address: TileAddress,
    coding: Coding,
  ): Promise<PackedTile>
  /** How often a strip at the end of a growing map was in memory, and how often it was made. */
  readonly open: { readonly memory: number; readonly made: number }
  /** Strips that wait to be made. */
  readonly waiting: number
  /** Makes no more strips, and waits for those that are being made and written. */
  close(): Promise<void>
}

/** Strips at the end of growing maps that are kept: a page shows one, some zoom. */
const OPEN_STRIPS = 64

/** Strips that may wait; a page asks for a few dozen at a time. */
const MOST_WAITING = 256

export function createTileDesk(cache: TileCache): TileDesk {
  const open = new RecentlyUsed<string, Promise<PackedStrip>>(OPEN_STRIPS, () => 1)
  const underway = new Set<Promise<PackedStrip>>()
  let isClosed = false
  let waiting = 0
  let turn: Promise<unknown> = Promise.resolve()
  const counts = { memory: 0, made: 0 }

  /** One strip at a time, so that other requests get their turn in between. */
  function inTurn<Value>(task: () => Promise<Value>): Promise<Value> {
    if (waiting >= MOST_WAITING)
      throw problem('busy', `${waiting} strips of tiles wait to be made: ask again in a second`)
    waiting++
    const next = turn
      .then(() => {
        if (isClosed) throw problem('busy', 'the server stops: ask again when it has started')
        return task()
      })
      .finally(() => waiting--)
    turn = next.catch(() => undefined)
    return next
  }

  /** A strip that is added to is another after every bar: it is kept in memory, under its end. */
  function openStrip(name: string, build: () => Promise<PackedStrip>): Promise<PackedStrip> {
    const known = open.get(name)
    counts[known === undefined ? 'made' : 'memory']++
    if (known !== undefined) return known
    const strip = build()
    open.set(name, strip)
    strip.catch(() => open.delete(name))
    return strip
  }

  function followed(strip: Promise<PackedStrip>): Promise<PackedStrip> {
    underway.add(strip)
    void strip.catch(() => undefined).finally(() => underway.delete(strip))
    return strip
  }

  return {
    open: counts,
    get waiting() {
      return waiting
    },
    async tile({ version, map, isGrowing }, planes, address, coding) {
      const { bucket, zoom, x, y } = address
      const packing = coding === 'identity' ? 'br' : coding
      const build = () => inTurn(() => packStrip(map.tiles(planes, bucket, zoom, x), packing))
      const end = Math.floor(map.to / bucket)
      const named = { version, planes, bucket, zoom, x, coding: packing } as const
      const strip =
        isGrowing && (x + 1) * TILE_SIZE > end
          ? await openStrip(`${Object.values(named).join(' ')} ${end}`, build)
          : await followed(cache.strip(named, build))
      const found = strip.get(y) ?? (await pack(map.emptyTile(planes, address), packing))
      if (coding !== 'identity') return found
      const body = await decodeBody(found.body, packing)
      return { ...found, body, digest: digestOf(body) }
    },
    async close() {
      isClosed = true
      await Promise.allSettled([...underway, turn])
    },
  }
}

async function packStrip(
  tiles: ReadonlyMap<number, Uint8Array>,
  coding: Coding,
): Promise<PackedStrip> {
  return new Map(
    await Promise.all(
      [...tiles].map(async ([y, bytes]) => [y, await pack(bytes, coding)] as const),
    ),
  )
}

async function pack(bytes: Uint8Array, coding: Coding): Promise<PackedTile> {
  const body = await encodeBody(bytes, coding)
  return { closed: decodeTile(bytes).closed, digest: digestOf(body), body }
}
