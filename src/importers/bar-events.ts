import type { Candle, OpenInterest } from '../market/event.ts'
import type { Instrument } from '../market/instrument.ts'
import { quantity } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import type { Bar } from './bar.ts'

// These are made a million at a time: one object literal each, no spreading after the first part.

/** What every event of imported history carries: it was known when it was true. */
export const header = ({ venue, id }: Instrument, exchangeTime: Millis) => ({
  venue,
  instrument: id,
  exchangeTime,
  receivedTime: exchangeTime,
})

/** The candle of a checked bar. */
export function candleOf(
  { time, numbers }: Bar,
  { venue, id }: Instrument,
  interval: Millis,
): Candle {
  const candle: Candle & { takerBuyVolume?: Candle['volume']; trades?: number } = {
    type: 'candle',
    venue,
    instrument: id,
    exchangeTime: time + interval,
    receivedTime: time + interval,
    openTime: time,
    interval,
    open: numbers.open ?? Number.NaN,
    high: numbers.high ?? Number.NaN,
    low: numbers.low ?? Number.NaN,
    close: numbers.close ?? Number.NaN,
    volume: quantity(numbers.volume ?? Number.NaN),
  }
  if (numbers.taker_buy_volume !== undefined)
    candle.takerBuyVolume = quantity(numbers.taker_buy_volume)
  if (numbers.trades !== undefined) candle.trades = numbers.trades
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
