import type { SKRSContext2D } from '@napi-rs/canvas'
import { decimalsOf, formatPrice } from '../api/format.ts'
import { priceTicks, timeTicks } from './axis-ticks.ts'
import { PICTURE, PLOT } from './picture.ts'
import type { Picture, PriceSpan, Scales } from './picture.ts'
import { FONT } from './text-font.ts'

const TEXT = '#8b94a5'
const BRIGHT = '#e8ecf3'
const LINE = '#1d222b'
const GRID = 'rgba(148, 163, 184, 0.10)'
const WARNING = '#ffb454'

/** Draws the grid, the frame, prices at the right, times below, and the last price. */
export function drawAxes(
  context: SKRSContext2D,
  { from, to, lastPrice, tickSize }: Picture,
  span: PriceSpan,
  { x, y }: Scales,
): void {
  const right = PLOT.left + PLOT.width
  const bottom = PLOT.top + PLOT.height
  context.font = `400 15px "${FONT}"`
  context.fillStyle = TEXT
  context.textBaseline = 'middle'
  context.textAlign = 'left'
  const prices = priceTicks(span, 14)
  const decimals = decimalsOf((prices[1] ?? span.high) - (prices[0] ?? 0))
  for (const price of prices) {
    line(context, PLOT.left, y(price), right, y(price))
    context.fillText(formatPrice(price, decimals), right + 10, y(price))
  }
  context.textBaseline = 'top'
  context.textAlign = 'center'
  for (const { time, label } of timeTicks(from, to, 16)) {
    line(context, x(time), PLOT.top, x(time), bottom)
    if (x(time) > PLOT.left + 24 && x(time) < right - 24)
      context.fillText(label, x(time), bottom + 12)
  }
  context.strokeStyle = LINE
  context.strokeRect(PLOT.left + 0.5, PLOT.top + 0.5, PLOT.width - 1, PLOT.height - 1)
  drawLastPrice(context, formatPrice(lastPrice, decimalsOf(tickSize)), y(lastPrice))
}

function line(context: SKRSContext2D, ...[x1, y1, x2, y2]: [number, number, number, number]): void {
  context.strokeStyle = GRID
  context.lineWidth = 1
  context.beginPath()
  context.moveTo(Math.round(x1) + 0.5, Math.round(y1) + 0.5)
  context.lineTo(Math.round(x2) + 0.5, Math.round(y2) + 0.5)
  context.stroke()
}

function drawLastPrice(context: SKRSContext2D, text: string, y: number): void {
  const right = PLOT.left + PLOT.width
  context.save()
  context.strokeStyle = BRIGHT
  context.globalAlpha = 0.6
  context.setLineDash([5, 5])
  context.beginPath()
  context.moveTo(PLOT.left, y)
  context.lineTo(right, y)
  context.stroke()
  context.restore()
  context.font = `600 15px "${FONT}"`
  context.fillStyle = BRIGHT
  context.fillRect(right + 2, y - 12, context.measureText(text).width + 16, 24)
  context.fillStyle = '#0b0d11'
  context.textAlign = 'left'
  context.textBaseline = 'middle'
  context.fillText(text, right + 10, y)
}

/** Draws the title, what is shown, and SIMULATED where it is. */
export function drawTitle(context: SKRSContext2D, { title, subtitle, simulated }: Picture): void {
  context.textAlign = 'left'
  context.textBaseline = 'alphabetic'
  context.fillStyle = BRIGHT
  context.font = `600 28px "${FONT}"`
  context.fillText(title, PLOT.left, 44)
  const after = PLOT.left + context.measureText(title).width + 20
  context.font = `400 16px "${FONT}"`
  context.fillStyle = TEXT
  context.fillText(subtitle, PLOT.left, 72)
  context.textAlign = 'right'
  context.fillText('Isotherm', PICTURE.width - 24, 44)
  if (!simulated) return
  context.textAlign = 'left'
  context.font = `600 16px "${FONT}"`
  context.fillStyle = WARNING
  context.fillRect(after, 22, context.measureText('SIMULATED').width + 20, 28)
  context.fillStyle = '#0b0d11'
  context.fillText('SIMULATED', after + 10, 42)
}
