import { outwardSums } from '../heatmap/outward.ts'
import { aroundUsd, halfBand } from '../model/level-band.ts'
import type { LevelBand } from '../model/level-band.ts'
import type { Level, Sides } from './exact-column.ts'

/** How far a map's dollars may be off, as known at a time. */
export interface KnownBand extends LevelBand {
  /** Whether it is learnt from a venue that shows a part of its liquidations. */
  readonly isSampled: boolean
  /** Whether the weights are those that other instruments of the venue have taught. */
  readonly isByOthers: boolean
}

/** The 10 and 90 % of both sides. */
export interface SidesRange {
  readonly low: Sides
  readonly high: Sides
}

/** The range of amounts, each over a stretch of price, in its logarithm. */
export function rangeOf(
  band: KnownBand,
  { longUsd, shortUsd }: Sides,
  longStretch: number,
  shortStretch = longStretch,
): SidesRange {
  const long = aroundUsd(longUsd, halfBand(band, longStretch, band.isSampled))
  const short = aroundUsd(shortUsd, halfBand(band, shortStretch, band.isSampled))
  return {
    low: { longUsd: long.low, shortUsd: short.low },
    high: { longUsd: long.high, shortUsd: short.high },
  }
}

/** The range of what levels, ascending, sum to: each side over the prices at which it holds something. */
export function rangeOfSum(band: KnownBand, levels: readonly Level[], sum: Sides): SidesRange {
  const stretch = (side: keyof Sides): number => {
    const held = levels.filter((level) => level[side] > 0)
    return held.length === 0 ? 0 : Math.log(held.at(-1)!.priceTo / held[0]!.priceFrom)
  }
  return rangeOf(band, sum, stretch('longUsd'), stretch('shortUsd'))
}

/** The levels whose middle lies in [priceFrom, priceTo). */
export const levelsBetween = (
  levels: readonly Level[],
  priceFrom: number,
  priceTo: number,
): readonly Level[] =>
  levels.filter((level) => {
    const middle = Math.sqrt(level.priceFrom * level.priceTo)
    return middle >= priceFrom && middle < priceTo
  })

/** What some levels, ascending, sum to, with its range. */
export function sumOfLevels(band: KnownBand, levels: readonly Level[]): Sides & SidesRange {
  const sum = { longUsd: 0, shortUsd: 0 }
  for (const { longUsd, shortUsd } of levels) {
    sum.longUsd += longUsd
    sum.shortUsd += shortUsd
  }
  return { ...sum, ...rangeOfSum(band, levels, sum) }
}

/**
 * What would be liquidated by the time price has gone through each level, ascending, with its range:
 * that of the sum of the levels on the way.
 */
export function outwardOfLevels(
  band: KnownBand,
  levels: readonly Level[],
): readonly (Sides & SidesRange)[] {
  const longs = new Float64Array(levels.length)
  let [top, bottom]: (number | undefined)[] = []
  let reached = 1
  for (let i = levels.length - 1; i >= 0; i--) {
    const { longUsd, priceFrom, priceTo } = levels[i]!
    if (longUsd > 0) [top, reached] = [top ?? priceTo, priceFrom]
    longs[i] = top === undefined ? 0 : Math.log(top / reached)
  }
  let short = 0
  return outwardSums(levels).map((sum, i) => {
    const { shortUsd, priceFrom, priceTo } = levels[i]!
    if (shortUsd > 0) short = Math.log(priceTo / (bottom ??= priceFrom))
    return { ...sum, ...rangeOf(band, sum, longs[i]!, short) }
  })
}
