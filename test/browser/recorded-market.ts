import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { emptyCandleColumns } from '../../src/market/candle-columns.ts'
import type { InstrumentId, VenueId } from '../../src/market/instrument.ts'
import { HOUR } from '../../src/market/units.ts'
import type { MarketData } from '../../src/server/market/market.ts'

/** Recorded hourly candles and open interest of Binance USD-M, kept beside the checkout. */
const FOLDER = fileURLToPath(new URL('../../../shared/data/binance-usdm-2024-1h', import.meta.url))

export const hasRecordedMarkets = existsSync(FOLDER)
export const NO_RECORDED_MARKETS = `needs the recorded market data in ${FOLDER}`

/** Rows `time,open,high,low,close,volume,taker_buy_volume,trades,oi_open,oi_high,oi_low,oi_close,…`. */
export function recordedMarket(symbol: 'BTCUSDT' | 'ETHUSDT' | 'SOLUSDT'): MarketData {
  const lines = readFileSync(`${FOLDER}/${symbol}-1h.csv`, 'utf8').trim().split('\n').slice(1)
  const candles = emptyCandleColumns(HOUR, lines.length)
  const openInterest = {
    time: new Float64Array(lines.length),
    value: new Float64Array(lines.length),
  }
  lines.forEach((line, i) => {
    const [time, open, high, low, close, volume, takerBuyVolume, , , , , held] = line.split(',')
    candles.openTime[i] = Date.parse(time!)
    candles.open[i] = Number(open)
    candles.high[i] = Number(high)
    candles.low[i] = Number(low)
    candles.close[i] = Number(close)
    candles.volume[i] = Number(volume)
    candles.takerBuyVolume[i] = Number(takerBuyVolume)
    openInterest.time[i] = candles.openTime[i]! + HOUR
    openInterest.value[i] = Number(held)
  })
  return {
    instrument: {
      id: `binance:${symbol}` as InstrumentId,
      venue: 'binance' as VenueId,
      symbol,
      base: symbol.replace('USDT', ''),
      quote: 'USDT',
      contract: 'linear',
      contractSize: 1,
      tickSize: { BTCUSDT: 0.1, ETHUSDT: 0.01, SOLUSDT: 0.001 }[symbol],
    },
    candles,
    openInterest,
  }
}
