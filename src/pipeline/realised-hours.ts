import { notionalUsd } from '../market/instrument.ts'
import type { Instrument } from '../market/instrument.ts'
import type { Liquidation } from '../market/event.ts'
import { HOUR, quantity } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import type { RealisedUsd } from '../model/calibration.ts'
import { LONG } from '../model/side.ts'

/** Realised liquidations summed over [time − interval, time); NaN where a side is not known. */
export interface LiquidationTotals {
  readonly interval: Millis
  readonly time: Float64Array
  readonly longQuantity: Float64Array
  readonly shortQuantity: Float64Array
}

/** Hours of realised liquidations in USD, by their end; what is not in it is unknown. */
export type RealisedHours = ReadonlyMap<Millis, readonly [long: number, short: number]>

/**
 * Hours out of sums of an hour or less. An hour is known where all of its parts are.
 * @param priceAt a price of the hour that ends then, for USD; undefined leaves the hour out
 */
export function hoursOfTotals(
  { contract }: Instrument,
  { interval, time, longQuantity, shortQuantity }: LiquidationTotals,
  priceAt: (end: Millis) => number | undefined,
): RealisedHours {
  const parts = new Map<Millis, { count: number; long: number; short: number }>()
  for (let i = 0; i < time.length; i++) {
    const end = Math.ceil(time[i]! / HOUR) * HOUR
    const hour = parts.get(end) ?? { count: 0, long: 0, short: 0 }
    parts.set(end, hour)
    hour.count++
    hour.long += longQuantity[i]!
    hour.short += shortQuantity[i]!
  }
  const hours = new Map<Millis, readonly [number, number]>()
  for (const [end, { count, long, short }] of parts) {
    const price = priceAt(end)
    if (count * interval !== HOUR || price === undefined) continue
    const usd = (amount: number) => notionalUsd(contract, quantity(amount), price)
    hours.set(end, [usd(long), usd(short)])
  }
  return hours
}

/**
 * Hours out of single liquidations. All of [from, to) is known but for gaps: there an hour without
 * liquidations is one in which there were none.
 * @param isMissing whether something of an hour, by its end, was not seen
 */
export function hoursOfEvents(
  { contract }: Instrument,
  liquidations: readonly Liquidation[],
  from: Millis,
  to: Millis,
  isMissing: (end: Millis) => boolean,
): RealisedHours {
  const hours = new Map<Millis, [number, number]>()
  for (let end = (Math.ceil(from / HOUR) + 1) * HOUR; end <= to; end += HOUR)
    if (!isMissing(end)) hours.set(end, [0, 0])
  for (const { exchangeTime, position, price, quantity: amount, suspect } of liquidations) {
    const hour = hours.get((Math.floor(exchangeTime / HOUR) + 1) * HOUR)
    if (hour === undefined || suspect !== undefined) continue
    hour[position === 'long' ? 0 : 1] += notionalUsd(contract, amount, price)
  }
  return hours
}

/** The hours as a calibration asks for them. */
export const realisedOf =
  (hours: RealisedHours): RealisedUsd =>
  (time, side) =>
    hours.get(time)?.[side === LONG ? 0 : 1] ?? Number.NaN
