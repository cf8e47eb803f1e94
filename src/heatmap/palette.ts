/**
 * Colour ramps of the map, dark to bright, as anchors joined by straight lines in sRGB.
 *
 * viridis and inferno are matplotlib's (S. van der Walt, N. Smith, E. Firing; CC0), their anchors
 * read at equal steps: https://bids.github.io/colormap/ and
 * https://cran.r-project.org/package=viridisLite. They are perceptually uniform and safe for
 * colour-blind readers. `amber` is black to yellow, as some terminals draw liquidation levels.
 */

export type Rgb = readonly [red: number, green: number, blue: number]

export type PaletteId = 'viridis' | 'inferno' | 'amber' | 'grey'

export interface Palette {
  readonly id: PaletteId
  readonly name: string
  /** Anchors at equal steps, each 0xRRGGBB. */
  readonly anchors: readonly number[]
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
    id: 'inferno',
    name: 'Inferno',
    anchors: [
      0x000004, 0x1b0c42, 0x4b0c6b, 0x781c6d, 0xa52c60, 0xcf4446, 0xed6925, 0xfb9a06, 0xf7d03c,
      0xfcffa4,
    ],
  },
  {
    id: 'amber',
    name: 'Black–yellow',
    anchors: [0x0d0b05, 0x4a3800, 0x947000, 0xdba900, 0xffe97a],
  },
  { id: 'grey', name: 'Greyscale', anchors: [0x16181d, 0xf4f6fa] },
]

/** The palette of an id; the first where the id is unknown. */
export const paletteOf = (id: string): Palette =>
  PALETTES.find((palette) => palette.id === id) ?? PALETTES[0]!

const channels = (hex: number): Rgb => [hex >> 16, (hex >> 8) & 0xff, hex & 0xff]

/** The colour at a position 0 (dark) to 1 (bright) of a palette; positions outside are clamped. */
export function colourAt(palette: Palette, position: number): Rgb {
  const { anchors } = palette
  const at = Math.min(1, Math.max(0, position)) * (anchors.length - 1)
  const index = Math.min(anchors.length - 2, Math.floor(at))
  const from = channels(anchors[index]!)
  const to = channels(anchors[index + 1]!)
  const mix = (i: 0 | 1 | 2) => Math.round(from[i] + (to[i] - from[i]) * (at - index))
  return [mix(0), mix(1), mix(2)]
}
