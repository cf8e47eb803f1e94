import { formatAxisTime } from '../api/format.ts'
import type { Millis } from '../market/units.ts'
import { DAY, HOUR, MINUTE } from '../market/units.ts'
import type { PriceSpan } from './picture.ts'

/** Round prices within a span, evenly spaced in price, at most `most` of them. */
export function priceTicks({ low, high }: PriceSpan, most: number): readonly number[] {
  const least = (high - low) / most
  const decade = 10 ** Math.floor(Math.log10(least))
  const step = decade * ([1, 2, 2.5, 5].find((one) => one * decade >= least) ?? 10)
  const ticks: number[] = []
  for (let i = Math.ceil(low / step); i * step <= high; i++) ticks.push(i * step)
  return ticks
}

const STEPS: readonly Millis[] = [
  ...[5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 4, 6, 12].map((hours) => hours * HOUR),
  ...[1, 2, 4, 7, 14, 28, 56, 112, 364].map((days) => days * DAY),
]

/** A time on the axis. */
export interface TimeTick {
  readonly time: Millis
  readonly label: string
}

/** Times at round steps in UTC, at most `most` of them; times within a day by hour, days by
 * date, months by year. */
export function timeTicks(from: Millis, to: Millis, most: number): readonly TimeTick[] {
  const step = STEPS.find((one) => (to - from) / one <= most) ?? STEPS.at(-1)!
  const ticks: TimeTick[] = []
  for (let time = Math.ceil(from / step) * step; time < to; time += step)
    ticks.push({ time, label: labelOf(time, step) })
  return ticks
}

function labelOf(time: Millis, step: Millis): string {
  if (time % DAY !== 0) return formatAxisTime(time, 'time')
  if (step < 56 * DAY) return formatAxisTime(time, 'day')
  return `${formatAxisTime(time, 'month')} ${formatAxisTime(time, 'year')}`
}
