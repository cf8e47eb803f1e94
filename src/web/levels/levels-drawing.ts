import type { Space } from './levels-axes.ts'
import { drawAxes, drawPain, drawPrice } from './levels-axes.ts'
import type { LevelBar, Sides } from './levels-merge.ts'
import type { BinWindow } from './levels-window.ts'
import { placeIn } from './levels-window.ts'
import { FONT, THEME } from '../theme/theme.ts'

/** What is drawn of the liquidation map. */
export interface LevelsPicture {
  readonly bars: readonly LevelBar[]
  readonly window: BinWindow
  /** Of the parts of each bar, in their order. */
  readonly colours: readonly string[]
  readonly price: number
  readonly formatPrice: (price: number) => string
  /** Bins of max pain. */
  readonly pain: { readonly long: number | undefined; readonly short: number | undefined }
  /** The bin that the readout tells of. */
  readonly selected: number | undefined
  readonly stale: boolean
}

export interface PlotSize {
  readonly width: number
  readonly height: number
}

/** Room around the bars, in CSS pixels. */
const FRAME = { top: 26, bottom: 22 }
export const sideRoom = (width: number): number => (width < 560 ? 40 : 56)

/** Space between the tallest bar and the top. */
const HEADROOM = 1.06

/** Draws into a context whose unit is the CSS pixel. */
export function drawLevels(
  context: CanvasRenderingContext2D,
  { width, height }: PlotSize,
  ratio: number,
  picture: LevelsPicture,
): void {
  context.clearRect(0, 0, width, height)
  const side = sideRoom(width)
  const plot = {
    left: side,
    right: width - side,
    top: FRAME.top,
    bottom: height - FRAME.bottom,
  }
  if (plot.right <= plot.left || plot.bottom <= plot.top) return
  const { bars, window } = picture
  const tallest =
    HEADROOM * bars.reduce((most, { longUsd, shortUsd }) => Math.max(most, longUsd + shortUsd), 0)
  const deepest = HEADROOM * cumulativeMost(bars, picture.price)
  const sharp = (at: number): number => Math.round(at * ratio) / ratio
  const space: Space = {
    context,
    plot,
    hair: 1 / ratio,
    sharp,
    xOf: (price) => plot.left + placeIn(window, price) * (plot.right - plot.left),
    yOf: (usd, most) => plot.bottom - (most > 0 ? usd / most : 0) * (plot.bottom - plot.top),
  }
  context.font = `${width < 560 ? 10 : 11}px ${FONT}`
  context.textBaseline = 'middle'
  drawAxes(space, picture, tallest, deepest, width)
  drawSelected(space, picture, tallest)
  const curves =
    deepest === 0
      ? []
      : (['long', 'short'] as const).flatMap((of) => curveOf(space, picture, deepest, of) ?? [])
  context.globalAlpha = picture.stale ? 0.45 : 1
  for (const curve of curves) fillUnder(space, curve)
  drawBars(space, picture, tallest)
  for (const curve of curves) drawCurve(space, curve)
  context.globalAlpha = 1
  drawPrice(space, picture, height)
  drawPain(space, picture)
}

/** The largest cumulative amount that a curve reaches. */
const cumulativeMost = (bars: readonly LevelBar[], price: number): number =>
  bars.reduce((most, { cumulative, priceFrom, priceTo }) => {
    const long = priceFrom < price ? cumulative.longUsd : 0
    return Math.max(most, long, priceTo > price ? cumulative.shortUsd : 0)
  }, 0)

function drawBars(
  { context, plot, sharp, hair, xOf, yOf }: Space,
  picture: LevelsPicture,
  tallest: number,
): void {
  const each = (plot.right - plot.left) / picture.bars.length
  const gap = each >= 4 * hair ? hair : 0
  for (const bar of picture.bars) {
    const [left, right] = [sharp(xOf(bar.priceFrom)), sharp(xOf(bar.priceTo))]
    let below = 0
    bar.parts.forEach(({ longUsd, shortUsd }, part) => {
      const usd = longUsd + shortUsd
      if (usd === 0) return
      const [bottom, top] = [sharp(yOf(below, tallest)), sharp(yOf(below + usd, tallest))]
      below += usd
      context.fillStyle = picture.colours[part] ?? THEME.text
      context.fillRect(left, top, Math.max(hair, right - left - gap), bottom - top)
    })
  }
  context.fillStyle = THEME.label
  context.fillRect(plot.left, sharp(plot.bottom), plot.right - plot.left, hair)
}

interface Curve {
  readonly of: 'long' | 'short'
  readonly line: Path2D
  readonly end: number
}

/** What would be liquidated on the way from the price outward: at the far end of each bar its sum. */
function curveOf(
  { plot, xOf, yOf }: Space,
  { bars, price }: LevelsPicture,
  deepest: number,
  of: Curve['of'],
): Curve | undefined {
  const side: keyof Sides = of === 'long' ? 'longUsd' : 'shortUsd'
  const way =
    of === 'long'
      ? bars.filter(({ priceFrom }) => priceFrom < price).toReversed()
      : bars.filter(({ priceTo }) => priceTo > price)
  if (way.length === 0) return undefined
  const start = Math.min(plot.right, Math.max(plot.left, xOf(price)))
  const line = new Path2D()
  line.moveTo(start, plot.bottom)
  let end = start
  for (const bar of way) {
    end = xOf(of === 'long' ? bar.priceFrom : bar.priceTo)
    line.lineTo(end, yOf(bar.cumulative[side], deepest))
  }
  return { of, line, end }
}

function fillUnder({ context, plot }: Space, { of, line, end }: Curve): void {
  const area = new Path2D(line)
  area.lineTo(end, plot.bottom)
  area.closePath()
  context.fillStyle = of === 'long' ? THEME.longVeil : THEME.shortVeil
  // oxlint-disable-next-line no-array-fill-with-reference-type -- a canvas, not an array
  context.fill(area)
}

/** With a dark rim, so that it stands out from bars of its own colour. */
function drawCurve({ context }: Space, { of, line }: Curve): void {
  context.lineJoin = 'round'
  context.strokeStyle = THEME.plot
  context.lineWidth = 4
  context.stroke(line)
  context.strokeStyle = of === 'long' ? THEME.longCurve : THEME.shortCurve
  context.lineWidth = 1.75
  context.stroke(line)
}

/** A bright column behind the bar, and a line that ends where the bar begins. */
function drawSelected(
  { context, plot, hair, sharp, xOf, yOf }: Space,
  { bars, window, selected }: LevelsPicture,
  tallest: number,
): void {
  const bar = selected === undefined ? undefined : bars[selected - window.from]
  if (bar === undefined) return
  const [left, right] = [xOf(bar.priceFrom), xOf(bar.priceTo)]
  context.fillStyle = THEME.chosen
  context.fillRect(left - 2, plot.top, right - left + 4, plot.bottom - plot.top)
  context.fillStyle = THEME.crosshair
  const top = yOf(bar.longUsd + bar.shortUsd, tallest)
  context.fillRect(sharp((left + right) / 2), plot.top, hair, Math.max(0, top - 3 - plot.top))
}
