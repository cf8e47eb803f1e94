import type { ColourScale } from './colour-scale.ts'
import { levelColours } from './colour-scale.ts'
import type { Ramp } from './palette.ts'
import { SIGNED_LEVELS } from './signed-level.ts'

/**
 * Two ramps for longs less shorts that meet in the dark. Anchors lie at even steps of CIELAB lightness,
 * 8 to 92, the same on both sides, so that equal sizes are equally bright. Hues go from blue to pale
 * cyan and from red to sand: near the page's colours of the sides, and apart for colour-blind readers.
 */
export interface Arms {
  readonly long: Ramp
  readonly short: Ramp
}

export const ARMS: Arms = {
  long: {
    anchors: [
      0x011a24, 0x00323e, 0x024c59, 0x076774, 0x05848e, 0x12a2a8, 0x5fbcbc, 0x97d6d1, 0xc8f0ea,
    ],
  },
  short: {
    anchors: [
      0x390001, 0x5c0f00, 0x7c2802, 0x9e4000, 0xbd5c09, 0xd27d36, 0xe2a062, 0xefc393, 0xfee4c3,
    ],
  },
}

/** Colours by signed level, as `levelColours` gives them by level. */
export function signedColours(scale: ColourScale, { long, short }: Arms): Uint32Array {
  const table = new Uint32Array(SIGNED_LEVELS)
  table.set(levelColours(scale, long))
  table.set(levelColours(scale, short), SIGNED_LEVELS / 2)
  return table
}
