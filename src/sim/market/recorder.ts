import { emptyCandleColumns } from '../../market/candle-columns.ts'
import type { CandleColumns, Series } from '../../market/candle-columns.ts'
import type { Millis } from '../../market/units.ts'
import { DAY, HOUR, MINUTE } from '../../market/units.ts'
import type { Exchange } from './exchange.ts'
import type { LeverageStock, Truth } from './venue-run.ts'
import { LEVERAGE_BAND_FLOORS } from './venue-run.ts'

export const OPEN_INTEREST_INTERVAL: Millis = 5 * MINUTE
export const FUNDING_INTERVAL: Millis = 8 * HOUR

/** A minute of the venue's last price and what was traded in it. */
export interface MinuteBar {
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
  readonly takerBuyVolume: number
}

/** Writes down what a venue shows minute by minute, and the truth beside it. */
export class Recorder {
  readonly candles: CandleColumns
  readonly openInterest: Series
  readonly truth: Truth[] = []
  readonly stock: LeverageStock[] = []
  readonly #exchange: Exchange
  readonly #start: Millis
  #openInterests = 0

  constructor(exchange: Exchange, start: Millis, minutes: number) {
    this.#exchange = exchange
    this.#start = start
    this.candles = emptyCandleColumns(MINUTE, minutes)
    const count = Math.floor((minutes * MINUTE) / OPEN_INTEREST_INTERVAL) + 1
    this.openInterest = { time: new Float64Array(count), value: new Float64Array(count) }
    this.#recordOpenInterest(start)
  }

  /** Records what is known at the end of a minute of the run. */
  endMinute(minute: number, bar: MinuteBar): void {
    const { candles } = this
    const { tickSize } = this.#exchange.venue.instrument
    const time = this.#start + (minute + 1) * MINUTE
    candles.openTime[minute] = time - MINUTE
    candles.open[minute] = toTick(bar.open, tickSize)
    candles.high[minute] = toTick(bar.high, tickSize)
    candles.low[minute] = toTick(bar.low, tickSize)
    candles.close[minute] = toTick(bar.close, tickSize)
    candles.volume[minute] = bar.volume
    candles.takerBuyVolume[minute] = bar.takerBuyVolume
    const elapsed = time - this.#start
    if (elapsed % OPEN_INTEREST_INTERVAL === 0) this.#recordOpenInterest(time)
    if (elapsed % HOUR === 0) this.#recordTruth(time)
    if (elapsed % DAY === 0) this.#recordStock(time)
  }

  #recordOpenInterest(time: Millis): void {
    const at = this.#openInterests++
    this.openInterest.time[at] = time
    this.openInterest.value[at] = this.#exchange.openInterest
  }

  #recordTruth(time: Millis): void {
    const { price, levels } = this.#exchange
    this.truth.push({ time, price, ...levels.slice(price) })
  }

  #recordStock(time: Millis): void {
    const { positions, markPrice } = this.#exchange
    const bands = LEVERAGE_BAND_FLOORS.map(() => 0)
    let total = 0
    for (let at = 0; at < positions.end; at++) {
      if (positions.isOpen[at] === 0) continue
      const quantity = positions.quantity[at]!
      const gain = positions.sign[at]! * quantity * (markPrice - positions.entry[at]!)
      const leverage = (quantity * markPrice) / (positions.wallet[at]! + gain)
      const band = LEVERAGE_BAND_FLOORS.findLastIndex((floor) => leverage >= floor)
      // Below 0 is a hedged position whose gains lie elsewhere.
      bands[Math.max(0, band)]! += quantity
      total += quantity
    }
    this.stock.push({ time, shares: bands.map((quantity) => quantity / total) })
  }
}

/** To the nearest tick; the step back to decimals leaves no float arithmetic in the text. */
export const toTick = (price: number, tickSize: number): number =>
  Number((Math.round(price / tickSize) * tickSize).toFixed(8))
