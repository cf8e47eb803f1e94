import { quoted } from '../quoted.ts'
import type { Millis } from '../../market/units.ts'
import { refusal } from './envelope.ts'
import { INTERVAL_NAMES, bucketStart, intervalOf } from './spans.ts'

/** Parameters by their canonical names. Clients of this contract are sloppy, so is what is read. */
export type Asked = ReadonlyMap<string, string>

/** Names that clients in use send for others. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['ex', 'exchange'],
  ['exchanges', 'exchange_list'],
  ['exchangeList', 'exchange_list'],
  ['startTime', 'start_time'],
  ['endTime', 'end_time'],
  ['minLiquidationAmount', 'min_liquidation_amount'],
  ['pageSize', 'per_page'],
  ['pageNum', 'page'],
])

/** Others than known names are passed over; of a name given twice the first counts; empty is absent. */
export function askedOf(parameters: Iterable<readonly [string, string]>): Asked {
  const asked = new Map<string, string>()
  for (const [given, value] of parameters) {
    const name = ALIASES.get(given) ?? given
    const text = value.trim()
    if (text !== '' && !asked.has(name)) asked.set(name, text)
  }
  return asked
}

/** One of some values, in whatever case; the fallback where it is absent. */
export function choiceOf<Value extends string>(
  asked: Asked,
  name: string,
  allowed: readonly Value[],
  fallback: Value,
): Value {
  const given = asked.get(name)
  if (given === undefined) return fallback
  const found = allowed.find((one) => one === given.toLowerCase())
  if (found !== undefined) return found
  throw wrong(name, given, `must be one of ${allowed.join(', ')}`)
}

export function askedInterval(asked: Asked): Millis {
  const given = asked.get('interval')
  if (given === undefined) throw refusal('400', "Required parameter 'interval' is not present")
  const interval = intervalOf(given)
  if (interval !== undefined) return interval
  throw wrong('interval', given, `must be one of ${INTERVAL_NAMES.join(', ')}`)
}

/** A whole number from 1 on; more than `most` is `most`. */
export function countOf(asked: Asked, name: string, fallback: number, most: number): number {
  const given = asked.get(name)
  if (given === undefined) return fallback
  if (!/^\d{1,9}(\.0{1,9})?$/.test(given) || Number(given) < 1)
    throw wrong(name, given, 'must be a whole number from 1 on')
  return Math.min(Number(given), most)
}

/** A number of dollars from 0 on. */
export function dollarsOf(asked: Asked, name: string): number {
  const given = asked.get(name)
  if (given === undefined) return 0
  if (!/^\d{1,15}(\.\d{1,15})?$/.test(given)) throw wrong(name, given, 'must be a number of USD')
  return Number(given)
}

/** Times below this are seconds: as milliseconds they would lie before 1973. */
const SECONDS_BELOW = 1e11
const LAST_TIME: Millis = 8.64e15

export function timeOf(asked: Asked, name: string): Millis | undefined {
  const given = asked.get(name)
  if (given === undefined) return undefined
  // Clocks of some languages tell fractions, and clients send what their clock tells.
  const value = /^\d{1,16}(\.\d{1,9})?$/.test(given) ? Number(given) : Number.NaN
  const time = Math.floor(value < SECONDS_BELOW ? value * 1_000 : value)
  if (time <= LAST_TIME) return time
  throw wrong(name, given, 'must be a time in UTC milliseconds')
}

/** Rows that are asked for: buckets that start in [first, end). */
export interface Rows {
  readonly interval: Millis
  readonly first: Millis
  readonly end: Millis
}

/** Most rows of one answer, unless an endpoint says otherwise. */
export const MOST_ROWS = 1_000

/**
 * The buckets of a question: the oldest from `start_time` on, or the newest up to `end_time`.
 * @param known what there is data of: nothing before and nothing after is answered
 */
export function rowsOf(
  asked: Asked,
  known: { readonly from: Millis; readonly to: Millis },
  most = MOST_ROWS,
): Rows {
  const interval = askedInterval(asked)
  const limit = countOf(asked, 'limit', Math.min(MOST_ROWS, most), most)
  const [start, last] = [timeOf(asked, 'start_time'), timeOf(asked, 'end_time')]
  if (start !== undefined && last !== undefined && start > last)
    throw refusal('400', 'start_time must not be later than end_time')
  const end = bucketStart(Math.min(last ?? known.to - 1, known.to - 1), interval) + interval
  const earliest = bucketStart(known.from, interval)
  if (start === undefined)
    return { interval, end, first: Math.max(end - limit * interval, earliest) }
  const first = Math.max(bucketStart(start + interval - 1, interval), earliest)
  return { interval, first, end: Math.min(end, first + limit * interval) }
}

const wrong = (name: string, given: string, expectation: string): Error =>
  refusal('400', `${name}=${quoted(given)}: ${expectation}`)
