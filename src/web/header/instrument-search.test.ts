import { expect, test } from 'vitest'
import type { InstrumentInfo } from '../../api/schema.ts'
import { searchInstruments } from './instrument-search.ts'

const info = (id: string): InstrumentInfo => {
  const [venue, symbol] = id.split(':')
  return { id, venue, symbol, base: symbol!.slice(0, 3), quote: 'USDT' } as InstrumentInfo
}
const all = ['binance:BTCUSDT', 'binance:ETHUSDT', 'bybit:BTCUSDT'].map(info)
const found = (text: string) => searchInstruments(all, text).map(({ id }) => id)

test('finds by any words of symbol, venue and coins, in any order and case', () => {
  expect(found('')).toHaveLength(3)
  expect(found('eth')).toEqual(['binance:ETHUSDT'])
  expect(found('  BTC  byb')).toEqual(['bybit:BTCUSDT'])
  expect(found('usdt binance')).toEqual(['binance:BTCUSDT', 'binance:ETHUSDT'])
  expect(found('doge')).toEqual([])
})
