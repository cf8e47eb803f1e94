import { isSideShown } from './combine.ts'
import type { ShownSide } from './combine.ts'
import type { Geometry } from '../chart/geometry.ts'

/** USD per bin of one column. */
export interface ProfileLevel {
  readonly priceFrom: number
  readonly priceTo: number
  readonly longUsd: number
  readonly shortUsd: number
}

/** A level in device pixels. */
export interface ProfileRow {
  readonly top: number
  readonly height: number
  readonly longUsd: number
  readonly shortUsd: number
}

/**
 * Levels in view; those thinner than a device pixel are joined, their USD summed. Of longs less shorts
 * a row holds what is left of the larger side.
 */
export function rowsInView(
  levels: readonly ProfileLevel[],
  side: ShownSide,
  geometry: Geometry,
  ratio: number,
): ProfileRow[] {
  const joined = new Map<number, ProfileRow>()
  for (const level of levels) {
    const bottom = geometry.yOf(level.priceFrom)
    const top = geometry.yOf(level.priceTo)
    if (top === undefined || bottom === undefined) continue
    if (bottom < 0 || top > geometry.height) continue
    const from = Math.round(top * ratio)
    const height = Math.max(1, Math.round(bottom * ratio) - from)
    const same = joined.get(from)
    joined.set(from, {
      top: from,
      height: Math.max(height, same?.height ?? 0),
      longUsd: (same?.longUsd ?? 0) + (isSideShown(side, 'long') ? level.longUsd : 0),
      shortUsd: (same?.shortUsd ?? 0) + (isSideShown(side, 'short') ? level.shortUsd : 0),
    })
  }
  const rows = [...joined.values()]
  return side === 'delta' ? rows.map(differenceOf) : rows
}

const differenceOf = (row: ProfileRow): ProfileRow => ({
  ...row,
  longUsd: Math.max(0, row.longUsd - row.shortUsd),
  shortUsd: Math.max(0, row.shortUsd - row.longUsd),
})

export const longestOf = (rows: readonly ProfileRow[]): number =>
  rows.reduce((longest, { longUsd, shortUsd }) => Math.max(longest, longUsd + shortUsd), 0)
