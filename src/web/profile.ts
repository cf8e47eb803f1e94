import type { IPrimitivePaneRenderer, ISeriesPrimitive } from 'lightweight-charts'
import type { SeriesAttachedParameter } from 'lightweight-charts'
import type { PositionSide } from '../market/units.ts'
import type { Geometry } from './geometry.ts'
import { THEME } from './theme.ts'

/** USD per bin of one column. */
export interface ProfileLevel {
  readonly priceFrom: number
  readonly priceTo: number
  readonly longUsd: number
  readonly shortUsd: number
}

export interface Profile {
  readonly primitive: ISeriesPrimitive
  show(levels: readonly ProfileLevel[], side: PositionSide | 'both'): void
  /** Greys the bars: they are what was last known. */
  setStale(stale: boolean): void
  /** CSS pixels at the right edge of the plot; 0 hides it. */
  setWidth(width: number): void
}

interface Row {
  readonly top: number
  readonly height: number
  readonly longUsd: number
  readonly shortUsd: number
}

/** Bars of USD per bin along the right edge, their lengths relative to the longest in view. */
export function createProfile(geometryOf: () => Geometry | undefined): Profile {
  let levels: readonly ProfileLevel[] = []
  let side: PositionSide | 'both' = 'both'
  let width = 0
  let stale = false
  let attached: SeriesAttachedParameter | undefined

  /** Levels in view; bars thinner than a device pixel are joined, their USD summed. */
  function rows(geometry: Geometry, ratio: number): Row[] {
    const joined = new Map<number, Row>()
    for (const level of levels) {
      const bottom = geometry.yOf(level.priceFrom)
      const top = geometry.yOf(level.priceTo)
      if (top === undefined || bottom === undefined) continue
      if (bottom < 0 || top > geometry.height) continue
      const from = Math.round(top * ratio)
      const height = Math.max(1, Math.round(bottom * ratio) - from)
      const same = joined.get(from)
      joined.set(from, {
        top: from,
        height: Math.max(height, same?.height ?? 0),
        longUsd: (same?.longUsd ?? 0) + (side === 'short' ? 0 : level.longUsd),
        shortUsd: (same?.shortUsd ?? 0) + (side === 'long' ? 0 : level.shortUsd),
      })
    }
    return [...joined.values()]
  }

  const renderer: IPrimitivePaneRenderer = {
    draw(target) {
      const geometry = geometryOf()
      if (geometry === undefined || width === 0) return
      target.useBitmapCoordinateSpace(
        ({ context, bitmapSize, horizontalPixelRatio, verticalPixelRatio }) => {
          const shown = rows(geometry, verticalPixelRatio)
          const longest = Math.max(...shown.map((row) => row.longUsd + row.shortUsd), 0)
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
