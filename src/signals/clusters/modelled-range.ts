import { aroundUsd, halfBand } from '../../model/level-band.ts'
import type { UsdRange } from '../../model/level-band.ts'
import type { DensityBand } from '../market-reading.ts'

/**
 * The 10 and 90 % of an amount over a stretch of price, in its logarithm. What is measured of it is
 * known; the band is of the rest.
 */
export function modelledRange(
  band: DensityBand,
  usd: number,
  measuredUsd: number,
  stretch: number,
): UsdRange {
  const known = Math.min(measuredUsd, usd)
  const { low, high } = aroundUsd(usd - known, halfBand(band, stretch, band.isSampled))
  return { low: known + low, high: known + high }
}

/** Standard deviations of a normal value from its middle to 90 %. */
export const NINETY = 1.281_551_565_5

/** Standard deviation of the logarithm of an amount above 0 with a range, taken for normal. */
export const spreadOf = ({ low, high }: UsdRange): number => Math.log(high / low) / (2 * NINETY)

/** The sum over places [from, end). */
export function sumBetween(usd: Readonly<Float64Array>, from: number, end: number): number {
  let sum = 0
  for (let i = from; i < end; i++) sum += usd[i]!
  return sum
}
