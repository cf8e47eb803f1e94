import type { Millis } from '../market/units.ts'
import { DAY, HOUR, MINUTE } from '../market/units.ts'

/**
 * The grid of the map: logarithmic price bins and time buckets, in a pyramid over both axes.
 * bin = floor(ln(price) / ln(1 + BIN_WIDTH)); a bin of zoom z joins 2^z bins of zoom 0.
 */

/** Relative width of a bin at zoom 0: 5 basis points. */
export const BIN_WIDTH = 0.0005
export const LN_BIN = Math.log1p(BIN_WIDTH)

/** Coarsest price zoom: bins of about 3.3 %. */
export const MAX_ZOOM = 6

/** Bins per tile and buckets per tile. */
export const TILE_SIZE = 256

/** Bucket lengths, finest first. */
export const BUCKETS: readonly Millis[] = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 4 * HOUR, DAY]

/** Position on the bin axis as a real number: bin b of zoom 0 covers [b, b + 1). */
export const binPosition = (price: number): number => Math.log(price) / LN_BIN

/** The bin that holds a positive price. */
export const binOf = (price: number, zoom = 0): number => Math.floor(binPosition(price)) >> zoom

/** Lower edge of a bin as a price; the upper edge is that of `bin + 1`. */
export const binEdge = (bin: number, zoom = 0): number => Math.exp(bin * 2 ** zoom * LN_BIN)

/** Price at the logarithmic middle of a bin. */
export const binMiddle = (bin: number, zoom = 0): number =>
  Math.exp((bin + 0.5) * 2 ** zoom * LN_BIN)

/** The bucket that holds a time. A bucket b covers [b × length, (b + 1) × length). */
export const bucketOf = (time: Millis, length: Millis): number => Math.floor(time / length)

/** Where a tile lies: x counts tiles of buckets, y tiles of bins; both may be negative. */
export interface TileAddress {
  readonly bucket: Millis
  readonly zoom: number
  readonly x: number
  readonly y: number
}
