import { LEVEL_EDGES, valueOfLevel } from '../../heatmap/quantise.ts'

/** How many cells in sight have each level. Those of level 0 hold nothing and are not asked about. */
export type CellCounts = Readonly<Uint32Array>

export const noCells = (): Uint32Array => new Uint32Array(LEVEL_EDGES.length)

/** The highest level in sight; 0 where no cell holds anything. */
export const highestOf = (counts: CellCounts): number =>
  Math.max(
    0,
    counts.findLastIndex((count, level) => level > 0 && count > 0),
  )

const total = (counts: CellCounts): number =>
  counts.reduce((sum, count) => sum + count) - counts[0]!

/** Share of the cells that hold something but less than an amount; undefined where none does. */
export function shareBelow(counts: CellCounts, usd: number): number | undefined {
  const all = total(counts)
  if (all === 0) return undefined
  let below = 0
  for (let level = 1; level < counts.length && valueOfLevel(level) < usd; level++)
    below += counts[level]!
  return below / all
}

/** The least amount that at least a share of the cells that hold something lie below. */
export function usdAtShare(counts: CellCounts, share: number): number | undefined {
  const all = total(counts)
  if (all === 0) return undefined
  let below = 0
  let level = 1
  for (; level < counts.length && below < share * all; level++) below += counts[level]!
  return below === 0 ? 0 : LEVEL_EDGES[level]!
}
