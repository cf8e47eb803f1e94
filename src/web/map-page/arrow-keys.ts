import { binMiddle, binOf } from '../../heatmap/grid.ts'
import type { BarGrid } from '../chart/geometry.ts'

/** Columns to the right and bins upwards that a key goes. */
const STEPS: Readonly<Record<string, readonly [columns: number, bins: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
}

/** With Shift a key goes this many steps. */
const LEAP = 10

interface Place {
  readonly time: number
  readonly price: number
}

/**
 * Where an arrow key moves the crosshair: to the middle of the next bar within the bars' time, or
 * of the next bin. Undefined for other keys, and where no bin is left.
 */
export function stepOf(
  { key, shiftKey }: { readonly key: string; readonly shiftKey: boolean },
  at: Place,
  { from, bar, end }: BarGrid & { readonly end: number },
  zoom: number,
): Place | undefined {
  const step = STEPS[key]
  if (step === undefined) return undefined
  const [columns, bins] = step.map((count) => count * (shiftKey ? LEAP : 1)) as [number, number]
  const index = Math.floor((at.time - from) / bar) + columns
  const last = Math.round((end - from) / bar) - 1
  const price = binMiddle(binOf(at.price, zoom) + bins, zoom)
  if (!(price > 0 && Number.isFinite(price))) return undefined
  return { time: from + (Math.min(last, Math.max(0, index)) + 0.5) * bar, price }
}
