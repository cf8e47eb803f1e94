import { MAX_ZOOM, binEdge, binOf } from '../../heatmap/grid.ts'

/** Which prices the liquidation map shows, and how finely. */

export type Within = '2' | '5' | '10' | 'all'

/** Bins of a zoom, both ends included. */
export interface BinWindow {
  readonly from: number
  readonly to: number
  readonly zoom: number
}

/** The bins between two prices, as finely as at most so many bars show. */
export function windowBetween(low: number, high: number, most: number): BinWindow {
  let window: BinWindow = { from: 0, to: 0, zoom: 0 }
  for (let zoom = 0; zoom <= MAX_ZOOM; zoom++) {
    window = { from: binOf(low, zoom), to: binOf(high, zoom), zoom }
    if (window.to - window.from < most) break
  }
  return window
}

/** The prices of a share around a price. */
export function pricesWithin(
  within: Exclude<Within, 'all'>,
  price: number,
): { readonly low: number; readonly high: number } {
  const share = Number(within) / 100
  return { low: price * (1 - share), high: price * (1 + share) }
}

/**
 * The price that the window stands around: it stays while the price moves within a quarter of the
 * window's half, so that bars do not run away under the pointer.
 */
export const anchorOf = (
  before: number | undefined,
  price: number,
  within: Exclude<Within, 'all'>,
): number =>
  before !== undefined && Math.abs(price / before - 1) < Number(within) / 400 ? before : price

/** Where a price lies in a window, 0 at its low end, 1 at its high one; bars are equally wide. */
export function placeIn({ from, to, zoom }: BinWindow, price: number): number {
  const [low, high] = [Math.log(binEdge(from, zoom)), Math.log(binEdge(to + 1, zoom))]
  return (Math.log(price) - low) / (high - low)
}

/** The bin at a place; those outside are the outermost. */
export const binAt = ({ from, to }: BinWindow, place: number): number =>
  Math.min(to, Math.max(from, from + Math.floor(place * (to - from + 1))))

/** Round numbers between two others, at most so many: steps of 1, 2, 2.5 or 5 × a power of ten. */
export function roundNumbers(low: number, high: number, most: number): number[] {
  if (!(high > low) || most < 1) return []
  const least = (high - low) / most
  const power = 10 ** Math.floor(Math.log10(least))
  const step = power * ([1, 2, 2.5, 5].find((one) => one * power >= least * (1 - 1e-9)) ?? 10)
  const first = Math.ceil(low / step - 1e-9)
  const last = Math.floor(high / step + 1e-9)
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) =>
    Number(((first + i) * step).toPrecision(12)),
  )
}

/** The bin that a key goes to; undefined for other keys. */
export function binByKey(
  { key, shiftKey }: { readonly key: string; readonly shiftKey: boolean },
  at: number,
  { from, to }: BinWindow,
): number | undefined {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[key]
  const end = { Home: from, End: to }[key]
  if (step === undefined) return end
  return Math.min(to, Math.max(from, at + step * (shiftKey ? 10 : 1)))
}
