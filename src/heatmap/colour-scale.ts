import { LEVEL_EDGES, valueOfLevel } from './quantise.ts'
import type { Ramp } from './palette.ts'
import { colourAt } from './palette.ts'

/**
 * From USD to colour. The ramp is linear in USD, so twice the amount is twice as far up the legend;
 * the threshold's handles are shares of its maximum.
 */
export interface ColourScale {
  /** USD at the top of the ramp, above 0. */
  readonly maxUsd: number
  /** Share of the maximum under which cells are hidden. */
  readonly low: number
  /** Share of the maximum from which cells have the brightest colour. */
  readonly high: number
}

/** Handles never come nearer to each other than this share of the ramp. */
export const MIN_SPAN = 0.02

/** How the dimmest cells fade in where a palette does not say. */
const FADE = 0.12

/** Red, green, blue and alpha (0–255) of an amount; alpha 0 where it is not shown. */
export function colourOfUsd(
  usd: number,
  scale: ColourScale,
  palette: Ramp,
): readonly [number, number, number, number] {
  const share = usd / scale.maxUsd
  if (usd <= 0 || share < scale.low) return [0, 0, 0, 0]
  const shade = Math.min(1, share / scale.high)
  const [red, green, blue] = colourAt(palette, shade)
  return [red, green, blue, Math.round(255 * Math.min(1, shade / (palette.fade ?? FADE)))]
}

/**
 * Colours of all absolute levels as little-endian RGBA words, index = level: what ImageData holds.
 * Tiles whose base levels differ share one table, so equal amounts look equal across tiles.
 */
export function levelColours(scale: ColourScale, palette: Ramp): Uint32Array {
  const table = new Uint32Array(LEVEL_EDGES.length)
  for (let level = 1; level < table.length; level++) {
    const [red, green, blue, alpha] = colourOfUsd(valueOfLevel(level), scale, palette)
    table[level] = alpha === 0 ? 0 : ((alpha << 24) | (blue << 16) | (green << 8) | red) >>> 0
  }
  return table
}

/**
 * Round amounts to label on a legend, ascending, 0 and the maximum left out. Labels lie at least
 * `gap` apart as a share of the ramp.
 */
export function rampTicks(maxUsd: number, gap: number): readonly number[] {
  const decade = 10 ** Math.floor(Math.log10(maxUsd * gap))
  const step = [1, 2, 5, 10].map((n) => n * decade).find((usd) => usd >= maxUsd * gap)!
  const count = Math.floor((maxUsd * (1 - gap / 2)) / step)
  return Array.from({ length: count }, (_, i) => (i + 1) * step)
}
