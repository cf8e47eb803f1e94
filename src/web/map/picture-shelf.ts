import type { Area } from './detail.ts'
import type { MapLayer, TileGroup } from './map-layer.ts'
import { groupsOf, placeOf } from './map-layer.ts'
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
  readonly of: (layer: MapLayer, area: Area) => readonly TilePicture[]
  /**
   * Makes and paints a few of those that are not yet, where all tiles are there.
   * @returns whether any were left to make
   */
  readonly prepare: (layer: MapLayer, area: Area, colours: Uint32Array) => boolean
  /** The tiles of an address, part by part; undefined while one is on its way. */
  readonly tilesOf: (layer: MapLayer, group: TileGroup) => PartTile[] | undefined
  /** Lets go of the pictures that were not used for longest, none of a layer's own. */
  readonly prune: (layer: MapLayer) => void
  /** A tile has come. */
  readonly arrived: () => void
  /** A tile is no longer held. */
  readonly gone: (key: string) => void
}

interface Kept {
  readonly picture: TilePicture
  /** Keys of its tiles. */
  readonly of: readonly string[]
}

interface Found {
  readonly layer: MapLayer
  readonly place: string
  readonly pictures: readonly TilePicture[]
}

/** Pictures made in one frame where they need not all be there at once. */
const AT_ONCE = 2

export function createPictureShelf(tiles: Pick<TileStore, 'get'>): PictureShelf {
  /** The last used come last. */
  const pictures = new Map<string, Kept>()
  /** What was asked for last, as a chart that moves asks for the same at every frame. */
  let last: Found | undefined

  function tilesOf(layer: MapLayer, { requests }: TileGroup): PartTile[] | undefined {
    const found = requests.map((request, i) => ({
      part: layer.subject.parts[i]!,
      tile: request && tiles.get(tileKey(request)),
    }))
    return found.some(({ tile }, i) => tile === undefined && requests[i] !== undefined)
      ? undefined
      : found
  }

  /** The picture of an address as its tiles are now; undefined where it is not made. */
  function madeOf(key: string, found: readonly PartTile[]): TilePicture | undefined {
    const known = pictures.get(key)?.picture
    return found.every(({ tile }, i) => known?.tiles[i]?.tile === tile) ? known : undefined
  }

  function pictureOf(layer: MapLayer, group: TileGroup): TilePicture | undefined {
    const found = tilesOf(layer, group)
    if (found === undefined) return undefined
    const key = keyOf(layer, group)
    const picture = madeOf(key, found) ?? createTilePicture(group.address, found, layer.form)
    const of = group.requests.flatMap((request) =>
      request === undefined ? [] : [tileKey(request)],
    )
    pictures.delete(key)
    pictures.set(key, { picture, of })
    return picture
  }

  return {
    tilesOf,
    of(layer, area) {
      const place = placeOf(layer, area)
      if (last?.layer !== layer || last.place !== place) {
        const found = groupsOf(layer, area).flatMap((group) => pictureOf(layer, group) ?? [])
        last = { layer, place, pictures: found }
      }
      return last.pictures
    },
    prepare(layer, area, colours) {
      let made = 0
      for (const group of groupsOf(layer, area)) {
        const found = tilesOf(layer, group)
        if (found === undefined || madeOf(keyOf(layer, group), found) !== undefined) continue
        if (made === AT_ONCE) return true
        pictureOf(layer, group)?.canvasFor(colours)
        made++
      }
      return false
    },
    prune(layer) {
      for (const key of pictures.keys()) {
        if (pictures.size <= KEPT_PICTURES) return
        if (!key.endsWith(layer.key)) pictures.delete(key)
      }
    },
    arrived: () => void (last = undefined),
    gone(key) {
      last = undefined
      for (const [name, { of }] of pictures) if (of.includes(key)) pictures.delete(name)
    },
  }
}

const keyOf = (layer: MapLayer, { address }: TileGroup): string =>
  `${address.x}/${address.y} ${layer.key}`
