import { decodeTile } from '../heatmap/tile-codec.ts'
import type { TileAddress } from '../heatmap/grid.ts'
import type { PlaneSet } from '../heatmap/planes.ts'
import type { TileCache } from '../store/tile-cache.ts'
import { digestOf } from '../store/tile-strip.ts'
import type { PackedStrip, PackedTile } from '../store/tile-strip.ts'
import { decodeBody, encodeBody } from './content-coding.ts'
import type { Coding } from './content-coding.ts'
import type { VersionedMap } from './map-shelf.ts'
import { problem } from './problems.ts'

/** Hands out packed tiles: from the cache, or made from the map one strip at a time. */
export interface TileDesk {
  /** Throws the problem `busy` where too many strips wait to be made. */
  tile(
    map: VersionedMap,
    planes: PlaneSet,
    address: TileAddress,
    coding: Coding,
  ): Promise<PackedTile>
}

/** Strips that may wait; a page asks for a few dozen at a time. */
const MOST_WAITING = 256

export function createTileDesk(cache: TileCache): TileDesk {
  let waiting = 0
  let turn: Promise<unknown> = Promise.resolve()

  /** One strip at a time, so that other requests get their turn in between. */
  function inTurn<Value>(task: () => Promise<Value>): Promise<Value> {
    if (waiting >= MOST_WAITING)
      throw problem('busy', `${waiting} strips of tiles wait to be made: ask again in a second`)
    waiting++
    const next = turn.then(task).finally(() => waiting--)
    turn = next.catch(() => undefined)
    return next
  }

  return {
    async tile({ version, map }, planes, address, coding) {
      const { bucket, zoom, x, y } = address
      const packing = coding === 'identity' ? 'br' : coding
      const strip = await cache.strip({ version, planes, bucket, zoom, x, coding: packing }, () =>
        inTurn(() => packStrip(map.tiles(planes, bucket, zoom, x), packing)),
      )
      const found = strip.get(y) ?? (await pack(map.emptyTile(planes, address), packing))
      if (coding !== 'identity') return found
      const body = await decodeBody(found.body, packing)
      return { ...found, body, digest: digestOf(body) }
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
