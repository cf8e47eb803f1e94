import type { ColourScale } from '../../heatmap/colour-scale.ts'
import { colourOfUsd, levelColours } from '../../heatmap/colour-scale.ts'
import type { Arms } from '../../heatmap/diverging.ts'
import { ARMS, signedColours } from '../../heatmap/diverging.ts'
import { onLight } from '../../heatmap/palette.ts'
import type { Palette } from '../../heatmap/palette.ts'
import { isLight, shownPalette } from '../theme/theme.ts'
import type { View } from '../address/view.ts'

/** Colours of the map as a person has chosen them, on the ground of the theme that is shown. */
export type MapColours =
  | { readonly palette: Palette }
  /** Of longs less shorts. */
  | { readonly arms: Arms }

export const coloursOf = ({ side, palette }: Pick<View, 'side' | 'palette'>): MapColours =>
  side === 'delta' ? { arms: shownArms() } : { palette: shownPalette(palette) }

const shownArms = (): Arms =>
  isLight() ? { long: onLight(ARMS.long), short: onLight(ARMS.short) } : ARMS

/** By level, or by signed level. */
export const colourTable = (scale: ColourScale, colours: MapColours): Uint32Array =>
  'arms' in colours ? signedColours(scale, colours.arms) : levelColours(scale, colours.palette)

/** The colour of an amount on the legend; below 0 are the shorts. */
export function legendColour(
  usd: number,
  scale: ColourScale,
  colours: MapColours,
): readonly [number, number, number, number] {
  const ramp =
    'arms' in colours ? (usd < 0 ? colours.arms.short : colours.arms.long) : colours.palette
  return colourOfUsd(Math.abs(usd), scale, ramp)
}
