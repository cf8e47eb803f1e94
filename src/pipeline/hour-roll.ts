import type { CandleColumns, Series } from '../market/candle-columns.ts'
import { HOUR } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import type { RealisedUsd } from '../model/realised-usd.ts'
import { LONG, SHORT } from '../model/side.ts'
import { FACT_HOURS } from '../signals/hour-facts.ts'
import type { MarketHours } from '../signals/hour-facts.ts'

/** What hours are made of. */
export interface HourSource {
  readonly candles: CandleColumns
  readonly openInterest: Series
  /** What was liquidated by hour, as far as it is known. */
  readonly realised?: RealisedUsd | undefined
}

/** Open interest that is older than this at the end of an hour is not known there. */
const STALE_AFTER = HOUR

/**
 * Rolls candles up into closed hours as time goes on, and keeps as many as facts look back on. An
 * hour is made of the candles that there are by its end, so that what comes later changes none.
 */
export class HourRoll {
  #source: HourSource
  readonly #hours: { readonly [Column in keyof MarketHours]: number[] } = {
    close: [],
    volume: [],
    takerBuyVolume: [],
    openInterest: [],
    liquidatedUsd: [],
  }
  /** Start of the first hour that is not closed. */
  #open: Millis
  #candle = 0
  #oi = 0

  constructor(source: HourSource) {
    this.#source = source
    this.#open = Math.floor((source.candles.openTime[0] ?? 0) / HOUR) * HOUR
  }

  /** Goes on in data that begin with what there was so far. */
  continueIn(source: HourSource): void {
    this.#source = source
  }

  /** The hours that are closed at a time; never asked for an earlier one again. */
  closedAt(time: Millis): MarketHours {
    this.closeUntil(time)
    const { close, volume, takerBuyVolume, openInterest, liquidatedUsd } = this.#hours
    return {
      close: newest(close),
      volume: newest(volume),
      takerBuyVolume: newest(takerBuyVolume),
      openInterest: newest(openInterest),
      liquidatedUsd: newest(liquidatedUsd),
    }
  }

  /** Never asked for an earlier time again. */
  closeUntil(time: Millis): void {
    while (this.#open + HOUR <= time) this.#close(this.#open + HOUR)
  }

  #close(end: Millis): void {
    const { candles, openInterest, realised } = this.#source
    const { openTime, interval } = candles
    let [close, volume, takerBuyVolume] = [Number.NaN, Number.NaN, Number.NaN]
    for (; openTime[this.#candle]! + interval <= end; this.#candle++) {
      const isFirst = Number.isNaN(close)
      close = candles.close[this.#candle]!
      volume = (isFirst ? 0 : volume) + candles.volume[this.#candle]!
      takerBuyVolume = (isFirst ? 0 : takerBuyVolume) + candles.takerBuyVolume[this.#candle]!
    }
    while (openInterest.time[this.#oi]! <= end) this.#oi++
    const isFresh = openInterest.time[this.#oi - 1]! > end - STALE_AFTER
    const hours = this.#hours
    hours.close.push(close)
    hours.volume.push(volume)
    hours.takerBuyVolume.push(takerBuyVolume)
    hours.openInterest.push(isFresh ? openInterest.value[this.#oi - 1]! : Number.NaN)
    hours.liquidatedUsd.push(realised ? realised(end, LONG) + realised(end, SHORT) : Number.NaN)
    this.#open = end
  }
}

/** The newest values, as many as facts look back on; older ones are forgotten. */
function newest(column: number[]): Float64Array {
  column.splice(0, Math.max(0, column.length - FACT_HOURS))
  return Float64Array.from(column)
}
