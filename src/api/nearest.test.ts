import { expect, test } from 'vitest'
import { nearest } from './nearest.ts'

const known = ['binance:BTCUSDT', 'binance:ETHUSDT', 'bybit:SOLUSDT', 'simulated:BTCUSD-SIM']

test.each([
  ['btc', ['binance:BTCUSDT', 'simulated:BTCUSD-SIM']],
  ['binance:BTCUSD', ['binance:BTCUSDT', 'binance:ETHUSDT']],
  ['bybit:SOLUSD', ['bybit:SOLUSDT']],
  ['', []],
  ['x'.repeat(100_000), []],
])('%s is near to %j', (word, expected) => {
  expect(nearest(word, known)).toEqual(expected)
})
