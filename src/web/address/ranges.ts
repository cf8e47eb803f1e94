import { BUCKETS } from '../../heatmap/grid.ts'
import { DAY, HOUR, MINUTE } from '../../market/units.ts'

/** The ranges of the page and the bar length each starts with. */

export type RangeId = '12h' | '24h' | '3d' | '7d' | '30d' | '90d' | '1y'

export interface Range {
  readonly id: RangeId
  /** For screen readers. */
  readonly name: string
  readonly length: number
  /** Bar length that shows the range in some 150 to 550 bars. */
  readonly bar: number
}

export const RANGES: readonly Range[] = [
  { id: '12h', name: '12 hours', length: 12 * HOUR, bar: 5 * MINUTE },
  { id: '24h', name: '24 hours', length: DAY, bar: 5 * MINUTE },
  { id: '3d', name: '3 days', length: 3 * DAY, bar: 15 * MINUTE },
  { id: '7d', name: '7 days', length: 7 * DAY, bar: HOUR },
  { id: '30d', name: '30 days', length: 30 * DAY, bar: 4 * HOUR },
  { id: '90d', name: '90 days', length: 90 * DAY, bar: 4 * HOUR },
  { id: '1y', name: '1 year', length: 365 * DAY, bar: DAY },
]

export const rangeOf = (id: string): Range | undefined => RANGES.find((range) => range.id === id)

/** Bars of a range that can be chosen: those the data can fill and a chart can hold. */
export function barsOf(range: Range, finest: number): readonly number[] {
  const usable = BUCKETS.filter((bar) => bar >= finest && range.length / bar >= 6)
  const drawable = usable.filter((bar) => range.length / bar <= 3000)
  return drawable.length > 0 ? drawable : BUCKETS.filter((bar) => bar >= finest).slice(0, 1)
}

/**
 * The bar to show: the one asked for where the range can have it, else the range's own.
 * @param coarser the next longer one instead of the range's own
 */
export function barOf(
  range: Range,
  finest: number,
  asked: number | undefined,
  coarser = false,
): number {
  const bars = barsOf(range, finest)
  if (asked !== undefined && bars.includes(asked)) return asked
  const least = coarser ? range.bar + 1 : range.bar
  return bars.find((bar) => bar >= least) ?? bars.at(-1) ?? range.bar
}
