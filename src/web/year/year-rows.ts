import type { YearAnswer } from '../../api/year.ts'
import type { Regime } from '../../signals/regime.ts'
import { REGIMES } from '../../signals/regime.ts'

/** What the days of a year add up to: by regime, and by month. */

type Days = YearAnswer['days']

/** How often a regime was, and what was seen of it. Counts of the past, of which nothing follows. */
export interface RegimeRow {
  readonly regime: Regime
  readonly days: number
  /** Of all days. */
  readonly share: number
  /** Most days in a row. */
  readonly longest: number
  readonly medianRatio: number | undefined
  /** Days after which another is known, and of these those after which the price was higher. */
  readonly followed: number
  readonly rose: number
}

export interface MonthRow {
  /** UTC milliseconds of its first day. */
  readonly month: number
  readonly days: number
  readonly medianRatio: number | undefined
  readonly byRegime: Readonly<Record<Regime, number>>
}

/** Regimes that were, the most frequent first. */
export function regimeRows(days: Days): RegimeRow[] {
  const all = days.regime.length
  return REGIMES.map((regime): RegimeRow => {
    const rows = days.regime.flatMap((one, i) => (one === regime ? [i] : []))
    const after = rows.flatMap((i) => days.change[i + 1] ?? [])
    return {
      regime,
      days: rows.length,
      share: all === 0 ? 0 : rows.length / all,
      longest: longestRun(days.regime, regime),
      medianRatio: medianRatio(days, rows),
      followed: after.length,
      rose: after.filter((change) => change > 0).length,
    }
  })
    .filter((row) => row.days > 0)
    .toSorted((a, b) => b.days - a.days)
}

function longestRun(regimes: readonly Regime[], regime: Regime): number {
  let [longest, run] = [0, 0]
  for (const one of regimes) {
    run = one === regime ? run + 1 : 0
    longest = Math.max(longest, run)
  }
  return longest
}

/** Months of which a day is known, newest first. A day belongs to the month in which it began. */
export function monthRows(days: Days): MonthRow[] {
  const rows = new Map<number, number[]>()
  days.time.forEach((end, i) => {
    const date = new Date(end - 1)
    const month = Date.UTC(date.getUTCFullYear(), date.getUTCMonth())
    rows.set(month, [...(rows.get(month) ?? []), i])
  })
  return [...rows]
    .map(([month, of]) => ({
      month,
      days: of.length,
      medianRatio: medianRatio(days, of),
      byRegime: Object.fromEntries(
        REGIMES.map((regime) => [regime, of.filter((i) => days.regime[i] === regime).length]),
      ) as Record<Regime, number>,
    }))
    .toReversed()
}

/** The middle ratio of some days; those on which a side held nothing have none and are left out. */
function medianRatio(days: Days, rows: readonly number[]): number | undefined {
  const known = rows.flatMap((i) => days.ratio[i] ?? []).toSorted((a, b) => a - b)
  const middle = known.length >> 1
  const upper = known[middle]
  if (upper === undefined || known.length % 2 === 1) return upper
  return (known[middle - 1]! + upper) / 2
}

/** One bin of a day, in USD. */
export interface YearCell {
  readonly day: number
  readonly bin: number
  readonly longUsd: number
  readonly shortUsd: number
  /** Of all that the day holds, 0 to 1. */
  readonly share: number
}

const sum = (units: readonly number[] | undefined): number =>
  (units ?? []).reduce((a, b) => a + b, 0)

export function yearCell({ days, unitUsd }: YearAnswer, day: number, bin: number): YearCell {
  const long = days.long[day]?.[bin] ?? 0
  const short = days.short[day]?.[bin] ?? 0
  const total = sum(days.long[day]) + sum(days.short[day])
  return {
    day,
    bin,
    longUsd: long * unitUsd,
    shortUsd: short * unitUsd,
    share: total === 0 ? 0 : (long + short) / total,
  }
}

/** The cell that an arrow key goes to from another; undefined for other keys. */
export function cellByKey(
  { key, shiftKey }: { readonly key: string; readonly shiftKey: boolean },
  { day, bin }: { readonly day: number; readonly bin: number },
  { days, bins }: { readonly days: number; readonly bins: number },
): { readonly day: number; readonly bin: number } | undefined {
  const far = shiftKey ? 10 : 1
  const to = {
    ArrowLeft: { day: day - far, bin },
    ArrowRight: { day: day + far, bin },
    ArrowUp: { day, bin: bin + 1 },
    ArrowDown: { day, bin: bin - 1 },
    Home: { day: 0, bin },
    End: { day: days - 1, bin },
  }[key]
  if (to === undefined) return undefined
  return { day: within(to.day, days), bin: within(to.bin, bins) }
}

const within = (at: number, count: number): number => Math.min(count - 1, Math.max(0, at))
