import type { IPrimitivePaneRenderer, ISeriesPrimitive } from 'lightweight-charts'
import type { SeriesAttachedParameter } from 'lightweight-charts'
import type { Bubble, PlacedBubble } from './bubbles.ts'
import { placeBubbles } from './bubbles.ts'
import type { Geometry } from './geometry.ts'
import { THEME } from './theme.ts'

export interface BubbleLayer {
  readonly primitive: ISeriesPrimitive
  show(bubbles: readonly Bubble[]): void
  /** Those that were drawn last, largest first. */
  placed(): readonly PlacedBubble[]
}

/** Draws realised liquidations over the candles, as circles at their time and price. */
export function createBubbleLayer(geometryOf: () => Geometry | undefined): BubbleLayer {
  let bubbles: readonly Bubble[] = []
  let placed: readonly PlacedBubble[] = []
  let attached: SeriesAttachedParameter | undefined

  const renderer: IPrimitivePaneRenderer = {
    draw(target) {
      const geometry = geometryOf()
      placed = geometry === undefined ? [] : placeBubbles(bubbles, geometry)
      target.useMediaCoordinateSpace(({ context }) => {
        context.lineWidth = 1.5
        for (const { of, x, y, radius } of placed) {
          const isLong = of.position === 'long'
          context.beginPath()
          context.arc(x, y, radius, 0, 2 * Math.PI)
          context.fillStyle = isLong ? THEME.longPart : THEME.shortPart
          context.fill()
          context.strokeStyle = isLong ? THEME.measuredLong : THEME.measuredShort
          context.stroke()
        }
      })
    },
  }
  const views = [{ zOrder: () => 'top' as const, renderer: () => renderer }]
  return {
    primitive: {
      attached: (parameter) => void (attached = parameter),
      detached: () => void (attached = undefined),
      paneViews: () => views,
    },
    show(next) {
      bubbles = next
      attached?.requestUpdate()
    },
    placed: () => placed,
  }
}
