import type { LevelsAnswer } from '../../api/schema.ts'
import { binEdge } from '../../heatmap/grid.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import { addRanged } from '../levels/levels-merge.ts'
import type { RangedSides, Sides } from '../levels/levels-merge.ts'
import type { LiveColumn } from './live-column.ts'
import type { MapPart, RangeEnd } from './map-part.ts'
import type { ProfileLevel } from './profile-rows.ts'

/** The newest column of several maps, added up bin by bin. */

/** The column of one of them, as it weighs in the sum. */
export interface PartColumn {
  readonly instrument: InstrumentId
  readonly cells: ReadonlyMap<number, RangedSides>
}

export interface ColumnSum {
  /** Equal for sums of the same. */
  readonly key: string
  /** Which end of ranges is shown. */
  readonly end: RangeEnd
  readonly cells: ReadonlyMap<number, RangedSides>
  readonly parts: readonly PartColumn[]
}

/** What is summed, and how; undefined where it is one map as it is. */
export function sumKeyOf(parts: readonly MapPart[]): string | undefined {
  const [first, ...others] = parts
  if (first === undefined || (others.length === 0 && first.end === 'median')) return undefined
  const weighs = parts.some(({ weight }) => weight !== 1)
  return [...parts.map(({ map }) => map.instrument), first.end, weighs].join(' ')
}

/** Both sides, multiplied. */
export const timesSides = ({ longUsd, shortUsd }: Sides, by: number): Sides => ({
  longUsd: longUsd * by,
  shortUsd: shortUsd * by,
})

/** Amounts and their ranges, each multiplied. */
export const timesRanged = ({ low, high, ...sides }: RangedSides, by: number): RangedSides => ({
  ...timesSides(sides, by),
  low: timesSides(low, by),
  high: timesSides(high, by),
})

/** The end of a range; its middle is the amounts themselves. */
export const endOf = (ranged: RangedSides, end: RangeEnd): Sides =>
  end === 'median' ? ranged : ranged[end]

/** Exact levels of a map. */
export const columnOfLevels = (
  { instrument, levels }: LevelsAnswer,
  { weight }: MapPart,
): PartColumn => ({
  instrument,
  cells: new Map(levels.map((level) => [level.bin, timesRanged(level, weight)])),
})

/** The open column of a map, in the range that amounts of its newest column have. */
export function columnOfLive({ instrument, levels, zoom }: LiveColumn, part: MapPart): PartColumn {
  const off = part.map.band.factors[zoom] ?? 1
  const cells = [...levels].map(([bin, [longUsd, shortUsd]]): [number, RangedSides] => {
    const sides = { longUsd: longUsd * part.weight, shortUsd: shortUsd * part.weight }
    return [bin, { ...sides, low: timesSides(sides, 1 / off), high: timesSides(sides, off) }]
  })
  return { instrument, cells: new Map(cells) }
}

/** Columns of one zoom, bin by bin. */
export function sumColumns(key: string, end: RangeEnd, parts: readonly PartColumn[]): ColumnSum {
  const held = new Map<number, RangedSides[]>()
  for (const { cells } of parts)
    for (const [bin, ranged] of cells) held.set(bin, [...(held.get(bin) ?? []), ranged])
  const cells = new Map([...held].map(([bin, ranged]) => [bin, addRanged(ranged)]))
  return { key, end, cells, parts }
}

/** A sum as bars of the profile, lowest price first. */
export function profileOfSum({ cells, end }: ColumnSum, zoom: number): ProfileLevel[] {
  return [...cells]
    .toSorted(([a], [b]) => a - b)
    .map(([bin, ranged]) => {
      const { longUsd, shortUsd } = endOf(ranged, end)
      return { priceFrom: binEdge(bin, zoom), priceTo: binEdge(bin + 1, zoom), longUsd, shortUsd }
    })
}

/** The open column of one of the maps, with what the others hold added. */
export function liveSum(live: LiveColumn, sum: ColumnSum): LiveColumn {
  const levels = [...sum.cells].map(([bin, ranged]): [number, readonly [number, number]] => {
    const { longUsd, shortUsd } = endOf(ranged, sum.end)
    return [bin, [longUsd, shortUsd]]
  })
  return { ...live, levels: new Map(levels), sum }
}
