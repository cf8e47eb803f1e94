import type { PositionSide } from '../market/units.ts'
import type { Geometry } from './geometry.ts'

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

/** Levels in view; those thinner than a device pixel are joined, their USD summed. */
export function rowsInView(
  levels: readonly ProfileLevel[],
  side: PositionSide | 'both',
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
      longUsd: (same?.longUsd ?? 0) + (side === 'short' ? 0 : level.longUsd),
      shortUsd: (same?.shortUsd ?? 0) + (side === 'long' ? 0 : level.shortUsd),
    })
  }
  return [...joined.values()]
}

export const longestOf = (rows: readonly ProfileRow[]): number =>
  rows.reduce((longest, { longUsd, shortUsd }) => Math.max(longest, longUsd + shortUsd), 0)
