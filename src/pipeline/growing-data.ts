import type { CandleColumns, Series } from '../market/candle-columns.ts'
import { GrowingTable } from './growing-table.ts'
import type { MapSource } from './map-source.ts'

type Data = Pick<MapSource, 'candles' | 'openInterest'>

/** Candles and open interest that grow at the end without being copied. */
export class GrowingData {
  readonly #interval: number
  readonly #candles = new GrowingTable(7)
  readonly #openInterest = new GrowingTable(2)

  constructor({ candles, openInterest }: Data) {
    this.#interval = candles.interval
    this.append({ candles, openInterest })
  }

  append({ candles, openInterest }: Data): void {
    this.#candles.appendColumns(columnsOf(candles))
    this.#openInterest.appendColumns([openInterest.time, openInterest.value])
  }

  /** All there is. What is appended later lies beyond it. */
  get view(): Data {
    return this.with(NOTHING)
  }

  /** All there is and some more, to be read before anything else is asked or appended. */
  with({ candles, openInterest }: Data): Data {
    const [openTime, open, high, low, close, volume, takerBuyVolume] = this.#candles.columnsWith(
      columnsOf(candles),
    )
    const [time, value] = this.#openInterest.columnsWith([openInterest.time, openInterest.value])
    return {
      candles: {
        interval: this.#interval,
        openTime: openTime!,
        open: open!,
        high: high!,
        low: low!,
        close: close!,
        volume: volume!,
        takerBuyVolume: takerBuyVolume!,
      },
      openInterest: { time: time!, value: value! },
    }
  }
}

const columnsOf = (candles: CandleColumns): Float64Array[] => [
  candles.openTime,
  candles.open,
  candles.high,
  candles.low,
  candles.close,
  candles.volume,
  candles.takerBuyVolume,
]

const none = new Float64Array(0)
const noSeries: Series = { time: none, value: none }
const NOTHING: Data = {
  candles: {
    interval: 0,
    openTime: none,
    open: none,
    high: none,
    low: none,
    close: none,
    volume: none,
    takerBuyVolume: none,
  },
  openInterest: noSeries,
}
