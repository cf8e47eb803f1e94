import type { Area } from './detail.ts'
import type { MapLayer, TileGroup } from './map-layer.ts'
import { groupsOf } from './map-layer.ts'
import type { PartTile } from './map-part.ts'
import type { TilePicture } from './tile-picture.ts'
import { createTilePicture } from './tile-picture.ts'
import type { TileStore } from './tile-store.ts'
import { tileKey } from './tile-store.ts'

/** Pictures kept of other levels of detail, to which a zoom may come back: some 20 MB. */
const KEPT_PICTURES = 64

/** The pictures of what tiles sum to, each made once. */
export interface PictureShelf {
  /** Those of the addresses under an area whose tiles are all there, made where they are not yet. */
  readonly of: (layer: MapLayer, area: Area) => TilePicture[]
  /** The tiles of an address, part by part; undefined while one is on its way. */
  readonly tilesOf: (layer: MapLayer, group: TileGroup) => PartTile[] | undefined
  /** Lets go of the pictures that were not used for longest, none of a layer's own. */
  readonly prune: (layer: MapLayer) => void
  /** A tile is no longer held. */
  readonly gone: (key: string) => void
}

interface Kept {
  readonly picture: TilePicture
  /** Keys of its tiles. */
  readonly of: readonly string[]
}

export function createPictureShelf(tiles: Pick<TileStore, 'get'>): PictureShelf {
  /** The last used come last. */
  const pictures = new Map<string, Kept>()

  function tilesOf(layer: MapLayer, { requests }: TileGroup): PartTile[] | undefined {
    const found = requests.map((request, i) => ({
      part: layer.subject.parts[i]!,
      tile: request && tiles.get(tileKey(request)),
    }))
    return found.some(({ tile }, i) => tile === undefined && requests[i] !== undefined)
      ? undefined
      : found
  }

  return {
    tilesOf,
    of: (layer, area) =>
      groupsOf(layer, area).flatMap((group) => {
        const found = tilesOf(layer, group)
        if (found === undefined) return []
        const { address, requests } = group
        const key = `${address.x}/${address.y} ${layer.key}`
        const known = pictures.get(key)?.picture
        const isSame =
          known !== undefined && found.every(({ tile }, i) => known.tiles[i]?.tile === tile)
        const picture = isSame ? known : createTilePicture(address, found, layer.form)
        const of = requests.flatMap((request) => (request === undefined ? [] : [tileKey(request)]))
        pictures.delete(key)
        pictures.set(key, { picture, of })
        return [picture]
      }),
    prune(layer) {
      for (const key of pictures.keys()) {
        if (pictures.size <= KEPT_PICTURES) return
        if (!key.endsWith(layer.key)) pictures.delete(key)
      }
    },
    gone(key) {
      for (const [name, { of }] of pictures) if (of.includes(key)) pictures.delete(name)
    },
  }
}
