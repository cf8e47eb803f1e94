import type { CandleColumns } from '../market/candle-columns.ts'

/** Whether there are candles from one index to another, both included, and none is missing between. */
export function isWholeSpan(
  { openTime, interval }: CandleColumns,
  from: number,
  to: number,
): boolean {
  const [first, last] = [openTime[from], openTime[to]]
  // Times lie on a grid, so as many as there may be are all there are.
  return first !== undefined && last !== undefined && last - first === (to - from) * interval
}
