import type { FundingAnswer, LiquidationTotals } from '../../api/flows.ts'
import type { InstrumentInfo, OpenInterestAnswer } from '../../api/schema.ts'
import type { Bar } from '../chart/bars.ts'

/** What panes show of one bar. */

export interface InterestRow {
  readonly usd: number
  readonly coins: number
}

export interface FundingRow {
  readonly rate: number
  /** ms; null where the venue does not say. */
  readonly interval: number | null
}

export interface LiquidationRow {
  readonly longUsd: number
  readonly shortUsd: number
  /** The part of the bar of which it is known, above 0 and up to 1. */
  readonly known: number
}

/** Open interest, in the instrument's quantity, by the bar that its sample lies in, the end included. */
export const interestRows = (
  { time, openInterest }: Pick<OpenInterestAnswer, 'time' | 'openInterest'>,
  bar: number,
): ReadonlyMap<number, number> =>
  new Map(time.map((at, i) => [(Math.ceil(at / bar) - 1) * bar, openInterest[i]!]))

/** What open interest is worth at a price; an inverse contract counts US dollars. */
export const interestOf = (
  contract: InstrumentInfo['contract'],
  amount: number,
  price: number,
): InterestRow =>
  contract === 'linear'
    ? { usd: amount * price, coins: amount }
    : { usd: amount, coins: amount / price }

export const fundingRows = (answer: FundingAnswer): ReadonlyMap<number, FundingRow> =>
  new Map(
    answer.openTime.map((time, i) => [
      time,
      { rate: answer.fundingRate[i]!, interval: answer.interval[i]! },
    ]),
  )

export const liquidationRows = (answer: LiquidationTotals): ReadonlyMap<number, LiquidationRow> =>
  new Map(
    answer.openTime.map((time, i) => [
      time,
      { longUsd: answer.longUsd[i]!, shortUsd: answer.shortUsd[i]!, known: answer.known[i]! },
    ]),
  )

/** The number of the last bar with a candle; undefined where there is none. */
export function lastCandle(bars: readonly Bar[]): number | undefined {
  const at = bars.findLastIndex((bar) => 'open' in bar)
  return at < 0 ? undefined : at
}

/** From which number on two lists of points differ; 0 where they should be set as a whole. */
export function firstChange<T extends object>(held: readonly T[], next: readonly T[]): number {
  if (held.length === 0 || next.length < held.length) return 0
  const least = Math.max(1, held.length - 2)
  const same = (i: number): boolean => {
    const [a, b] = [held[i] as Record<string, unknown>, next[i] as Record<string, unknown>]
    const names = Object.keys(a)
    return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name])
  }
  for (let i = 0; i < least; i++) if (!same(i)) return 0
  return least
}
