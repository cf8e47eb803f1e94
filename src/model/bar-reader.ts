import type { CandleColumns, Series } from '../market/candle-columns.ts'
import type { Millis } from '../market/units.ts'
import type { Bar } from './bar.ts'
import { newBar } from './bar.ts'

/** What a bar reader carries from one bar to the next. */
export interface BarReaderSnapshot {
  readonly candle: number
  readonly oi: number
  readonly time: Millis
  readonly openInterest: number
  readonly pendingChange: number
  readonly meanVolume: number
  readonly close: number
}

/**
 * Reads candles and open interest as bars, in time order, one per interval. An interval without a
 * candle gives a `missing` bar: price stands still and the mean volume of the last days is assumed
 * so that positions age. Open interest that is missing is carried; before the first it is NaN.
 */
export class BarReader {
  #candles: CandleColumns
  #series: Series
  readonly #bar = newBar()
  #candle = 0
  #oi = 0
  #time: Millis
  #openInterest = Number.NaN
  /** Change of open interest not yet explained by volume: OI comes every 5 min, candles every minute. */
  #pendingChange = 0
  #meanVolume = 0
  #close = Number.NaN

  constructor(candles: CandleColumns, openInterest: Series) {
    this.#candles = candles
    this.#series = openInterest
    this.#time = candles.openTime[0] ?? Number.NaN
  }

  /** Reads on in data that begin with what was read so far. */
  continueIn(candles: CandleColumns, openInterest: Series): void {
    this.#candles = candles
    this.#series = openInterest
  }

  /** When the next bar ends; Infinity after the last candle. */
  get nextEnd(): Millis {
    const openTime = this.#candles.openTime[this.#candle]
    if (openTime === undefined) return Number.POSITIVE_INFINITY
    return Math.min(openTime, this.#time) + this.#candles.interval
  }

  /** The next bar, the same object each time; undefined after the last candle. */
  next(): Bar | undefined {
    const candles = this.#candles
    const i = this.#candle
    if (i >= candles.openTime.length) return undefined
    const bar = this.#bar
    bar.interval = candles.interval
    bar.missing = candles.openTime[i]! > this.#time
    bar.openTime = bar.missing ? this.#time : candles.openTime[i]!
    if (bar.missing) {
      bar.open = bar.high = bar.low = bar.close = this.#close
      bar.volume = this.#meanVolume
      bar.takerBuyShare = 0.5
    } else {
      bar.open = candles.open[i]!
      bar.high = candles.high[i]!
      bar.low = candles.low[i]!
      bar.close = candles.close[i]!
      bar.volume = candles.volume[i]!
      const share = candles.takerBuyVolume[i]! / bar.volume
      bar.takerBuyShare = share >= 0 && share <= 1 ? share : 0.5
      this.#candle++
      this.#rememberVolume(bar)
    }
    this.#close = bar.close
    this.#time = bar.openTime + candles.interval
    this.#takeOpenInterest(bar)
    return bar
  }

  snapshot(): BarReaderSnapshot {
    return {
      candle: this.#candle,
      oi: this.#oi,
      time: this.#time,
      openInterest: this.#openInterest,
      pendingChange: this.#pendingChange,
      meanVolume: this.#meanVolume,
      close: this.#close,
    }
  }

  restore(from: BarReaderSnapshot): void {
    this.#candle = from.candle
    this.#oi = from.oi
    this.#time = from.time
    this.#openInterest = from.openInterest
    this.#pendingChange = from.pendingChange
    this.#meanVolume = from.meanVolume
    this.#close = from.close
  }

  #rememberVolume(bar: Bar): void {
    const bars = Math.min(this.#candle, Math.max(1, 86_400_000 / bar.interval))
    this.#meanVolume += (bar.volume - this.#meanVolume) / bars
  }

  #takeOpenInterest(bar: Bar): void {
    const { time, value } = this.#series
    const end = bar.openTime + bar.interval
    const before = this.#openInterest
    while (this.#oi < time.length && time[this.#oi]! <= end) this.#openInterest = value[this.#oi++]!
    if (!Number.isNaN(before)) this.#pendingChange += this.#openInterest - before
    // The part that volume cannot explain waits for later bars.
    const change = Math.min(bar.volume, Math.max(-bar.volume, this.#pendingChange))
    this.#pendingChange -= change
    bar.openInterest = this.#openInterest
    bar.openInterestChange = change
  }
}
