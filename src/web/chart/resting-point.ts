import { RESTED, onceAtRest } from '../request/paced.ts'
import type { ChartPoint } from './price-chart.ts'

/**
 * Holds back what is pointed at while a mouse moves the chart: what lies under it moves along, so
 * nothing new is to be told, and telling it would cost as much as drawing. A chart that is dragged
 * points at nothing; one that is zoomed at what it did. Fingers point only where they rest.
 */
export function createRestingPoint({
  container,
  tell,
  pointOf,
}: {
  readonly container: HTMLElement
  readonly tell: (point: ChartPoint | undefined) => void
  /** What is now at a place of the chart. */
  readonly pointOf: (place: ChartPoint) => ChartPoint | undefined
}): { readonly take: (point: ChartPoint | undefined) => void; readonly close: () => void } {
  let last: ChartPoint | undefined
  let isDragged = false
  let isTurning = false
  // The chart has moved on since it was told where the mouse is.
  const tellLast = (): void => tell(last && pointOf(last))
  const turned = onceAtRest(RESTED, undefined, () => {
    isTurning = false
    if (!isDragged) tellLast()
  })
  const down = ({ pointerType, button }: PointerEvent): void => {
    isDragged = pointerType === 'mouse' && button === 0
  }
  const up = (): void => {
    if (!isDragged) return
    isDragged = false
    tellLast()
  }
  const wheel = (): void => {
    isTurning = true
    turned.call()
  }
  container.addEventListener('pointerdown', down)
  container.addEventListener('wheel', wheel, { passive: true })
  // A drag may end anywhere.
  window.addEventListener('pointerup', up)
  window.addEventListener('pointercancel', up)
  return {
    take(point) {
      const hasMoved = point?.x !== last?.x || point?.y !== last?.y
      last = point
      if (isDragged) {
        if (hasMoved) tell(undefined)
      } else if (!isTurning || point === undefined) tell(point)
    },
    close() {
      turned.cancel()
      container.removeEventListener('pointerdown', down)
      container.removeEventListener('wheel', wheel)
      window.removeEventListener('pointerup', up)
      window.removeEventListener('pointercancel', up)
    },
  }
}
