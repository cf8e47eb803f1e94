import type { IPrimitivePaneRenderer, ISeriesPrimitive } from 'lightweight-charts'
import type { SeriesAttachedParameter } from 'lightweight-charts'
import { createBubbleSprites } from './bubble-sprites.ts'
import type { Bubble, PlacedBubble } from './bubbles.ts'
import { placeBubbles } from './bubbles.ts'
import type { Geometry } from '../chart/geometry.ts'

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
  const spriteOf = createBubbleSprites()

  const renderer: IPrimitivePaneRenderer = {
    draw(target) {
      const geometry = geometryOf()
      placed = geometry === undefined ? [] : placeBubbles(bubbles, geometry)
      target.useBitmapCoordinateSpace(
        ({ context, horizontalPixelRatio: across, verticalPixelRatio: down }) => {
          for (const { of, x, y, radius } of placed) {
            const sprite = spriteOf(of.position, radius, across)
            const half = sprite.width / 2
            context.drawImage(sprite, Math.round(x * across) - half, Math.round(y * down) - half)
          }
        },
      )
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
