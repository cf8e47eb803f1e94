import type { MapDescriptor } from '../../api/schema.ts'
import { tilePath } from '../../api/routes.ts'
import type { TileAddress } from '../../heatmap/grid.ts'
import type { PlaneSet } from '../../heatmap/planes.ts'
import type { Tile } from '../../heatmap/tile-codec.ts'
import type { Api, Failure } from '../request/api-client.ts'

/** A tile to have, with all that addresses it. */
export interface TileRequest {
  readonly map: MapDescriptor
  readonly planes: PlaneSet
  readonly address: TileAddress
}

export const tileKey = ({ map, planes, address }: TileRequest): string =>
  tilePath(map.version, map.instrument, map.model, planes, address)

export interface TileStore {
  get(key: string): Tile | undefined
  /**
   * States what is needed now: `visible` is fetched first, `near` when it is there. Requests for
   * anything else are aborted. Stating the same again changes nothing.
   */
  want(visible: readonly TileRequest[], near: readonly TileRequest[]): void
  /** Asks once more for what failed. */
  retry(): void
  /** The map has grown: tiles that were not closed are fetched anew, and stay until they are there. */
  refresh(): void
  /** Visible tiles that have been answered, and how many there are. */
  progress(): { done: number; total: number }
}

export interface TileStoreOptions {
  readonly api: Pick<Api, 'tile'>
  /** Decoded tiles kept; a tile of two planes takes 128 KiB. */
  readonly capacity: number
  readonly parallel: number
  onTile(key: string, tile: Tile): void
  onProgress(): void
  onFailure(failure: Failure): void
  onEvict(key: string): void
}

/** Tiles by address: fetched when wanted, aborted when left, the least recently wanted evicted. */
export function createTileStore(options: TileStoreOptions): TileStore {
  const tiles = new Map<string, Tile>()
  const loading = new Map<string, AbortController>()
  /** Not asked for again until other tiles are wanted or `retry` is called. */
  const failed = new Set<string>()
  /** There, but not as they are now. */
  const outdated = new Set<string>()
  let wanted: readonly TileRequest[] = []
  let stated = ''
  let visible: readonly string[] = []
  let queue: TileRequest[] = []

  const settled = (key: string): boolean => tiles.has(key) || failed.has(key)

  function touch(key: string): void {
    const tile = tiles.get(key)
    if (tile === undefined) return
    tiles.delete(key)
    tiles.set(key, tile)
  }

  function evict(): void {
    for (const key of tiles.keys()) {
      if (tiles.size <= Math.max(options.capacity, visible.length)) return
      tiles.delete(key)
      outdated.delete(key)
      options.onEvict(key)
    }
  }

  async function load(request: TileRequest): Promise<void> {
    const key = tileKey(request)
    const controller = new AbortController()
    loading.set(key, controller)
    const answer = await options.api.tile(
      request.map,
      request.planes,
      request.address,
      controller.signal,
    )
    if (loading.get(key) === controller) loading.delete(key)
    if ('value' in answer) {
      tiles.set(key, answer.value)
      outdated.delete(key)
      evict()
      options.onTile(key, answer.value)
    } else if (answer.failure.kind !== 'aborted') {
      failed.add(key)
      options.onFailure(answer.failure)
    }
    options.onProgress()
    pump()
  }

  function pump(): void {
    while (loading.size < options.parallel) {
      const next = queue.shift()
      if (next === undefined) return
      const key = tileKey(next)
      const due = !settled(key) || (outdated.has(key) && !failed.has(key))
      if (due && !loading.has(key)) void load(next)
    }
  }

  function start(): void {
    failed.clear()
    queue = wanted.filter((request) => {
      const key = tileKey(request)
      return (!tiles.has(key) || outdated.has(key)) && !loading.has(key)
    })
    options.onProgress()
    pump()
  }

  return {
    get: (key) => tiles.get(key),
    want(visibleNow, near) {
      wanted = [...visibleNow, ...near]
      const keys = wanted.map(tileKey)
      const statement = [visibleNow.length, ...keys].join(' ')
      if (statement === stated) return
      stated = statement
      visible = keys.slice(0, visibleNow.length)
      const needed = new Set(keys)
      for (const [key, controller] of loading) {
        if (needed.has(key)) continue
        controller.abort()
        loading.delete(key)
      }
      for (const key of needed) touch(key)
      start()
    },
    retry: start,
    refresh() {
      for (const [key, tile] of tiles) if (!tile.closed) outdated.add(key)
      // An answer under way may be from before.
      for (const controller of loading.values()) controller.abort()
      loading.clear()
      start()
    },
    progress: () => ({ done: visible.filter(settled).length, total: visible.length }),
  }
}
