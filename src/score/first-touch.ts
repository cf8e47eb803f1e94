import type { CandleColumns } from '../market/candle-columns.ts'

/**
 * Index of the first candle in [from, to) in which price reached a level, or undefined.
 * @param price where it is seen from
 * @param distance of the level, difference of the logarithms of price; above it if positive
 */
export function firstTouch(
  { high, low }: CandleColumns,
  price: number,
  distance: number,
  from: number,
  to: number,
): number | undefined {
  const level = price * Math.exp(distance)
  for (let i = from; i < to; i++) {
    if (distance > 0 ? high[i]! >= level : low[i]! <= level) return i
  }
  return undefined
}
