import type { Millis } from '../market/units.ts'
import { DAY, HOUR, MINUTE } from '../market/units.ts'

/** The grid of the map: price bins (market/price-bin.ts) × time buckets, in a pyramid over both axes. */

export { BIN_WIDTH, LN_BIN, binEdge, binMiddle, binOf, binPosition } from '../market/price-bin.ts'

/** Coarsest price zoom: bins of about 3.3 %. */
export const MAX_ZOOM = 6

/** Bins per tile and buckets per tile. */
export const TILE_SIZE = 256

/** Bucket lengths, finest first. */
export const BUCKETS: readonly Millis[] = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 4 * HOUR, DAY]

/** The bucket that holds a time. A bucket b covers [b × length, (b + 1) × length). */
export const bucketOf = (time: Millis, length: Millis): number => Math.floor(time / length)

/** Where a tile lies: x counts tiles of buckets, y tiles of bins; both may be negative. */
export interface TileAddress {
  readonly bucket: Millis
  readonly zoom: number
  readonly x: number
  readonly y: number
}
