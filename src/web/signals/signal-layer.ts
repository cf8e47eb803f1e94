import type { IPrimitivePaneRenderer, ISeriesPrimitive } from 'lightweight-charts'
import type { SeriesAttachedParameter } from 'lightweight-charts'
import type { Geometry } from '../chart/geometry.ts'
import { axisOf, createKept } from '../parts/kept.ts'
import type { Mark, PlacedMark } from './signal-marks.ts'
import { LINE, placeMarks } from './signal-marks.ts'
import { FONT, THEME } from '../theme/theme.ts'

export interface SignalLayer {
  readonly primitive: ISeriesPrimitive
  show(marks: readonly Mark[]): void
  /** CSS pixels at the right of the plot that are left to others. */
  setRoom(room: number): void
}

/** CSS pixels from the first letter at the left to the bracket's end. */
const WIDTH = 210
const BRACKET = 6
/** The line of a pattern, left of where a bracket would be. */
const LEADER = 18

/** Device pixels of the picture, and how many of them a CSS pixel has. */
interface Size {
  readonly width: number
  readonly height: number
  readonly across: number
  readonly down: number
}

/**
 * Draws marks at the right of the plot. They are painted once into a picture of their own, which is
 * drawn anew only where something of it is another.
 */
export function createSignalLayer(geometryOf: () => Geometry | undefined): SignalLayer {
  let marks: readonly Mark[] = []
  let room = 0
  let attached: SeriesAttachedParameter | undefined
  const kept = createKept<HTMLCanvasElement | undefined>()

  function pictureFor(geometry: Geometry, size: Size): HTMLCanvasElement | undefined {
    const madeOf = [...axisOf(geometry), ...Object.values(size), marks, THEME.plotVeil]
    return kept(madeOf, () => pictureOf(placeMarks(marks, geometry, room > 0), size))
  }

  const renderer: IPrimitivePaneRenderer = {
    draw(target) {
      const geometry = marks.length === 0 ? undefined : geometryOf()
      if (geometry === undefined) return
      target.useBitmapCoordinateSpace(
        ({ context, bitmapSize, horizontalPixelRatio: across, verticalPixelRatio: down }) => {
          const width = Math.round((WIDTH + room) * across)
          const size = { width, height: bitmapSize.height, across, down }
          const picture = pictureFor(geometry, size)
          if (picture !== undefined) context.drawImage(picture, bitmapSize.width - width, 0)
        },
      )
    },
  }
  const views = [{ zOrder: () => 'normal' as const, renderer: () => renderer }]
  return {
    primitive: {
      attached: (parameter) => void (attached = parameter),
      detached: () => void (attached = undefined),
      paneViews: () => views,
    },
    show(next) {
      marks = next
      attached?.requestUpdate()
    },
    setRoom(next) {
      room = next
      attached?.requestUpdate()
    },
  }
}

function pictureOf(
  placed: readonly PlacedMark[],
  { width, height, across, down }: Size,
): HTMLCanvasElement | undefined {
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  const context = placed.length === 0 ? null : canvas.getContext('2d')
  if (context === null) return undefined
  context.scale(across, down)
  context.font = `500 11px ${FONT}`
  context.textAlign = 'right'
  context.textBaseline = 'middle'
  for (const one of placed) drawMark(context, one)
  return canvas
}

function drawMark(context: CanvasRenderingContext2D, placed: PlacedMark): void {
  const { of, top, bottom, wordsY, words } = placed
  const colour = colourOf(of)
  context.globalAlpha = of.isFaded ? 0.55 : 1
  context.strokeStyle = colour
  context.lineWidth = 2
  context.beginPath()
  const right = WIDTH - 1
  const left = right - BRACKET
  const isPattern = of.kind === 'pattern'
  if (isPattern) {
    context.setLineDash([4, 3])
    context.moveTo(left - LEADER, (top + bottom) / 2)
    context.lineTo(right, (top + bottom) / 2)
  } else {
    // As thick as the line at least.
    const [from, to] = bottom - top < 3 ? [top - 1, bottom + 1] : [top + 1, bottom - 1]
    context.moveTo(left, from)
    context.lineTo(right, from)
    context.lineTo(right, to)
    context.lineTo(left, to)
  }
  context.stroke()
  context.setLineDash([])
  if (wordsY === undefined) return
  const long = context.measureText(of.text).width
  const end = words === 'right' ? WIDTH + long + 12 : left - (isPattern ? LEADER + 4 : 4)
  context.fillStyle = THEME.plotVeil
  context.beginPath()
  context.roundRect(end - long - 10, wordsY - LINE / 2 + 0.5, long + 10, LINE - 1, 3)
  context.fill()
  if (isPattern) {
    context.lineWidth = 1
    context.stroke()
  }
  context.fillStyle = colour
  context.fillText(of.text, end - 5, wordsY + 0.5)
}

const colourOf = ({ side }: Mark): string =>
  side === undefined ? THEME.price : side === 'long' ? THEME.longCurve : THEME.shortCurve
