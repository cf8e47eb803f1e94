import type { Candle, OpenInterest } from '../market/event.ts'
import type { Instrument } from '../market/instrument.ts'
import { quantity } from '../market/units.ts'
import type { Millis } from '../market/units.ts'

// These are made a million at a time: one object literal each, no spreading after the first part.

/** What every event of imported history carries: it was known when it was true. */
export const header = ({ venue, id }: Instrument, exchangeTime: Millis) => ({
  venue,
  instrument: id,
  exchangeTime,
  receivedTime: exchangeTime,
})

/** The numbers of a candle; undefined where the source does not say. */
export interface CandleNumbers {
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  /** In the instrument's quantity, like `takerBuyVolume`. */
  readonly volume: number
  readonly takerBuyVolume: number | undefined
  readonly trades: number | undefined
}

export function candleOf(
  { venue, id }: Instrument,
  openTime: Millis,
  interval: Millis,
  { open, high, low, close, volume, takerBuyVolume, trades }: CandleNumbers,
): Candle {
  const candle: Candle & { takerBuyVolume?: Candle['volume']; trades?: number } = {
    type: 'candle',
    venue,
    instrument: id,
    exchangeTime: openTime + interval,
    receivedTime: openTime + interval,
    openTime,
    interval,
    open,
    high,
    low,
    close,
    volume: quantity(volume),
  }
  if (takerBuyVolume !== undefined) candle.takerBuyVolume = quantity(takerBuyVolume)
  if (trades !== undefined) candle.trades = trades
  return candle
}

export const openInterestAt = (
  { venue, id }: Instrument,
  exchangeTime: Millis,
  amount: number,
): OpenInterest => ({
  type: 'open-interest',
  venue,
  instrument: id,
  exchangeTime,
  receivedTime: exchangeTime,
  openInterest: quantity(amount),
})
