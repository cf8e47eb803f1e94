import { readFileSync } from 'node:fs'
import { emptyCandleColumns } from '../src/market/candle-columns.ts'
import type { CandleColumns, Series } from '../src/market/candle-columns.ts'
import { HOUR } from '../src/market/units.ts'

/** Hours of one coin from the recorded set, with realised liquidations in coins (NaN: unknown). */
export interface RealHours {
  readonly coin: string
  readonly candles: CandleColumns
  readonly openInterest: Series
  readonly liquidatedLong: Float64Array
  readonly liquidatedShort: Float64Array
}

const FOLDER = new URL('../../shared/data/binance-usdm-2024-1h/', import.meta.url)

/** Reads Binance's hours of June to August 2024 for BTC, ETH or SOL. */
export function realHours(coin: string): RealHours {
  const [head, ...lines] = readFileSync(new URL(`${coin}USDT-1h.csv`, FOLDER), 'utf8')
    .trim()
    .split('\n')
  const names = head!.split(',')
  const column = (name: string) => {
    const at = names.indexOf(name)
    return Float64Array.from(lines, (line) => {
      const text = line.split(',')[at]!
      return text === '' ? Number.NaN : Number(text)
    })
  }
  const openTime = Float64Array.from(lines, (line) => Date.parse(line.split(',')[0]!))
  return {
    coin,
    candles: {
      ...emptyCandleColumns(HOUR, 0),
      openTime,
      open: column('open'),
      high: column('high'),
      low: column('low'),
      close: column('close'),
      volume: column('volume'),
      takerBuyVolume: column('taker_buy_volume'),
    },
    openInterest: { time: openTime.map((t) => t + HOUR), value: column('oi_close') },
    liquidatedLong: column('liquidated_long'),
    liquidatedShort: column('liquidated_short'),
  }
}
