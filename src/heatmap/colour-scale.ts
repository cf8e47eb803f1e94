import { LEVEL_EDGES, valueOfLevel } from './quantise.ts'
import type { Palette } from './palette.ts'
import { colourAt } from './palette.ts'

/**
 * From USD to colour. The ramp is the square root of the share of the maximum: a linear one lets a
 * single large cluster hide every medium one, a logarithmic one paints noise as bright as clusters.
 * Positions on the ramp run from 0 (no USD) to 1 (the maximum); the legend is drawn along it.
 */
export interface ColourScale {
  /** USD at the top of the ramp, above 0. */
  readonly maxUsd: number
  /** Ramp position under which cells are hidden. */
  readonly low: number
  /** Ramp position from which cells have the brightest colour. */
  readonly high: number
}

/** Handles never come nearer to each other than this share of the ramp. */
export const MIN_SPAN = 0.02

const CURVE = 1

export const rampPosition = (usd: number, maxUsd: number): number =>
  (Math.max(0, usd) / maxUsd) ** CURVE

export const rampUsd = (position: number, maxUsd: number): number =>
  position ** (1 / CURVE) * maxUsd

/** Share of the palette over which the dimmest cells fade in from transparent. */
const FADE = 0.12

/** Red, green, blue and alpha (0–255) of an amount; alpha 0 where it is not shown. */
export function colourOfUsd(
  usd: number,
  scale: ColourScale,
  palette: Palette,
): readonly [number, number, number, number] {
  const position = rampPosition(usd, scale.maxUsd)
  if (usd <= 0 || position < scale.low) return [0, 0, 0, 0]
  const shade = Math.min(1, position / scale.high)
  const [red, green, blue] = colourAt(palette, shade)
  return [red, green, blue, Math.round(255 * Math.min(1, shade / FADE))]
}

/**
 * Colours of all absolute levels as little-endian RGBA words, index = level: what ImageData holds.
 * Tiles whose base levels differ share one table, so equal amounts look equal across tiles.
 */
export function levelColours(scale: ColourScale, palette: Palette): Uint32Array {
  const table = new Uint32Array(LEVEL_EDGES.length)
  for (let level = 1; level < table.length; level++) {
    const [red, green, blue, alpha] = colourOfUsd(valueOfLevel(level), scale, palette)
    table[level] = alpha === 0 ? 0 : ((alpha << 24) | (blue << 16) | (green << 8) | red) >>> 0
  }
  return table
}

const STEPS = [1, 2, 5]

/**
 * Round amounts to label on a legend, ascending, 0 and the maximum left out. Neighbours lie at
 * least `gap` apart on the ramp.
 */
export function rampTicks(maxUsd: number, gap: number): readonly number[] {
  const ticks: number[] = []
  let above = 1
  for (let decade = Math.floor(Math.log10(maxUsd)); decade >= Math.log10(maxUsd) - 4; decade--) {
    for (const step of STEPS.toReversed()) {
      const usd = step * 10 ** decade
      const position = rampPosition(usd, maxUsd)
      if (usd >= maxUsd || above - position < gap || position < gap) continue
      ticks.unshift(usd)
      above = position
    }
  }
  return ticks
}
