import { MINUTE, type Millis } from '../../market/units.ts'
import { onGrid } from './instrument.ts'

/** A bar over [openTime, openTime + interval), amounts in `Quantity`. */
export interface StandInCandle {
  readonly openTime: Millis
  readonly interval: Millis
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
  readonly takerBuyVolume: number
  /** Sum of price × quantity. */
  readonly turnover: number
  readonly trades: number
}

/** The candles of one instrument: of its trades since the start, and of its past before it. */
export interface CandleBook {
  add(time: Millis, price: number, quantity: number, takerSide: 'buy' | 'sell'): void
  /**
   * Candles whose `openTime` lies in [from, to), oldest first; the open one among them, and none of a
   * time before anything was traded.
   */
  read(interval: Millis, from: Millis, to: Millis): StandInCandle[]
}

export interface CandlePast {
  /** Undefined where nothing was traded yet. */
  minute(openTime: Millis): StandInCandle | undefined
  /** At which the first minute stands while nothing is traded. */
  readonly lastPrice: number
}

/** @param start time of the first minute that is made of trades */
export function openCandleBook(past: CandlePast, start: Millis): CandleBook {
  const minutes = new Map<Millis, StandInCandle>()
  const first = Math.floor(start / MINUTE) * MINUTE

  function minute(openTime: Millis): StandInCandle | undefined {
    if (openTime < first) return past.minute(openTime)
    return minutes.get(openTime) ?? emptyMinute(openTime, closeBefore(openTime))
  }

  /** A minute without trades stands at the close of the one before. */
  function closeBefore(openTime: Millis): number {
    for (let before = openTime - MINUTE; before >= first; before -= MINUTE) {
      const found = minutes.get(before)
      if (found !== undefined) return found.close
    }
    return past.lastPrice
  }

  return {
    add(time, price, quantity, takerSide) {
      const openTime = Math.floor(time / MINUTE) * MINUTE
      const known = minutes.get(openTime) ?? emptyMinute(openTime, price)
      const begun = known.trades > 0
      minutes.set(openTime, {
        ...known,
        open: begun ? known.open : price,
        high: begun ? Math.max(known.high, price) : price,
        low: begun ? Math.min(known.low, price) : price,
        close: price,
        volume: onGrid(known.volume + quantity, 8),
        takerBuyVolume: onGrid(known.takerBuyVolume + (takerSide === 'buy' ? quantity : 0), 8),
        turnover: onGrid(known.turnover + price * quantity, 8),
        trades: known.trades + 1,
      })
    },
    read(interval, from, to) {
      const candles: StandInCandle[] = []
      const begin = Math.ceil(from / interval) * interval
      for (let openTime = begin; openTime < to; openTime += interval) {
        const candle = joined(openTime, interval, minute)
        if (candle !== undefined) candles.push(candle)
      }
      return candles
    },
  }
}

/** A candle of `interval` made of its minutes. */
function joined(
  openTime: Millis,
  interval: Millis,
  minute: (openTime: Millis) => StandInCandle | undefined,
): StandInCandle | undefined {
  let sum: StandInCandle | undefined
  for (let next = openTime; next < openTime + interval; next += MINUTE) {
    const one = minute(next)
    if (one === undefined) continue
    if (sum === undefined) {
      sum = { ...one, openTime, interval }
      continue
    }
    const { high, low, close, volume, takerBuyVolume, turnover, trades } = one
    sum = {
      ...sum,
      high: Math.max(sum.high, high),
      low: Math.min(sum.low, low),
      close,
      volume: onGrid(sum.volume + volume, 8),
      takerBuyVolume: onGrid(sum.takerBuyVolume + takerBuyVolume, 8),
      turnover: onGrid(sum.turnover + turnover, 8),
      trades: sum.trades + trades,
    }
  }
  return sum
}

const emptyMinute = (openTime: Millis, price: number): StandInCandle => ({
  openTime,
  interval: MINUTE,
  open: price,
  high: price,
  low: price,
  close: price,
  volume: 0,
  takerBuyVolume: 0,
  turnover: 0,
  trades: 0,
})
