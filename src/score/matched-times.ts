import type { CandleColumns } from '../market/candle-columns.ts'
import { DAY, HOUR } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import { runningSigma } from './running-sigma.ts'
import { isWholeSpan } from './whole-span.ts'

/** A time of a market, with what was known of it then. */
export interface Moment {
  /** Index of the candle that closes at it. */
  readonly index: number
  readonly time: Millis
  readonly price: number
  /** Standard deviation of the logarithm of price over a day. */
  readonly sigma: number
  /** Movement of the last 24 h, in daily standard deviations. */
  readonly momentum: number
}

/** Time over which the standard deviation of price is taken. */
const MEMORY: Millis = 3 * DAY

/** So many times stand for one. */
const LIKE = 50

/** What follows a matched time is known for so long, and it lies farther than this from what it is matched to. */
export const FOLLOWED: Millis = 3 * DAY

/**
 * Times at which a market moved as much in the day before, up or down, and was as volatile: what
 * follows there is what would have followed without the thing that is asked about. Without momentum
 * any map would seem to draw price, as positions are opened where price has been going.
 */
export class MatchedTimes {
  readonly #candles: CandleColumns
  readonly #sigmas: Float64Array
  readonly #hours: readonly Moment[]
  readonly #logSigmaSpread: number
  readonly #known = new Map<Millis, readonly Moment[]>()

  constructor(candles: CandleColumns) {
    this.#candles = candles
    this.#sigmas = runningSigma(candles, MEMORY)
    const { openTime, interval } = candles
    this.#hours = Array.from(openTime).flatMap((time, i) =>
      (time + interval) % HOUR === 0 && this.isFollowed(i, FOLLOWED) ? (this.#moment(i) ?? []) : [],
    )
    const logs = this.#hours.map(({ sigma }) => Math.log(sigma))
    const mean = logs.reduce((a, b) => a + b, 0) / logs.length
    const variance = logs.reduce((sum, one) => sum + (one - mean) ** 2, 0) / logs.length
    this.#logSigmaSpread = Math.max(Math.sqrt(variance), 1e-6)
  }

  /** Undefined where no candle closes at a time, or one of the day before is missing. */
  at(time: Millis): Moment | undefined {
    const { openTime, interval } = this.#candles
    let [low, high] = [0, openTime.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (openTime[middle]! + interval < time) low = middle + 1
      else high = middle
    }
    return openTime[low] === time - interval ? this.#moment(low) : undefined
  }

  /** Whether all candles of a span after an index are there. */
  isFollowed(index: number, span: Millis): boolean {
    return isWholeSpan(this.#candles, index, index + Math.round(span / this.#candles.interval))
  }

  /** The times most like one, in their order; none that shares what follows with it. */
  like(moment: Moment): readonly Moment[] {
    const known = this.#known.get(moment.time) ?? this.#nearest(moment)
    this.#known.set(moment.time, known)
    return known
  }

  #nearest(moment: Moment): readonly Moment[] {
    const apart = this.#hours.map((one) =>
      Math.abs(one.time - moment.time) <= FOLLOWED
        ? Number.POSITIVE_INFINITY
        : (one.momentum - moment.momentum) ** 2 +
          (Math.log(one.sigma / moment.sigma) / this.#logSigmaSpread) ** 2,
    )
    const limit = Float64Array.from(apart).sort()[LIKE - 1] ?? Number.POSITIVE_INFINITY
    return this.#hours.filter((_, i) => apart[i]! <= limit && apart[i]! < Number.POSITIVE_INFINITY)
  }

  #moment(index: number): Moment | undefined {
    const { openTime, close, interval } = this.#candles
    const day = Math.round(DAY / interval)
    if (!isWholeSpan(this.#candles, index - day, index)) return undefined
    const [price, before] = [close[index]!, close[index - day]!]
    const sigma = this.#sigmas[index]! * Math.sqrt(day)
    const momentum = Math.log(price / before) / sigma
    return { index, time: openTime[index]! + interval, price, sigma, momentum }
  }
}
