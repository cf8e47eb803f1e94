import type { z } from 'zod'
import type { levelsQuery } from '../../api/query.ts'
import type { BandAnswer, LevelsAnswer } from '../../api/schema.ts'
import { MAX_ZOOM } from '../../heatmap/grid.ts'
import { maxPain } from '../../heatmap/outward.ts'
import { LEVERAGE_BANDS } from '../../heatmap/planes.ts'
import { LN_BIN } from '../../market/price-bin.ts'
import { halfBand } from '../../model/level-band.ts'
import type { Sides } from '../../pipeline/exact-column.ts'
import {
  levelsBetween,
  outwardOfLevels,
  rangeOf,
  sumOfLevels,
} from '../../pipeline/level-ranges.ts'
import type { KnownBand } from '../../pipeline/level-ranges.ts'
import type { LevelColumn } from '../../pipeline/level-column.ts'

/** A column as `levels` answers it, without what tells how new it is. */
export function levelsAnswer(
  { band, totalRange, ...column }: LevelColumn,
  query: z.output<typeof levelsQuery>,
): LevelsAnswer {
  const { instrument, model, zoom, priceFrom, priceTo } = query
  const isPart = priceFrom !== undefined && priceTo !== undefined
  const listed = isPart ? levelsBetween(column.levels, priceFrom, priceTo) : column.levels
  // The way to a level that is listed may lead through others.
  const outward = query.cumulative === undefined ? [] : outwardOfLevels(band, column.levels)
  const cumulative = new Map(outward.map((sum, i) => [column.levels[i]!, sum]))
  const levels = listed.map((level) => {
    const { bin, longUsd, shortUsd, byBand } = level
    const where = { bin, priceFrom: level.priceFrom, priceTo: level.priceTo }
    const sum = cumulative.get(level)
    return {
      ...where,
      longUsd,
      shortUsd,
      ...rangeOf(band, level, stretchOf(zoom)),
      ...(query.by === 'band' && { byBand: named(byBand) }),
      ...(sum !== undefined && { cumulative: sum }),
    }
  })
  const { long, short } = maxPain(levels)
  return {
    instrument,
    model,
    ...column,
    zoom,
    levels,
    maxPain: { long: painOf(long, 'longUsd'), short: painOf(short, 'shortUsd') },
    ...(isPart && { between: sumOfLevels(band, listed) }),
    total: { ...column.total, ...totalRange },
    band: bandAnswer(band, zoom),
    byBand: named(column.byBand),
  }
}

function painOf(
  level: LevelsAnswer['levels'][number] | undefined,
  side: keyof Sides,
): LevelsAnswer['maxPain']['long'] {
  if (level === undefined) return null
  const { bin, priceFrom, priceTo, low, high } = level
  return { bin, priceFrom, priceTo, usd: level[side], low: low[side], high: high[side] }
}

/** How wide a level is, in the logarithm of price. */
export const stretchOf = (zoom: number): number => LN_BIN * 2 ** zoom

export const basisOf = ({
  isLearnt,
  isByOthers,
  isSampled,
}: KnownBand): Omit<BandAnswer, 'factor'> => ({
  basis: isLearnt ? 'learnt' : isByOthers ? 'others' : 'default',
  sampled: isSampled,
})

/** By how much a level may be off, up and down. */
const factorOf = (band: KnownBand, zoom: number): number =>
  Math.exp(halfBand(band, stretchOf(zoom), band.isSampled))

/** The same by zoom, finest first. */
export const factorsOf = (band: KnownBand): number[] =>
  Array.from({ length: MAX_ZOOM + 1 }, (_, zoom) => factorOf(band, zoom))

export const bandAnswer = (band: KnownBand, zoom: number): BandAnswer => ({
  ...basisOf(band),
  factor: factorOf(band, zoom),
})

export const named = (byBand: readonly Sides[]) =>
  byBand.map((sides, i) => ({ band: LEVERAGE_BANDS[i]!.id, ...sides }))
