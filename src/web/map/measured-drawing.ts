import type { ProfileLevel, ProfileRow } from './profile-rows.ts'
import { longestOf } from './profile-rows.ts'
import { THEME } from '../theme/theme.ts'

/** The measured levels as they are to be drawn. */
export interface MeasuredLook {
  readonly levels: readonly ProfileLevel[]
  /** In grey: they are what was last seen. */
  readonly old: boolean
  /** End of the newest column, where ticks stand. */
  readonly end: number
}

export const NONE_MEASURED: MeasuredLook = { levels: [], old: false, end: 0 }

/** An outline lower than this would be filled by its own lines. */
const LEAST_HEIGHT = 3

/** Length of ticks, CSS pixels. */
const SHORTEST_TICK = 4
const LONGEST_TICK = 10

/** The middle of a row widened to what can be seen as an outline. */
function lineOf({ top, height }: ProfileRow, ratio: number) {
  const own = Math.max(height > 3 ? height - 1 : height, Math.round(LEAST_HEIGHT * ratio))
  return { top: top - Math.floor((own - height) / 2), height: own }
}

/** Outlined bars from the right edge on, on the scale of the filled ones under them. */
export function drawMeasuredBars(
  context: CanvasRenderingContext2D,
  rows: readonly ProfileRow[],
  {
    right,
    scale,
    ratio,
    old,
  }: {
    readonly right: number
    readonly scale: number
    readonly ratio: number
    readonly old: boolean
  },
): void {
  const line = Math.max(1, Math.round(ratio))
  for (const row of rows) {
    const { top, height } = lineOf(row, ratio)
    const long = Math.round(right - row.longUsd * scale)
    const short = Math.round(right - (row.longUsd + row.shortUsd) * scale)
    const outline = (from: number, to: number, colour: string): void => {
      if (to <= from) return
      context.fillStyle = old ? THEME.measuredOld : colour
      context.fillRect(from, top, to - from, line)
      context.fillRect(from, top + height - line, to - from, line)
      context.fillRect(from, top, line, height)
    }
    outline(long, right, THEME.measuredLong)
    outline(short, long, THEME.measuredShort)
  }
}

/** A tick for each level, right of the newest column; the longer the more it holds. */
export function drawMeasuredTicks(
  context: CanvasRenderingContext2D,
  rows: readonly ProfileRow[],
  { x, ratio, old }: { readonly x: number; readonly ratio: number; readonly old: boolean },
): void {
  const longest = longestOf(rows)
  if (longest === 0) return
  const line = Math.max(1, Math.round(ratio))
  for (const { top, height, longUsd, shortUsd } of rows) {
    const usd = longUsd + shortUsd
    if (usd === 0) continue
    const share = usd / longest
    const length = (SHORTEST_TICK + (LONGEST_TICK - SHORTEST_TICK) * share) * ratio
    const colour = longUsd >= shortUsd ? THEME.measuredLong : THEME.measuredShort
    context.fillStyle = old ? THEME.measuredOld : colour
    context.fillRect(
      Math.round(x),
      top + Math.floor((height - line) / 2),
      Math.max(1, Math.round(length)),
      line,
    )
  }
}
