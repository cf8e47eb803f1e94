import { formatAxisTime, formatTime } from '../../api/format.ts'
import type { YearAnswer } from '../../api/year.ts'
import { colourOfUsd } from '../../heatmap/colour-scale.ts'
import type { Palette } from '../../heatmap/palette.ts'
import type { PagesView } from '../address/pages-view.ts'
import { FONT, THEME } from '../theme/theme.ts'
import type { YearCell } from './year-rows.ts'
import { yearCell } from './year-rows.ts'

/** Where the cells of a year lie on a canvas, in CSS pixels. */
export interface YearFrame {
  readonly width: number
  readonly height: number
  readonly days: number
  readonly bins: number
}

const ROOM = { right: 64, top: 8, bottom: 24 }

export const plotOf = ({ width, height }: YearFrame) => ({
  width: Math.max(1, width - ROOM.right),
  top: ROOM.top,
  height: Math.max(1, height - ROOM.top - ROOM.bottom),
})

/** The cell under a point; undefined beside the picture. */
export function cellAt(frame: YearFrame, x: number, y: number) {
  const plot = plotOf(frame)
  const day = Math.floor((x / plot.width) * frame.days)
  const bin = frame.bins - 1 - Math.floor(((y - plot.top) / plot.height) * frame.bins)
  if (day < 0 || day >= frame.days || bin < 0 || bin >= frame.bins) return undefined
  return { day, bin }
}

/** Share of the cells below the brightest colour. */
const BELOW = 0.99

/**
 * From which amount on a cell has the brightest colour, so that single days do not dim all others. Dollars
 * of days of which nothing was learnt yet may be many times too high: where there are learnt ones,
 * these alone set the scale.
 */
export function brightest(year: YearAnswer, of: PagesView['yearOf']): number {
  const { days, edges, unitUsd } = year
  const isLearnt = days.basis.map((basis) => basis === 'learnt')
  const some = isLearnt.includes(true)
  const amounts = isLearnt.flatMap((learnt, day) =>
    of === 'usd' && some && !learnt
      ? []
      : edges.slice(1).map((_, bin) => amountOf(yearCell(year, day, bin), of)),
  )
  const held = amounts.filter((amount) => amount > 0).toSorted((a, b) => a - b)
  return held[Math.floor(BELOW * (held.length - 1))] ?? (of === 'usd' ? unitUsd : 1)
}

const amountOf = ({ longUsd, shortUsd, share }: YearCell, of: PagesView['yearOf']): number =>
  of === 'usd' ? longUsd + shortUsd : share

export interface YearPicture {
  readonly year: YearAnswer
  readonly of: PagesView['yearOf']
  readonly palette: Palette
  readonly chosen: { readonly day: number; readonly bin: number } | undefined
  readonly formatPrice: (price: number) => string
}

/** Cells, the price through them, and what stands around. */
export function drawYear(
  context: CanvasRenderingContext2D,
  frame: YearFrame,
  { year, of, palette, chosen, formatPrice }: YearPicture,
): void {
  const { days, edges } = year
  const plot = plotOf(frame)
  const xOf = (day: number) => (day / frame.days) * plot.width
  const yOf = (bin: number) => plot.top + (1 - bin / frame.bins) * plot.height
  context.fillStyle = THEME.plot
  context.fillRect(0, 0, frame.width, frame.height)
  const scale = { maxUsd: brightest(year, of), low: 0, high: 1 }
  for (let day = 0; day < frame.days; day++) {
    const [left, right] = [Math.round(xOf(day)), Math.round(xOf(day + 1))]
    for (let bin = 0; bin < frame.bins; bin++) {
      const amount = amountOf(yearCell(year, day, bin), of)
      const [red, green, blue, alpha] = colourOfUsd(amount, scale, palette)
      if (alpha === 0) continue
      context.fillStyle = `rgba(${red}, ${green}, ${blue}, ${alpha / 255})`
      const [top, bottom] = [Math.round(yOf(bin + 1)), Math.round(yOf(bin))]
      context.fillRect(left, top, right - left, bottom - top)
    }
    if (days.known[day]! <= 0.5) {
      context.fillStyle = THEME.gapVeil
      context.fillRect(left, plot.top, right - left, plot.height)
      context.fillStyle = THEME.gapLine
      for (let y = plot.top; y < plot.top + plot.height; y += 6)
        context.fillRect(left, y, right - left, 1)
    }
  }
  const [low, high] = [Math.log(edges[0]!), Math.log(edges.at(-1)!)]
  const place = (price: number) => ((Math.log(price) - low) / (high - low)) * frame.bins
  context.beginPath()
  days.price.forEach((price, day) => context.lineTo(xOf(day + 0.5), yOf(place(price))))
  for (const [style, width] of [
    [THEME.plotVeil, 4],
    [THEME.price, 1.5],
  ] as const) {
    context.strokeStyle = style
    context.lineWidth = width
    context.stroke()
  }
  context.font = `11px ${FONT}`
  context.textBaseline = 'middle'
  context.fillStyle = THEME.text
  const step = Math.ceil(frame.bins / Math.max(2, plot.height / 32))
  for (let edge = 0; edge <= frame.bins; edge += step) {
    const y = Math.min(frame.height - ROOM.bottom - 6, Math.max(ROOM.top + 6, yOf(edge)))
    context.fillText(formatPrice(edges[edge]!), plot.width + 6, y)
  }
  drawMonths(context, days.time, xOf, plot)
  if (chosen === undefined) return
  context.strokeStyle = THEME.price
  context.lineWidth = 1.5
  const [x, y] = [xOf(chosen.day), yOf(chosen.bin + 1)]
  context.strokeRect(x, y, Math.max(3, xOf(chosen.day + 1) - x), yOf(chosen.bin) - y)
}

/** Months where they begin, or single days where there are few. */
function drawMonths(
  context: CanvasRenderingContext2D,
  times: readonly number[],
  xOf: (day: number) => number,
  plot: { readonly width: number; readonly top: number; readonly height: number },
): void {
  const y = plot.top + plot.height + 12
  let free = 0
  const isShort = times.length < 45
  for (const [day, end] of times.entries()) {
    const date = new Date(end - 1)
    if (!isShort && date.getUTCDate() !== 1) continue
    const text = isShort
      ? formatTime(end - 1, true).slice(5)
      : formatAxisTime(end - 1, date.getUTCMonth() === 0 ? 'year' : 'month')
    const wide = context.measureText(text).width
    const x = xOf(day)
    if (x < free || x + wide > plot.width) continue
    context.fillText(text, x, y)
    context.fillRect(x, plot.top + plot.height, 1, 4)
    free = x + wide + 16
  }
}
