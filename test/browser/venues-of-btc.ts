import type { InstrumentId, VenueId } from '../../src/market/instrument.ts'
import type { CandleColumns } from '../../src/market/candle-columns.ts'
import { HOUR } from '../../src/market/units.ts'
import type { MarketData, MarketSource } from '../../src/server/market/market.ts'
import { memorySource } from '../../src/server/market/market.ts'
import { recordedMarket } from './recorded-market.ts'

/**
 * Stand-ins for other venues of a coin: the recorded market under other names, a little dearer and with
 * a part of its volume and open interest, one of them later, one inverse, and one of which no open
 * interest is known.
 */
export const LATER = 'okx:BTC-USDT-SWAP'
export const INVERSE = 'bitmex:XBTUSD'
export const WITHOUT_MAP = 'kraken:PF_XBTUSD'
export const OKX_FROM = Date.UTC(2024, 6, 1)

const own = recordedMarket('BTCUSDT')

/** The market of a name, with prices and amounts multiplied, from a time on. */
function standIn(
  id: string,
  { dearer, part, from = 0 }: { dearer: number; part: (close: number) => number; from?: number },
  changes: Partial<MarketData['instrument']>,
): MarketData {
  const first = own.candles.openTime.findIndex((time) => time >= from)
  const cut = (column: Float64Array, by: (i: number) => number = () => 1) =>
    column.subarray(first).map((value, i) => value * by(first + i))
  const price = () => dearer
  const amount = (i: number) => part(own.candles.close[i]! * dearer)
  const { candles, openInterest } = own
  const columns: CandleColumns = {
    interval: HOUR,
    openTime: cut(candles.openTime),
    open: cut(candles.open, price),
    high: cut(candles.high, price),
    low: cut(candles.low, price),
    close: cut(candles.close, price),
    volume: cut(candles.volume, amount),
    takerBuyVolume: cut(candles.takerBuyVolume, amount),
  }
  const [venue, symbol] = id.split(':') as [VenueId, string]
  return {
    instrument: { ...own.instrument, id: id as InstrumentId, venue, symbol, ...changes },
    candles: columns,
    openInterest: { time: cut(openInterest.time), value: cut(openInterest.value, amount) },
  }
}

export function otherVenues(): MarketSource[] {
  const later = standIn(LATER, { dearer: 1.001, part: () => 0.4, from: OKX_FROM }, {})
  const inverse = standIn(
    INVERSE,
    { dearer: 0.9995, part: (close) => 0.15 * close },
    { quote: 'USD', contract: 'inverse' },
  )
  const without = standIn(WITHOUT_MAP, { dearer: 1, part: () => 0.1 }, { quote: 'USD' })
  const none = { time: new Float64Array(), value: new Float64Array() }
  return [later, inverse, { ...without, openInterest: none }].map((market) =>
    memorySource(market, { simulated: false, fingerprint: market.instrument.id }),
  )
}
