import type { CandleColumns } from '../market/candle-columns.ts'
import { binOf, LN_BIN } from '../market/price-bin.ts'
import { DAY } from '../market/units.ts'
import type { DensityColumns } from './price-buckets.ts'

/**
 * The folklore's map: everybody entered at the volume-weighted mean price of the last 24 h with one
 * of the usual leverages L, so liquidations stand at VWAP · (1 ∓ 1/L). It follows price and knows no
 * positions; a map that does should beat it.
 */

/** Assumed leverages, each with its share of open interest. */
export type LeverageMix = readonly (readonly [leverage: number, share: number])[]

/** Width of each level, as the standard deviation of ln price. */
const WIDTH = 0.006

/**
 * Volume-weighted mean close of the 24 h up to each candle, that candle included; candles whose
 * close or volume is unknown are left out. NaN where there was no volume.
 */
export function dailyVwap({ openTime, close, volume }: CandleColumns): Float64Array {
  const vwap = new Float64Array(close.length)
  let [value, amount, traded, oldest] = [0, 0, 0, 0]
  const add = (i: number, sign: 1 | -1) => {
    if (!(volume[i]! > 0) || Number.isNaN(close[i]!)) return
    traded += sign
    value += sign * close[i]! * volume[i]!
    amount += sign * volume[i]!
  }
  for (let i = 0; i < close.length; i++) {
    add(i, 1)
    for (; openTime[oldest]! <= openTime[i]! - DAY; oldest++) add(oldest, -1)
    // What rounding leaves of sums that are over is no volume.
    if (traded === 0) [value, amount] = [0, 0]
    vwap[i] = amount > 0 ? value / amount : Number.NaN
  }
  return vwap
}

/**
 * USD by liquidation price of open interest that entered at one price, within a reach of the price
 * now. What price has passed is gone: no longs stand above it and no shorts below.
 * @param mix shares of the leverages
 * @param vwap entry price, above 0
 * @param reach fraction of price on both sides
 */
export function vwapOffsets(
  mix: LeverageMix,
  vwap: number,
  price: number,
  openInterestUsd: number,
  reach: number,
): DensityColumns {
  const half = Math.ceil(reach / LN_BIN)
  const here = binOf(price)
  const firstBin = here - half
  const long = new Float64Array(2 * half + 1)
  const short = new Float64Array(2 * half + 1)
  for (const [leverage, share] of mix) {
    const usdPerBin = (openInterestUsd * share * LN_BIN) / (WIDTH * Math.sqrt(2 * Math.PI))
    const weight = (bin: number, level: number) =>
      usdPerBin * Math.exp(-0.5 * (((bin + 0.5) * LN_BIN - Math.log(level)) / WIDTH) ** 2)
    for (let i = 0; i <= half; i++) {
      long[i]! += weight(firstBin + i, vwap * (1 - 1 / leverage))
      short[half + i]! += weight(here + i, vwap * (1 + 1 / leverage))
    }
  }
  return { firstBin, long, short }
}
