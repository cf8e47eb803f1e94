import type { Millis } from '../../market/units.ts'
import type { Area, Detail } from './detail.ts'
import { overlap } from './detail.ts'
import type { Geometry } from '../chart/geometry.ts'
import type { LiveColumn } from './live-column.ts'
import { drawLiveColumn } from './live-column-drawing.ts'
import type { Surface } from './map-drawing.ts'
import type { MapLayer } from './map-layer.ts'
import { THEME } from '../theme/theme.ts'

/** The moment up to which a map is shown. */
export interface PastEdge {
  readonly at: Millis
  /** Whether its column is drawn on to the right, under what came later. */
  readonly later: boolean
  /** The map at that moment; undefined while it is on its way. */
  readonly column: LiveColumn | undefined
}

/** Where the last column ends that was closed by a moment; pooled columns count as one. */
export function wholeUntil(at: Millis, { bucket, poolColumns }: Detail): Millis {
  const length = bucket * poolColumns
  return Math.floor(at / length) * length
}

/** What of an area lies before a moment, in whole columns. */
export const areaUntil = (area: Area, at: Millis, detail: Detail): Area | undefined =>
  overlap(area, { ...area, timeFrom: Number.NEGATIVE_INFINITY, timeTo: wholeUntil(at, detail) })

/** The time whose column is drawn at a time; undefined where there is none yet. */
export const timeShown = (time: Millis, { at, later }: PastEdge): Millis | undefined =>
  time < at ? time : later ? at - 1 : undefined

/** How bright the map of the moment is where it is drawn on. */
const LATER_ALPHA = 0.55

/** Runs some drawing that must not reach beyond the moment. */
export function drawUntil(
  { context, horizontalRatio }: Surface,
  geometry: Geometry,
  { at }: PastEdge,
  draw: () => void,
): void {
  context.save()
  context.beginPath()
  const right = Math.round(geometry.xOf(at) * horizontalRatio)
  context.rect(0, 0, Math.max(0, right), context.canvas.height)
  context.clip()
  draw()
  context.restore()
}

/** The column of the moment, from the last whole one on, and the line that the moment is. */
export function drawPastEdge(
  surface: Surface,
  geometry: Geometry,
  { at, later, column }: PastEdge,
  layer: MapLayer | undefined,
  colours: Uint32Array | undefined,
): void {
  const { context, horizontalRatio } = surface
  if (layer !== undefined && colours !== undefined && column?.zoom === layer.detail.zoom) {
    const look = { side: layer.subject.filter.side, colours, stale: false }
    const from = wholeUntil(at, layer.detail)
    if (from < at) drawLiveColumn(surface, geometry, column, { from, bucket: at - from }, look)
    const end = geometry.timeOf(geometry.width)
    if (later && end > at) {
      context.save()
      context.globalAlpha = LATER_ALPHA
      drawLiveColumn(surface, geometry, column, { from: at, bucket: end - at }, look)
      context.restore()
    }
  }
  const x = Math.round(geometry.xOf(at) * horizontalRatio)
  context.fillStyle = THEME.crosshair
  const dash = Math.round(4 * horizontalRatio)
  for (let y = 0; y < context.canvas.height; y += 2 * dash)
    context.fillRect(x, y, Math.max(1, Math.round(horizontalRatio)), dash)
}
