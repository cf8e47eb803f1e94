export interface TooltipPlace {
  readonly left: number
  readonly top: number
  /** Which side of the crosshair it is on. */
  readonly side: 'left' | 'right'
}

interface Size {
  readonly width: number
  readonly height: number
}

const GAP = 20
const MARGIN = 8

/** On a narrow screen: along the top, or along the bottom while the crosshair is up there. */
export const pinTooltip = (
  point: { readonly y: number },
  box: Size,
  chart: Size,
): TooltipPlace => ({
  left: 0,
  top: point.y < box.height + GAP ? chart.height - box.height : 0,
  side: 'right',
})

/**
 * Where a tooltip goes: beside the crosshair point, never over it, inside the chart. It changes
 * sides only where it would not fit, not at the middle, so it does not jump back and forth.
 */
export function placeTooltip(
  point: { readonly x: number; readonly y: number },
  box: Size,
  chart: Size,
  before: TooltipPlace | undefined,
): TooltipPlace {
  const fitsRight = point.x + GAP + box.width <= chart.width - MARGIN
  const fitsLeft = point.x - GAP - box.width >= MARGIN
  const wanted = before?.side ?? 'right'
  const side =
    wanted === 'right'
      ? fitsRight || !fitsLeft
        ? 'right'
        : 'left'
      : fitsLeft || !fitsRight
        ? 'left'
        : 'right'
  const left = side === 'right' ? point.x + GAP : point.x - GAP - box.width
  const lowest = Math.max(MARGIN, chart.height - box.height - MARGIN)
  const top = Math.min(lowest, Math.max(MARGIN, point.y - box.height / 2))
  return { left: Math.round(left), top: Math.round(top), side }
}
