import type { IPrimitivePaneRenderer, ISeriesPrimitive } from 'lightweight-charts'
import type { SeriesAttachedParameter } from 'lightweight-charts'
import type { ShownSide } from './combine.ts'
import type { Geometry } from '../chart/geometry.ts'
import { axisOf, createKept } from '../parts/kept.ts'
import type { MeasuredLook } from './measured-drawing.ts'
import { NONE_MEASURED, drawMeasuredBars, drawMeasuredTicks } from './measured-drawing.ts'
import type { ProfileLevel, ProfileRow } from './profile-rows.ts'
import { longestOf, rowsInView } from './profile-rows.ts'
import { THEME } from '../theme/theme.ts'

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

/** Device pixels of the bars, and how many of them a CSS pixel has. */
interface Size {
  readonly room: number
  readonly height: number
  readonly ratio: number
}

interface Painted {
  /** Rows of measured positions. */
  readonly seen: readonly ProfileRow[]
  /** Undefined where there is no room. */
  readonly canvas: HTMLCanvasElement | undefined
}

/** Bars of USD per bin along the right edge, their lengths relative to the longest in view. */
export function createProfile(geometryOf: () => Geometry | undefined): Profile {
  let levels: readonly ProfileLevel[] = []
  let side: ShownSide = 'both'
  let width = 0
  let stale = false
  let measured: MeasuredLook = NONE_MEASURED
  let attached: SeriesAttachedParameter | undefined

  const kept = createKept<Painted>()

  /** The bars as a picture of their own, made anew only where something of it is another. */
  function paintedFor(geometry: Geometry, size: Size): Painted {
    const data = [levels, measured, side, stale, THEME.plotVeil]
    const madeOf = [...axisOf(geometry), ...data, size.room, size.height, size.ratio]
    return kept(madeOf, () => {
      const seen = rowsInView(measured.levels, side, geometry, size.ratio)
      const shown = size.room === 0 ? [] : rowsInView(levels, side, geometry, size.ratio)
      const look = { stale, isOld: measured.old }
      return { seen, canvas: barsOf(shown, seen, size, look) }
    })
  }

  const renderer: IPrimitivePaneRenderer = {
    draw(target) {
      const geometry = geometryOf()
      if (geometry === undefined) return
      target.useBitmapCoordinateSpace(
        ({ context, bitmapSize, horizontalPixelRatio, verticalPixelRatio }) => {
          const room = Math.round(width * horizontalPixelRatio)
          const size = { room, height: bitmapSize.height, ratio: verticalPixelRatio }
          const { seen, canvas } = paintedFor(geometry, size)
          drawMeasuredTicks(context, seen, {
            x: geometry.xOf(measured.end) * horizontalPixelRatio,
            ratio: horizontalPixelRatio,
            old: measured.old,
          })
          if (canvas !== undefined) context.drawImage(canvas, bitmapSize.width - room, 0)
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

function barsOf(
  shown: readonly ProfileRow[],
  seen: readonly ProfileRow[],
  { room, height, ratio }: Size,
  { stale, isOld }: { readonly stale: boolean; readonly isOld: boolean },
): HTMLCanvasElement | undefined {
  const canvas = document.createElement('canvas')
  canvas.width = room
  canvas.height = height
  const context = room === 0 ? null : canvas.getContext('2d')
  if (context === null) return undefined
  const shade = context.createLinearGradient(0, 0, room, 0)
  shade.addColorStop(0, THEME.plotClear)
  shade.addColorStop(0.35, THEME.plotVeil)
  context.fillStyle = shade
  context.fillRect(0, 0, room, height)
  // One scale for both, or a small part of the whole would look like as much.
  const longest = Math.max(longestOf(shown), longestOf(seen))
  if (longest === 0) return canvas
  const scale = (room * 0.94) / longest
  for (const row of shown) {
    // A hairline between bars where there is room for one.
    const high = row.height > 3 ? row.height - 1 : row.height
    const long = row.longUsd * scale
    const short = row.shortUsd * scale
    context.fillStyle = stale ? THEME.staleBar : THEME.long
    context.fillRect(room - long, row.top, long, high)
    context.fillStyle = stale ? THEME.staleBar : THEME.short
    context.fillRect(room - long - short, row.top, short, high)
  }
  drawMeasuredBars(context, seen, { right: room, scale, ratio, old: isOld })
  return canvas
}
