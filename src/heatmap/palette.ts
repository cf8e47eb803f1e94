/**
 * Colour ramps of the map, dark to bright, as anchors joined by straight lines in sRGB. Lightness rises
 * evenly along each of them, also as colour-blind readers see it (palette.test.ts).
 *
 * viridis and inferno are matplotlib's (S. van der Walt, N. Smith, E. Firing; CC0), their anchors
 * read at equal steps: https://bids.github.io/colormap/ and
 * https://cran.r-project.org/package=viridisLite. cividis is made for readers with and without
 * red-green colour blindness to see alike (J. Nuñez, C. Anderton, R. Renslow, PLoS ONE 13(7): e0199239,
 * 2018, CC0), read from the same tables. `amber` is of one hue, as some terminals draw liquidation
 * levels: equal steps of CIELAB lightness from 5 to 92 in hues of 70° to 92°.
 */

export type Rgb = readonly [red: number, green: number, blue: number]

export type PaletteId = 'viridis' | 'cividis' | 'inferno' | 'amber' | 'grey'

/** Colours from dark to bright. */
export interface Ramp {
  /** Anchors at equal steps, each 0xRRGGBB. */
  readonly anchors: readonly number[]
  /** Share of the ramp over which the dimmest cells fade in from transparent. */
  readonly fade?: number
}

export interface Palette extends Ramp {
  readonly id: PaletteId
  readonly name: string
}

export const PALETTES: readonly Palette[] = [
  {
    id: 'viridis',
    name: 'Viridis',
    anchors: [
      0x440154, 0x482475, 0x414487, 0x355f8d, 0x2a788e, 0x21918c, 0x22a884, 0x44bf70, 0x7ad151,
      0xbddf26, 0xfde725,
    ],
  },
  {
    id: 'cividis',
    name: 'Cividis',
    anchors: [
      0x00224e, 0x0a3470, 0x35456c, 0x4f576c, 0x666970, 0x7c7b78, 0x948e77, 0xaea271, 0xc8b866,
      0xe4ce52, 0xfee838,
    ],
  },
  {
    id: 'inferno',
    name: 'Inferno',
    anchors: [
      0x000004, 0x0c0826, 0x240c4f, 0x420a68, 0x5d126e, 0x781c6d, 0x932667, 0xae305c, 0xc73e4c,
      0xdd513a, 0xed6925, 0xf8850f, 0xfca50a, 0xfac62d, 0xf2e661, 0xfcffa4,
    ],
  },
  {
    id: 'amber',
    name: 'Black–yellow',
    anchors: [
      0x1a0f01, 0x392302, 0x583904, 0x765206, 0x956c0a, 0xb48811, 0xd2a615, 0xeec638, 0xfae7b5,
    ],
  },
  { id: 'grey', name: 'Greyscale', anchors: [0x16181d, 0xf4f6fa] },
]

/** The palette of an id; the first where the id is unknown. */
export const paletteOf = (id: string): Palette =>
  PALETTES.find((palette) => palette.id === id) ?? PALETTES[0]!

/** A ramp turned over for a light ground: what is dimmest melts into the ground there too. */
export const onLight = <Of extends Ramp>(ramp: Of): Of => ({
  ...ramp,
  anchors: ramp.anchors.toReversed(),
  // Yellows are loud on white.
  fade: 0.4,
})

const channels = (hex: number): Rgb => [hex >> 16, (hex >> 8) & 0xff, hex & 0xff]

/** The colour at a position 0 (dark) to 1 (bright) of a palette; positions outside are clamped. */
export function colourAt(palette: Ramp, position: number): Rgb {
  const { anchors } = palette
  const at = Math.min(1, Math.max(0, position)) * (anchors.length - 1)
  const index = Math.min(anchors.length - 2, Math.floor(at))
  const from = channels(anchors[index]!)
  const to = channels(anchors[index + 1]!)
  const mix = (i: 0 | 1 | 2) => Math.round(from[i] + (to[i] - from[i]) * (at - index))
  return [mix(0), mix(1), mix(2)]
}
