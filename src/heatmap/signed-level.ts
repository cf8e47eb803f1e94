import { MAX_RELATIVE_ERROR, levelOf, valueOfLevel } from './quantise.ts'

/**
 * Levels of longs less shorts: that of the size, and a bit for the shorts. So one table holds the
 * colours of both, and 0 is neither.
 */

const SHORTS = 1024

/** Signed levels lie below this. */
export const SIGNED_LEVELS = 2 * SHORTS

/**
 * The level of a difference. One that amounts of a tile, each a little off, cannot tell from none is
 * none.
 */
export function signedLevel(longUsd: number, shortUsd: number): number {
  const size = Math.abs(longUsd - shortUsd)
  if (size <= MAX_RELATIVE_ERROR * (longUsd + shortUsd)) return 0
  const level = levelOf(size)
  return level > 0 && shortUsd > longUsd ? level | SHORTS : level
}

/** The level of the size, whoever outweighs. */
export const sizeOfLevel = (level: number): number => level & (SHORTS - 1)

/** USD of longs less shorts. */
export const valueOfSigned = (level: number): number =>
  level < SHORTS ? valueOfLevel(level) : -valueOfLevel(sizeOfLevel(level))
