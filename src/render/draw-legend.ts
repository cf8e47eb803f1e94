import type { SKRSContext2D } from '@napi-rs/canvas'
import { formatUsdTick } from '../api/format.ts'
import { colourOfUsd, rampTicks } from '../heatmap/colour-scale.ts'
import type { ColourScale } from '../heatmap/colour-scale.ts'
import { BIN_WIDTH } from '../heatmap/grid.ts'
import type { Palette } from '../heatmap/palette.ts'
import { PICTURE, PLOT } from './picture.ts'
import type { Box } from './picture.ts'
import { FONT } from './text-font.ts'

const BAR: Box = { left: PICTURE.width - 108, top: PLOT.top + 48, width: 16, height: 420 }

/** Draws the colours with the USD that they stand for, the maximum at the top. */
export function drawLegend(
  context: SKRSContext2D,
  scale: ColourScale,
  palette: Palette,
  zoom: number,
): void {
  const bottom = BAR.top + BAR.height
  for (let i = 0; i < BAR.height; i++) {
    const usd = ((i + 0.5) / BAR.height) * scale.maxUsd
    const [red, green, blue, alpha] = colourOfUsd(usd, scale, palette)
    context.fillStyle = `rgba(${red}, ${green}, ${blue}, ${alpha / 255})`
    context.fillRect(BAR.left, bottom - i - 1, BAR.width, 1)
  }
  context.strokeStyle = '#2a313d'
  context.strokeRect(BAR.left - 0.5, BAR.top - 0.5, BAR.width + 1, BAR.height + 1)
  context.fillStyle = '#8b94a5'
  context.font = `400 15px "${FONT}"`
  context.textAlign = 'left'
  context.textBaseline = 'middle'
  for (const usd of [0, ...rampTicks(scale.maxUsd, 0.1), scale.maxUsd]) {
    const y = bottom - (usd / scale.maxUsd) * BAR.height
    context.fillText(formatUsdTick(usd), BAR.left + BAR.width + 9, y)
  }
  context.textBaseline = 'alphabetic'
  context.fillText('USD per', BAR.left, BAR.top - 36)
  const percent = Number((100 * ((1 + BIN_WIDTH) ** (2 ** zoom) - 1)).toPrecision(2))
  context.fillText(`${percent} % bin`, BAR.left, BAR.top - 16)
}
