import type { CandleColumns } from '../market/candle-columns.ts'
import type { Millis } from '../market/units.ts'
import { firstTouch } from './first-touch.ts'
import type { MatchedTimes, Moment } from './matched-times.ts'

/** Levels that something pointed to at a time, as differences of the logarithm of price from it. */
export interface LevelCase {
  readonly time: Millis
  /** One, or one above and one below. */
  readonly distances: readonly number[]
}

/** What price did after a time, about levels seen from it. */
export interface LevelLook {
  readonly time: Millis
  /** The first level that was reached, and after how long; undefined where none was. */
  readonly reached: { readonly distance: number; readonly after: Millis } | undefined
  /** How far price went towards the first level and the other way, in the logarithm of price. */
  readonly toward: number
  readonly away: number
  /** Standard deviation of a day, known at the time. */
  readonly sigma: number
}

/** A case, and the same question at times like it: levels as far away in standard deviations. */
export interface MatchedLook extends LevelLook {
  readonly matched: readonly LevelLook[]
}

/** What followed cases within a span. Those of which a candle before or after is missing are left out. */
export function looksAfter(
  candles: CandleColumns,
  times: MatchedTimes,
  cases: readonly LevelCase[],
  span: Millis,
): readonly MatchedLook[] {
  return cases.flatMap(({ time, distances }) => {
    const moment = times.at(time)
    if (moment === undefined || !times.isFollowed(moment.index, span)) return []
    const matched = times.like(moment).map((one) => {
      const scale = one.sigma / moment.sigma
      const moved = distances.map((distance) => distance * scale)
      return lookAfter(candles, one, moved, span)
    })
    return [{ ...lookAfter(candles, moment, distances, span), matched }]
  })
}

function lookAfter(
  candles: CandleColumns,
  { index, price, sigma, time }: Moment,
  distances: readonly number[],
  span: Millis,
): LevelLook {
  const { interval, high, low } = candles
  const [from, to] = [index + 1, index + 1 + Math.round(span / interval)]
  let reached: LevelLook['reached']
  for (const distance of distances) {
    const touch = firstTouch(candles, price, distance, from, to)
    const after = touch === undefined ? undefined : (touch - index) * interval
    if (after !== undefined && after < (reached?.after ?? Number.POSITIVE_INFINITY))
      reached = { distance, after }
  }
  let [highest, lowest] = [price, price]
  for (let i = from; i < to; i++) {
    highest = Math.max(highest, high[i]!)
    lowest = Math.min(lowest, low[i]!)
  }
  const [up, down] = [Math.log(highest / price), Math.log(price / lowest)]
  const [toward, away] = distances[0]! > 0 ? [up, down] : [down, up]
  return { time, reached, toward, away, sigma }
}
