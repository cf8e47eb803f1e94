import type { MapDescriptor } from '../../api/schema.ts'
import type { TileAddress } from '../../heatmap/grid.ts'
import { TILE_SIZE, binEdge } from '../../heatmap/grid.ts'
import type { Tile } from '../../heatmap/tile-codec.ts'

/** Which amount of a range is shown: the middle, the 10 or the 90 %. */
export type RangeEnd = 'median' | 'low' | 'high'

/** How far amounts of a map may be off, as known from a time on; oldest first. */
export interface BandStep {
  readonly since: number
  /** By zoom, finest first. */
  readonly factors: readonly number[]
}

/** One of the maps that are summed, and what of it. */
export interface MapPart {
  readonly map: MapDescriptor
  /** What amounts are multiplied by, so that venues may weigh the same. */
  readonly weight: number
  readonly end: RangeEnd
  /** Needed where the end is not the median. */
  readonly steps: readonly BandStep[]
  /** Length of the map's bars: a band is in force from the first bar that opens with it. */
  readonly interval: number
}

/** What the amounts of a bucket that ends at a time are multiplied by. */
export function factorAt(part: MapPart, zoom: number, bucketTo: number): number {
  if (part.end === 'median') return part.weight
  const opened = bucketTo - part.interval
  const step = part.steps.findLast(({ since }) => since <= opened) ?? part.steps[0]
  const off = step?.factors[zoom] ?? 1
  return part.end === 'low' ? part.weight / off : part.weight * off
}

/** The same for the columns of a tile; undefined where all are 1. */
export function columnFactors(part: MapPart, tile: TileAddress): Float64Array | undefined {
  if (part.end === 'median' && part.weight === 1) return undefined
  return Float64Array.from({ length: TILE_SIZE }, (_, column) =>
    factorAt(part, tile.zoom, (tile.x * TILE_SIZE + column + 1) * tile.bucket),
  )
}

/** Equal for parts that show the same. */
export function partKey({ map, weight, end, steps }: MapPart): string {
  const shown = end === 'median' ? end : `${end}.${steps.length}.${steps.at(-1)?.since ?? 0}`
  return [map.version, map.instrument, map.model, weight.toPrecision(6), shown].join('/')
}

/** Whether a tile may hold something of a map. */
export function reaches(map: MapDescriptor, { bucket, zoom, x, y }: TileAddress): boolean {
  const span = TILE_SIZE * bucket
  if ((x + 1) * span <= map.from || x * span >= map.to) return false
  const edge = (tile: number): number => binEdge(tile * TILE_SIZE, zoom)
  return edge(y + 1) > map.priceFrom && edge(y) < map.priceTo
}

/** What is told of the sum of maps: as wide as they all are, and of buckets that all have. */
export function joinMaps(parts: readonly MapPart[]): MapDescriptor {
  const [first, ...others] = parts.map(({ map }) => map)
  if (first === undefined) throw new RangeError('a sum of no maps')
  if (others.length === 0) return first
  const all = [first, ...others]
  return {
    ...first,
    buckets: first.buckets.filter((bucket) => all.every((map) => map.buckets.includes(bucket))),
    maxZoom: Math.min(...all.map((map) => map.maxZoom)),
    from: Math.min(...all.map((map) => map.from)),
    to: Math.max(...all.map((map) => map.to)),
    priceFrom: Math.min(...all.map((map) => map.priceFrom)),
    priceTo: Math.max(...all.map((map) => map.priceTo)),
  }
}

/** Weights that make every total the same and keep their sum; a total of nothing keeps its weight. */
export function equalWeights(totals: readonly number[]): number[] {
  const held = totals.filter((total) => total > 0)
  const each = held.reduce((sum, total) => sum + total, 0) / held.length
  return totals.map((total) => (total > 0 ? each / total : 1))
}

/** A tile of a part of the sum; undefined where the part has none there. */
export interface PartTile {
  readonly part: MapPart
  readonly tile: Tile | undefined
}
