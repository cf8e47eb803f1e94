/** Size of a drawing of the scoreboard, in its own units. */
export const FIGURE = { width: 360, height: 216 } as const

/** A logarithmic axis of USD: 0 at its low end, 1 at its high one. */
export interface LogScale {
  readonly low: number
  readonly high: number
  /** Place of an amount; 0 and below stand at the low end. */
  readonly at: (usd: number) => number
}

/** An axis of whole powers of ten that holds all amounts, which are above 0. */
export function logScale(amounts: readonly number[]): LogScale {
  const low = Math.floor(Math.log10(Math.min(...amounts)))
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...amounts))))
  return {
    low: 10 ** low,
    high: 10 ** high,
    at: (usd) => (usd <= 0 ? 0 : Math.min(1, Math.max(0, (Math.log10(usd) - low) / (high - low)))),
  }
}

/** Labels have room for so many. */
const MOST_LABELS = 6

/** Powers of ten of an axis, at most six, evenly apart. */
export function powersWithin({ low, high }: LogScale): readonly number[] {
  const [from, to] = [Math.round(Math.log10(low)), Math.round(Math.log10(high))]
  const step = Math.ceil((to - from + 1) / MOST_LABELS)
  return Array.from(
    { length: Math.floor((to - from) / step) + 1 },
    (_, i) => 10 ** (from + i * step),
  )
}
