import type { PositionSide } from '../../market/units.ts'
import { THEME } from '../theme/theme.ts'

/** Circles are kept by half device pixels of their radius. */
const STEP = 0.5

/** CSS pixels of the line around a circle. */
const LINE = 1.5

/**
 * Circles as small pictures, each drawn once: a round shape costs some fifty times what its picture
 * does where no graphics card draws it, and there may be hundreds.
 */
export function createBubbleSprites(): (
  side: PositionSide,
  radius: number,
  ratio: number,
) => HTMLCanvasElement {
  const sprites = new Map<string, HTMLCanvasElement>()
  return (side, radius, ratio) => {
    const [fill, line] =
      side === 'long'
        ? [THEME.longPart, THEME.measuredLong]
        : [THEME.shortPart, THEME.measuredShort]
    const size = Math.max(STEP, Math.round((radius * ratio) / STEP) * STEP)
    const key = [fill, size, ratio].join(' ')
    const known = sprites.get(key)
    if (known !== undefined) return known
    const sprite = circle(size, LINE * ratio, fill, line)
    sprites.set(key, sprite)
    return sprite
  }
}

function circle(radius: number, width: number, fill: string, line: string): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  const half = Math.ceil(radius + width / 2) + 1
  canvas.width = canvas.height = 2 * half
  const context = canvas.getContext('2d')!
  context.arc(half, half, radius, 0, 2 * Math.PI)
  context.fillStyle = fill
  context.fill()
  context.lineWidth = width
  context.strokeStyle = line
  context.stroke()
  return canvas
}
