import { binOf, LN_BIN } from '../market/price-bin.ts'

/**
 * The buckets in which maps are scored: 0.2 % of price wide (four bins of zoom 0), in the same
 * number below the price as above it, in ascending order of price. Longs count below, shorts above.
 * The bin that holds the price is part of the first bucket of either side.
 */
const BINS_PER_BUCKET = 4

/** Width of a bucket in the logarithm of price. */
export const BUCKET_WIDTH = BINS_PER_BUCKET * LN_BIN

/** USD by liquidation price, as columns over bins of zoom 0: entry i is of bin `firstBin` + i. */
export interface DensityColumns {
  readonly firstBin: number
  readonly long: ArrayLike<number>
  readonly short: ArrayLike<number>
}

/** Buckets within a reach on both sides together. `reach` is a fraction of price, such as 0.05. */
export const bucketCount = (reach: number): number => 2 * Math.round(reach / BUCKET_WIDTH)

/** Signed logarithmic distance of each bucket's middle from the price. */
export const bucketDistances = (count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, i) => (i + 0.5 - count / 2) * BUCKET_WIDTH)

/** The bucket of a price as seen from another, or undefined beyond the reach. */
export function bucketOf(price: number, seenFrom: number, count: number): number | undefined {
  const bucket = Math.floor(Math.log(price / seenFrom) / BUCKET_WIDTH) + count / 2
  return bucket >= 0 && bucket < count ? bucket : undefined
}

/** USD per bucket around a price: what falls or rises of it force-closes, longs below, shorts above. */
export function densityAround(density: DensityColumns, price: number, reach: number): Float64Array {
  const { firstBin, long, short } = density
  const buckets = new Float64Array(bucketCount(reach))
  const half = buckets.length / 2
  const here = binOf(price) - firstBin
  for (let i = 0; i < half * BINS_PER_BUCKET; i++) {
    const away = Math.floor(i / BINS_PER_BUCKET)
    buckets[half - 1 - away]! += long[here - i] ?? 0
    buckets[half + away]! += short[here + i] ?? 0
  }
  return buckets
}

/** 1 for each bucket whose whole width lies between the lowest and the highest price, else 0. */
export function touchedBuckets(
  price: number,
  lowest: number,
  highest: number,
  count: number,
): Uint8Array {
  const [down, up] = [Math.log(price / lowest), Math.log(highest / price)]
  return Uint8Array.from(bucketDistances(count), (middle) => {
    const far = Math.abs(middle) + BUCKET_WIDTH / 2
    // A bucket's edge is not exact in floating point; a billionth of its width decides nothing.
    return far <= (middle < 0 ? down : up) + 1e-9 * BUCKET_WIDTH ? 1 : 0
  })
}
