/**
 * Averages and oscillators over bars. A bar without a candle has no value and changes nothing: what
 * is known before it goes on after it.
 */

export type Values = readonly (number | undefined)[]

/** What was traded in a bar, in one unit; null where it is not known how much takers bought. */
export interface TakerVolume {
  readonly volume: number
  readonly takerBuyVolume: number | null
}

/** Exponential moving average, which begins as the plain mean of the first `period` values. */
export function ema(values: Values, period: number): Values {
  const share = 2 / (period + 1)
  let seen = 0
  let mean = 0
  return values.map((value) => {
    if (value === undefined) return undefined
    seen++
    mean += seen <= period ? (value - mean) / seen : share * (value - mean)
    return seen < period ? undefined : mean
  })
}

/** Relative strength index after Wilder: 0 to 100, 50 where nothing moved. */
export function rsi(values: Values, period: number): Values {
  let before: number | undefined
  let moves = 0
  let [gain, loss] = [0, 0]
  return values.map((value) => {
    if (value === undefined) return undefined
    const move = before === undefined ? undefined : value - before
    before = value
    if (move === undefined) return undefined
    moves++
    // The first mean is plain; each later move weighs as one of `period`.
    const weight = Math.min(moves, period)
    gain += (Math.max(move, 0) - gain) / weight
    loss += (Math.max(-move, 0) - loss) / weight
    if (moves < period) return undefined
    return gain + loss === 0 ? 50 : 100 * (gain / (gain + loss))
  })
}

/**
 * Cumulative volume delta since the first bar: what takers bought less what they sold. Where that is
 * not known there is no value, and the sum goes on without it.
 */
export function cumulativeDelta(bars: readonly Partial<TakerVolume>[]): Values {
  let sum = 0
  return bars.map(({ volume, takerBuyVolume }) => {
    if (volume === undefined || typeof takerBuyVolume !== 'number') return undefined
    sum += 2 * takerBuyVolume - volume
    return sum
  })
}
