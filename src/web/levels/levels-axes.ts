import { formatUsdTick } from '../words/amounts.ts'
import type { LevelsPicture } from './levels-drawing.ts'
import { middleOf } from './levels-merge.ts'
import { roundNumbers } from './levels-window.ts'
import { THEME } from '../theme/theme.ts'

/** What stands around the bars of the liquidation map: axes, the price, max pain. */

/** Where things are drawn, in CSS pixels. */
export interface Space {
  readonly context: CanvasRenderingContext2D
  readonly plot: {
    readonly left: number
    readonly right: number
    readonly top: number
    readonly bottom: number
  }
  /** One device pixel. */
  readonly hair: number
  /** On the edge of a device pixel. */
  readonly sharp: (at: number) => number
  readonly xOf: (price: number) => number
  readonly yOf: (usd: number, most: number) => number
}

export function drawAxes(
  { context, plot, hair, sharp, xOf, yOf }: Space,
  { bars, formatPrice, price: now }: LevelsPicture,
  tallest: number,
  deepest: number,
  width: number,
): void {
  const marks = Math.max(2, Math.floor((plot.bottom - plot.top) / 64))
  context.textAlign = 'right'
  for (const usd of tallest > 0 ? roundNumbers(0, tallest, marks) : [0]) {
    const y = sharp(yOf(usd, tallest))
    context.fillStyle = THEME.line
    context.fillRect(plot.left, y, plot.right - plot.left, hair)
    context.fillStyle = THEME.text
    context.fillText(formatUsdTick(usd), plot.left - 6, y)
  }
  context.textAlign = 'left'
  if (deepest > 0)
    for (const usd of roundNumbers(0, deepest, marks))
      context.fillText(formatUsdTick(usd), plot.right + 6, yOf(usd, deepest))
  const [first, last] = [bars[0], bars.at(-1)]
  if (first === undefined || last === undefined) return
  context.textAlign = 'center'
  const most = Math.max(2, Math.floor((plot.right - plot.left) / 84))
  for (const price of priceMarks(first.priceFrom, last.priceTo, most)) {
    const x = sharp(xOf(price))
    context.fillStyle = THEME.line
    context.fillRect(x, plot.bottom, hair, 4)
    context.fillStyle = THEME.text
    const text = formatPrice(price)
    const half = context.measureText(text).width / 2
    const underTag = Math.abs(x - xOf(now)) < 2 * half + 10
    if (!underTag && x - half >= 0 && x + half <= width) context.fillText(text, x, plot.bottom + 12)
  }
}

/** Round prices; over a wide window, where equal steps crowd at the top, each about a third apart. */
function priceMarks(low: number, high: number, most: number): readonly number[] {
  if (high / low < 1.6) return roundNumbers(low, high, most)
  const share = Math.max(Math.log(1.25), Math.log(high / low) / most)
  const marks: number[] = []
  for (let at = Math.log(low) + share / 2; at < Math.log(high); at += share)
    marks.push(Number(Math.exp(at).toPrecision(2)))
  return marks.filter((mark) => mark > low && mark < high)
}

/** The price as a dashed line, and as a tag on the axis. */
export function drawPrice(
  { context, plot, xOf, hair, sharp }: Space,
  { price, formatPrice, stale }: LevelsPicture,
  height: number,
): void {
  const x = xOf(price)
  if (x < plot.left || x > plot.right) return
  const colour = stale ? THEME.stale : THEME.price
  context.strokeStyle = colour
  context.lineWidth = Math.max(1, hair)
  context.setLineDash([4, 4])
  context.beginPath()
  context.moveTo(sharp(x), plot.top - 6)
  context.lineTo(sharp(x), plot.bottom)
  context.stroke()
  context.setLineDash([])
  const text = formatPrice(price)
  const half = context.measureText(text).width / 2 + 5
  context.fillStyle = colour
  context.beginPath()
  context.roundRect(x - half, height - 20, half * 2, 17, 3)
  context.fill()
  context.fillStyle = THEME.plot
  context.textAlign = 'center'
  context.fillText(text, x, height - 11)
}

/** A sign over the level of max pain on either side, its words on the far side of the price. */
export function drawPain(
  { context, plot, xOf }: Space,
  { bars, window, pain, formatPrice }: LevelsPicture,
): void {
  for (const of of ['long', 'short'] as const) {
    const bin = pain[of]
    const bar = bin === undefined ? undefined : bars[bin - window.from]
    if (bar === undefined) continue
    const at = middleOf(bar)
    const x = xOf(at)
    context.fillStyle = THEME.price
    context.beginPath()
    context.moveTo(x - 4, plot.top - 12)
    context.lineTo(x + 4, plot.top - 12)
    context.lineTo(x, plot.top - 5)
    context.fill()
    const text = `Max pain ${formatPrice(at)}`
    const wide = context.measureText(text).width
    const outward = of === 'long' ? x - 8 - wide : x + 8
    const fits = outward >= 4 && outward + wide <= plot.right + plot.left - 4
    context.fillStyle = THEME.text
    context.textAlign = 'left'
    context.fillText(text, fits ? outward : of === 'long' ? x + 8 : x - 8 - wide, plot.top - 10)
  }
}
