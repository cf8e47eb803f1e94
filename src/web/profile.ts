import type { IPrimitivePaneRenderer, ISeriesPrimitive } from 'lightweight-charts'
import type { SeriesAttachedParameter } from 'lightweight-charts'
import type { ShownSide } from './combine.ts'
import type { Geometry } from './geometry.ts'
import type { MeasuredLook } from './measured-drawing.ts'
import { NONE_MEASURED, drawMeasuredBars, drawMeasuredTicks } from './measured-drawing.ts'
import type { ProfileLevel } from './profile-rows.ts'
import { longestOf, rowsInView } from './profile-rows.ts'
import { THEME } from './theme.ts'

export interface Profile {
  readonly primitive: ISeriesPrimitive
  show(levels: readonly ProfileLevel[], side: ShownSide): void
  /** Draws measured positions over the bars and beside the newest column. */
  showMeasured(look: MeasuredLook): void
  /** Greys the bars: they are what was last known. */
  setStale(stale: boolean): void
  /** CSS pixels at the right edge of the plot; 0 hides it. */
  setWidth(width: number): void
}

/** Bars of USD per bin along the right edge, their lengths relative to the longest in view. */
export function createProfile(geometryOf: () => Geometry | undefined): Profile {
  let levels: readonly ProfileLevel[] = []
  let side: ShownSide = 'both'
  let width = 0
  let stale = false
  let measured: MeasuredLook = NONE_MEASURED
  let attached: SeriesAttachedParameter | undefined

  const renderer: IPrimitivePaneRenderer = {
    draw(target) {
      const geometry = geometryOf()
      if (geometry === undefined) return
      target.useBitmapCoordinateSpace(
        ({ context, bitmapSize, horizontalPixelRatio, verticalPixelRatio }) => {
          const { old, end } = measured
          const seen = rowsInView(measured.levels, side, geometry, verticalPixelRatio)
          drawMeasuredTicks(context, seen, {
            x: geometry.xOf(end) * horizontalPixelRatio,
            ratio: horizontalPixelRatio,
            old,
          })
          if (width === 0) return
          const shown = rowsInView(levels, side, geometry, verticalPixelRatio)
          // One scale for both, or a small part of the whole would look like as much.
          const longest = Math.max(longestOf(shown), longestOf(seen))
          const room = Math.round(width * horizontalPixelRatio)
          const right = bitmapSize.width
          const shade = context.createLinearGradient(right - room, 0, right, 0)
          shade.addColorStop(0, THEME.plotClear)
          shade.addColorStop(0.35, THEME.plotVeil)
          context.fillStyle = shade
          context.fillRect(right - room, 0, room, bitmapSize.height)
          if (longest === 0) return
          const scale = (room * 0.94) / longest
          for (const row of shown) {
            // A hairline between bars where there is room for one.
            const height = row.height > 3 ? row.height - 1 : row.height
            const long = row.longUsd * scale
            const short = row.shortUsd * scale
            context.fillStyle = stale ? THEME.staleBar : THEME.long
            context.fillRect(right - long, row.top, long, height)
            context.fillStyle = stale ? THEME.staleBar : THEME.short
            context.fillRect(right - long - short, row.top, short, height)
          }
          drawMeasuredBars(context, seen, { right, scale, ratio: verticalPixelRatio, old })
        },
      )
    },
  }
  const views = [{ zOrder: () => 'normal' as const, renderer: () => renderer }]

  return {
    primitive: {
      attached(parameter) {
        attached = parameter
      },
      detached() {
        attached = undefined
      },
      paneViews: () => views,
    },
    show(next, shownSide) {
      levels = next
      side = shownSide
      attached?.requestUpdate()
    },
    showMeasured(look) {
      measured = look
      attached?.requestUpdate()
    },
    setStale(next) {
      if (next === stale) return
      stale = next
      attached?.requestUpdate()
    },
    setWidth(next) {
      width = next
      attached?.requestUpdate()
    },
  }
}
