import { TILE_SIZE } from '../../heatmap/grid.ts'
import type { Tile } from '../../heatmap/tile-codec.ts'
import { COLUMN_STATUS } from '../../heatmap/tile-codec.ts'
import type { GapSpan, Hatching } from './gap-spans.ts'
import { joinSpans } from './gap-spans.ts'
import type { Geometry } from '../chart/geometry.ts'
import type { Surface } from './map-drawing.ts'
import { THEME } from '../theme/theme.ts'

/** Height of the band along the time axis, in CSS pixels. */
const BAND = 10

/** A gap is seen however short it is: at least so many CSS pixels wide. */
const LEAST_WIDTH = 3

/** Columns of tiles without market data, as spans. */
export function gapsInTiles(tiles: readonly Tile[]): GapSpan[] {
  const spans: GapSpan[] = []
  const done = new Set<number>()
  for (const { x, bucket, columnStatus } of tiles) {
    if (done.has(x)) continue
    done.add(x)
    for (let column = 0; column < TILE_SIZE; column++) {
      if (columnStatus[column] !== COLUMN_STATUS.gap) continue
      const from = (x * TILE_SIZE + column) * bucket
      spans.push({ from, to: from + bucket, certainty: 'certain' })
    }
  }
  return spans
}

/**
 * Hatches what is certainly missing densely, what may be missing with few lines the other way: over
 * the whole height where the map is made of it, else in a band along the time axis. Edges are rounded
 * once, so that neighbours neither overlap nor part.
 */
export function drawGaps(
  { context, horizontalRatio, verticalRatio }: Surface,
  geometry: Geometry,
  { map, liquidations }: Hatching,
): void {
  const height = Math.round(geometry.height * verticalRatio)
  const width = geometry.width * horizontalRatio
  const hatch = ({ from, to, certainty }: GapSpan, top: number): void => {
    const left = Math.max(0, Math.round(geometry.xOf(from) * horizontalRatio))
    const right = Math.min(width, Math.round(geometry.xOf(to) * horizontalRatio))
    if (right < 0 || left > width || right < left) return
    const seen = Math.max(right - left, Math.round(LEAST_WIDTH * horizontalRatio))
    context.fillStyle = patternOf(context, certainty) ?? THEME.paneGap
    context.fillRect(left, top, seen, height - top)
  }
  const band = height - Math.round(BAND * verticalRatio)
  for (const span of joinSpans(map)) hatch(span, 0)
  for (const span of joinSpans(liquidations)) hatch(span, band)
}

const PATTERNS = {
  certain: { size: 8, ground: 'gapVeil', line: 'gapLine' },
  possible: { size: 16, ground: 'doubtVeil', line: 'doubtLine' },
} as const

/** By certainty and theme. */
const made = new Map<string, HTMLCanvasElement>()

function patternOf(
  context: CanvasRenderingContext2D,
  certainty: GapSpan['certainty'],
): CanvasPattern | null {
  const key = `${certainty} ${THEME.plot}`
  const canvas = made.get(key) ?? hatching(certainty)
  made.set(key, canvas)
  return context.createPattern(canvas, 'repeat')
}

/** One square of hatching that joins itself on all sides. */
function hatching(certainty: GapSpan['certainty']): HTMLCanvasElement {
  const { size, ground, line } = PATTERNS[certainty]
  const canvas = document.createElement('canvas')
  canvas.width = size
  canvas.height = size
  const brush = canvas.getContext('2d')
  if (brush === null) return canvas
  brush.fillStyle = THEME[ground]
  brush.fillRect(0, 0, size, size)
  brush.strokeStyle = THEME[line]
  brush.beginPath()
  const [start, end] = certainty === 'certain' ? [size + 1, -1] : [-1, size + 1]
  for (const offset of [-size, 0, size]) {
    brush.moveTo(offset - 1, start)
    brush.lineTo(offset + size + 1, end)
  }
  brush.stroke()
  return canvas
}
