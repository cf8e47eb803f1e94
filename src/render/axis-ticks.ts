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

/** Decimals that show steps of this size: 2.5 has 1, 0.05 has 2, 10 has 0. */
export function decimalsOf(step: number): number {
  for (let decimals = 0; decimals < 12; decimals++) {
    const scaled = step * 10 ** decimals
    if (Math.abs(scaled - Math.round(scaled)) < 1e-6 * scaled) return decimals
  }
  return 12
}

/** A price with thousands separators and so many decimals. */
export const priceText = (price: number, decimals: number): string =>
  price.toLocaleString('en-US', {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  })

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

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')

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
  const date = new Date(time)
  if (time % DAY !== 0) return date.toISOString().slice(11, 16)
  const month = MONTHS[date.getUTCMonth()]
  return step < 56 * DAY ? `${date.getUTCDate()} ${month}` : `${month} ${date.getUTCFullYear()}`
}
