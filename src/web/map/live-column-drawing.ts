import { binEdge, binOf } from '../../heatmap/grid.ts'
import { levelOf } from '../../heatmap/quantise.ts'
import { signedLevel, sizeOfLevel } from '../../heatmap/signed-level.ts'
import { isSideShown } from './combine.ts'
import type { ShownSide } from './combine.ts'
import type { Geometry } from '../chart/geometry.ts'
import type { LiveColumn } from './live-column.ts'
import type { Surface } from './map-drawing.ts'
import { NONE_RANGED } from '../levels/levels-merge.ts'
import { endOf } from './summed-column.ts'
import type { ShownCell } from './tile-reading.ts'

/** Rows of one device pixel or more, highest level where bins share a row. */
interface Row {
  readonly height: number
  readonly level: number
}

/**
 * Draws a column over the bucket [from, from + bucket), with the colours and the row edges that a
 * tile would have. `stale` draws it in grey: it is what was last known.
 */
export function drawLiveColumn(
  { context, horizontalRatio, verticalRatio }: Surface,
  geometry: Geometry,
  column: LiveColumn,
  place: { readonly from: number; readonly bucket: number },
  look: {
    readonly side: ShownSide
    readonly colours: Uint32Array
    readonly stale: boolean
  },
): void {
  const left = Math.round(geometry.xOf(place.from) * horizontalRatio)
  const right = Math.round(geometry.xOf(place.from + place.bucket) * horizontalRatio)
  const rows = new Map<number, Row>()
  for (const [bin, [longUsd, shortUsd]] of column.levels) {
    const lower = geometry.yOf(binEdge(bin, column.zoom))
    const upper = geometry.yOf(binEdge(bin + 1, column.zoom))
    if (lower === undefined || upper === undefined) continue
    if (lower < 0 || upper > geometry.height) continue
    const usd =
      (isSideShown(look.side, 'long') ? longUsd : 0) +
      (isSideShown(look.side, 'short') ? shortUsd : 0)
    const top = Math.round(upper * verticalRatio)
    const height = Math.max(1, Math.round(lower * verticalRatio) - top)
    const level = look.side === 'delta' ? signedLevel(longUsd, shortUsd) : levelOf(usd)
    const there = rows.get(top)
    rows.set(top, {
      height: Math.max(height, there?.height ?? 0),
      level: sizeOfLevel(level) > sizeOfLevel(there?.level ?? 0) ? level : (there?.level ?? 0),
    })
  }
  for (const [top, { height, level }] of rows) {
    const colour = look.colours[level] ?? 0
    if (colour === 0) continue
    context.fillStyle = cssOf(colour, look.stale)
    context.fillRect(left, top, Math.max(1, right - left), height)
  }
}

/** A little-endian RGBA word as CSS; in grey as bright as it was. */
function cssOf(word: number, grey: boolean): string {
  const [red, green, blue] = [word & 255, (word >> 8) & 255, (word >> 16) & 255]
  const alpha = (word >>> 24) / 255
  if (!grey) return `rgba(${red}, ${green}, ${blue}, ${alpha})`
  const light = Math.round(0.299 * red + 0.587 * green + 0.114 * blue)
  return `rgba(${light}, ${light}, ${light}, ${alpha})`
}

/** The cell of a live column at a price. */
export function liveCell(
  { levels, zoom, sum }: LiveColumn,
  { from, bucket }: { readonly from: number; readonly bucket: number },
  price: number,
): ShownCell {
  const bin = binOf(price, zoom)
  const [long, short] = levels.get(bin) ?? [0, 0]
  const cell = {
    bucket,
    zoom,
    column: from / bucket,
    bin,
    sides: { long, short },
    live: true,
  } as const
  if (sum === undefined) return cell
  const parts = sum.parts.map(({ instrument, cells }) => ({
    instrument,
    sides: endOf(cells.get(bin) ?? NONE_RANGED, sum.end),
  }))
  return { ...cell, ranged: sum.cells.get(bin) ?? NONE_RANGED, parts }
}
