import { createSignal, onCleanup } from 'solid-js'
import type { PictureCaption, PictureFacts } from './picture-caption.ts'
import { FONT, THEME } from '../theme/theme.ts'

/** What is shown and can be saved: the drawing as it is on screen, and what is to be told of it. */
export interface Picture {
  readonly drawing: HTMLCanvasElement
  /** Device pixels to one of the page. */
  readonly ratio: number
  /** Words that the page lays over its drawing, in CSS pixels of it. */
  readonly words: readonly {
    readonly text: string
    readonly x: number
    readonly y: number
    readonly colour: string
  }[]
  readonly legend: PictureLegend
  readonly facts: Omit<PictureFacts, 'address'>
}

/** What the colours say: amounts on a ramp, or names. */
export type PictureLegend =
  | {
      readonly colourAt: (share: number) => string
      readonly ticks: readonly { readonly share: number; readonly text: string }[]
    }
  | { readonly names: readonly { readonly name: string; readonly colour: string }[] }

const [source, setSource] = createSignal<() => Picture | undefined>()
/** Gives what is shown as a picture; undefined where nothing can be saved. */
export const pictureSource = source

/** Offers what a page shows, as long as its Solid root lasts. */
export function offerPicture(give: () => Picture | undefined): void {
  setSource(() => give)
  onCleanup(() => source() === give && setSource(undefined))
}

/** In CSS pixels. */
const LINE = 16
const EDGE = 12
const RAMP = { height: 10, most: 420 }

/** The drawing with its legend and its caption under it, at the resolution of the drawing. */
export function composePicture(
  { drawing, ratio, words, legend, facts }: Picture,
  caption: PictureCaption,
): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('the browser gives no canvas to draw on')
  const [width, height] = [drawing.width / ratio, drawing.height / ratio]
  context.font = `12px ${FONT}`
  const lines = caption.lines.flatMap((line) => wrap(context, line, width - 2 * EDGE))
  const titles = wrap(context, caption.title, (width - 2 * EDGE) * 0.9)
  const rows = (titles.length + lines.length) * LINE
  canvas.width = drawing.width
  canvas.height = Math.ceil(drawing.height + (3 * EDGE + 2 * LINE + rows) * ratio)

  context.fillStyle = THEME.plot
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.drawImage(drawing, 0, 0)
  context.scale(ratio, ratio)
  context.textBaseline = 'middle'
  if (facts.simulated) drawSimulated(context, width, height)
  context.font = `11px ${FONT}`
  for (const { text, x, y, colour } of words) {
    context.fillStyle = colour
    context.fillText(text, x, y)
  }
  context.fillStyle = THEME.line
  context.fillRect(0, height, width, 1)
  drawLegend(context, legend, width, height + EDGE)
  let y = height + EDGE + 2 * LINE + EDGE / 2 + LINE / 2
  const write = (text: string, font: string, colour: string): void => {
    context.font = font
    context.fillStyle = colour
    context.fillText(text, EDGE, y)
    y += LINE
  }
  for (const title of titles) write(title, `600 12px ${FONT}`, THEME.price)
  for (const line of lines) write(line, `12px ${FONT}`, THEME.text)
  return canvas
}

function drawSimulated(context: CanvasRenderingContext2D, width: number, height: number): void {
  context.save()
  context.globalAlpha = 0.16
  context.fillStyle = THEME.price
  context.textAlign = 'center'
  context.font = `700 ${Math.min(120, Math.max(40, width * 0.09))}px ${FONT}`
  context.fillText('SIMULATED', width / 2, height / 2)
  context.restore()
}

function drawLegend(
  context: CanvasRenderingContext2D,
  legend: PictureLegend,
  width: number,
  top: number,
): void {
  context.font = `11px ${FONT}`
  if ('names' in legend) {
    let x = EDGE
    for (const { name, colour } of legend.names) {
      const needed = 14 + context.measureText(name).width
      if (x + needed > width - EDGE) break
      context.fillStyle = colour
      context.fillRect(x, top + 2, 10, 10)
      context.fillStyle = THEME.text
      context.fillText(name, x + 14, top + 7)
      x += needed + 16
    }
    return
  }
  const long = Math.min(RAMP.most, width - 4 * EDGE)
  for (let x = 0; x < long; x++) {
    context.fillStyle = legend.colourAt((x + 0.5) / long)
    context.fillRect(EDGE + x, top, 1, RAMP.height)
  }
  context.fillStyle = THEME.text
  for (const { share, text } of legend.ticks) {
    context.textAlign = share === 0 ? 'left' : 'center'
    context.fillText(text, EDGE + share * long, top + RAMP.height + LINE / 2 + 1)
  }
  context.textAlign = 'left'
}

/** A line in as many as its words need; a word that is longer than a line is cut into pieces. */
function wrap(context: CanvasRenderingContext2D, line: string, width: number): string[] {
  const fits = (text: string): boolean => context.measureText(text).width <= width
  const lines: string[] = []
  let held = ''
  for (const word of line.split(' ')) {
    const joined = held === '' ? word : `${held} ${word}`
    if (fits(joined)) {
      held = joined
      continue
    }
    if (held !== '') lines.push(held)
    held = ''
    for (const letter of word) {
      if (held !== '' && !fits(held + letter)) {
        lines.push(held)
        held = ''
      }
      held += letter
    }
  }
  return [...lines, held]
}
