import { colourAt } from '../../heatmap/palette.ts'
import { LEVERAGE_BANDS } from '../../heatmap/planes.ts'
import { THEME, isLight, shownPalette } from '../theme/theme.ts'

/** Colours of the parts that a bar is stacked of. */

/** The part of the ramp under this would not stand out from the ground. */
const FAINTEST = { dark: 0.3, light: 0.4 }

/** By leverage, the more the further from the ground; safe for colour-blind readers. */
export function bandColour(band: number): string {
  const from = isLight() ? FAINTEST.light : FAINTEST.dark
  const position = from + ((1 - from) * band) / (LEVERAGE_BANDS.length - 1)
  return `rgb(${colourAt(shownPalette('viridis'), position).join(' ')})`
}

/**
 * Seven hues that colour-blind readers tell apart, by M. Okabe and K. Ito, "Color Universal Design"
 * (https://jfly.uni-koeln.de/color/), without the one that the ground hides, in an order that suits the ground.
 */
const HUES = {
  dark: ['#56b4e9', '#e69f00', '#009e73', '#cc79a7', '#f0e442', '#d55e00', '#0072b2'],
  light: ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#000000', '#d55e00', '#56b4e9'],
}

/** By instrument; from the eighth on they share a grey. */
export const instrumentColour = (index: number): string =>
  HUES[isLight() ? 'light' : 'dark'][index] ?? THEME.stale
