import { createCanvas } from '@napi-rs/canvas'
import type { SKRSContext2D } from '@napi-rs/canvas'
import { colourOfUsd } from '../heatmap/colour-scale.ts'
import type { ColourScale } from '../heatmap/colour-scale.ts'
import { paletteOf } from '../heatmap/palette.ts'
import { drawAxes, drawTitle } from './draw-axes.ts'
import { drawCandles } from './draw-candles.ts'
import { drawLegend } from './draw-legend.ts'
import { cellBitmap } from './cell-bitmap.ts'
import type { UsdBitmap } from './cell-bitmap.ts'
import { PICTURE, PLOT, priceSpan, scalesOf } from './picture.ts'
import type { Picture, Scales } from './picture.ts'
import { loadFont } from './text-font.ts'

const BACKGROUND = '#0b0d11'
const PALETTE = paletteOf('viridis')

/**
 * Draws a map as PNG: cells in the page's colours, candles, axes, and the colours in USD. The same
 * picture gives the same bytes on one machine.
 * @param width pixels; the height follows
 */
export function drawMap(picture: Picture, width = PICTURE.width): Uint8Array {
  loadFont()
  const canvas = createCanvas(PICTURE.width, PICTURE.height)
  const context = canvas.getContext('2d')
  context.fillStyle = BACKGROUND
  context.fillRect(0, 0, PICTURE.width, PICTURE.height)
  const span = priceSpan(picture.candles)
  const scales = scalesOf(PLOT, picture, span)
  const bitmap = cellBitmap(picture.cells, span, PLOT)
  const scale: ColourScale = { maxUsd: Math.max(1, bitmap.maxUsd), low: 0, high: 1 }
  drawCells(context, bitmap, scale)
  drawGaps(context, picture, scales)
  drawAxes(context, picture, span, scales)
  drawCandles(context, picture.candles, scales)
  drawLegend(context, scale, PALETTE, picture.cells.zoom)
  drawTitle(context, picture)
  if (width === PICTURE.width) return canvas.toBuffer('image/png')
  const small = createCanvas(width, Math.round((width / PICTURE.width) * PICTURE.height))
  small.getContext('2d').drawImage(canvas, 0, 0, small.width, small.height)
  return small.toBuffer('image/png')
}

function drawCells(context: SKRSContext2D, bitmap: UsdBitmap, scale: ColourScale): void {
  const layer = createCanvas(bitmap.width, bitmap.height)
  const own = layer.getContext('2d')
  const image = own.createImageData(bitmap.width, bitmap.height)
  bitmap.usd.forEach((usd, i) => image.data.set(colourOfUsd(usd, scale, PALETTE), i * 4))
  own.putImageData(image, 0, 0)
  context.drawImage(layer, PLOT.left, PLOT.top)
}

/** Hatches the columns whose market data are missing. */
function drawGaps(context: SKRSContext2D, { cells, from, to }: Picture, { x }: Scales): void {
  const bucket = (to - from) / cells.columns
  context.save()
  context.strokeStyle = 'rgba(232, 236, 243, 0.28)'
  context.lineWidth = 1
  cells.isGap.forEach((isGap, column) => {
    if (!isGap) return
    const left = x(from + column * bucket)
    context.beginPath()
    context.rect(left, PLOT.top, x(from + (column + 1) * bucket) - left, PLOT.height)
    context.save()
    context.clip()
    context.beginPath()
    for (let start = -PLOT.height; start < PLOT.width; start += 9) {
      context.moveTo(PLOT.left + start, PLOT.top + PLOT.height)
      context.lineTo(PLOT.left + start + PLOT.height, PLOT.top)
    }
    context.stroke()
    context.restore()
  })
  context.restore()
}
