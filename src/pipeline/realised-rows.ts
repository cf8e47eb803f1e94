import { notionalUsd } from '../market/instrument.ts'
import type { ContractKind, Instrument } from '../market/instrument.ts'
import { MINUTE, quantity } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import type { FeedMinutes, FeedPrint } from '../model/feed-minutes.ts'
import { TimeSpans } from './time-spans.ts'

/** Realised liquidations summed over [time − interval, time); NaN where a side is not known. */
export interface LiquidationTotals {
  readonly interval: Millis
  readonly time: Float64Array
  readonly longQuantity: Float64Array
  readonly shortQuantity: Float64Array
}

/** Realised liquidations of spans of one length in USD, by their end; what is not in it is unknown. */
export type RealisedRows = ReadonlyMap<Millis, readonly [long: number, short: number]>

/**
 * Rows out of sums of their span or less. A row is known where all of its parts are.
 * @param priceAt a price of the span that ends then, for USD; undefined leaves the row out
 */
export function rowsOfTotals(
  { contract }: Instrument,
  { interval, time, longQuantity, shortQuantity }: LiquidationTotals,
  span: Millis,
  priceAt: (end: Millis) => number | undefined,
): RealisedRows {
  const parts = new Map<Millis, { count: number; long: number; short: number }>()
  for (let i = 0; i < time.length; i++) {
    const end = Math.ceil(time[i]! / span) * span
    const row = parts.get(end) ?? { count: 0, long: 0, short: 0 }
    parts.set(end, row)
    row.count++
    row.long += longQuantity[i]!
    row.short += shortQuantity[i]!
  }
  const rows = new Map<Millis, readonly [number, number]>()
  for (const [end, { count, long, short }] of parts) {
    const price = priceAt(end)
    if (count * interval !== span || price === undefined) continue
    const usd = (amount: number) => notionalUsd(contract, quantity(amount), price)
    rows.set(end, [usd(long), usd(short)])
  }
  return rows
}

/** Single liquidations in USD. */
export const printsOf = (
  contract: ContractKind,
  { time, isLong, price, quantity: amount }: LiquidationColumns,
): readonly FeedPrint[] =>
  Array.from(time, (at, i) => ({
    time: at,
    position: isLong[i] === 1 ? 'long' : 'short',
    usd: notionalUsd(contract, quantity(amount[i]!), price[i]!),
  }))

interface LiquidationColumns {
  readonly time: Float64Array
  /** 1 where a long was closed, else 0. */
  readonly isLong: Float64Array
  readonly price: Float64Array
  readonly quantity: Float64Array
}

/** Where single liquidations are known: in [from, to) but for what is missing. */
export interface KnownTime {
  readonly from: Millis
  readonly to: Millis
  readonly missing: TimeSpans
}

/** What gaps leave out; one that lasts ends at `to`. */
export function missingIn(
  gaps: Iterable<{
    readonly from: Millis
    readonly to?: Millis | undefined
    readonly repaired?: boolean
  }>,
  to: Millis,
): TimeSpans {
  const missing = new TimeSpans()
  for (const gap of gaps) if (gap.repaired !== true) missing.add(gap.from, gap.to ?? to)
  return missing
}

/**
 * Rows out of the minutes of single liquidations. A row is known where all of its time is: one
 * without liquidations is then one in which there were none.
 */
export function rowsOfMinutes(
  minutes: FeedMinutes,
  span: Millis,
  { from, to, missing }: KnownTime,
): RealisedRows {
  const rows = new Map<Millis, [number, number]>()
  for (let end = (Math.ceil(from / span) + 1) * span; end <= to; end += span)
    if (missing.within(end - span, end) === 0) rows.set(end, [0, 0])
  for (const [minute, { usd }] of minutes) {
    const row = rows.get((Math.floor((minute * MINUTE) / span) + 1) * span)
    if (row === undefined) continue
    row[0] += usd[0]
    row[1] += usd[1]
  }
  return rows
}
