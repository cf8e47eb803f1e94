import { colourAt, paletteOf } from '../heatmap/palette.ts'
import { LEVERAGE_BANDS } from '../heatmap/planes.ts'

/** Colours of the parts that a bar is stacked of. */

/** The darkest part of the ramp would not stand out from the ground. */
const DARKEST = 0.3

/** By leverage, dark to bright, safe for colour-blind readers. */
export const BAND_COLOURS: readonly string[] = LEVERAGE_BANDS.map((_, band) => {
  const position = DARKEST + ((1 - DARKEST) * band) / (LEVERAGE_BANDS.length - 1)
  return `rgb(${colourAt(paletteOf('viridis'), position).join(' ')})`
})

/**
 * Seven hues that colour-blind readers tell apart, by M. Okabe and K. Ito, "Color Universal Design"
 * (https://jfly.uni-koeln.de/color/), without black, on a dark ground in another order.
 */
const HUES = ['#56b4e9', '#e69f00', '#009e73', '#cc79a7', '#f0e442', '#d55e00', '#0072b2']
const MORE = '#78818f'

/** By instrument; from the eighth on they share a grey. */
export const instrumentColour = (index: number): string => HUES[index] ?? MORE
