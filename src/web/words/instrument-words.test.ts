import { expect, test } from 'vitest'
import { nameOf, nameOfId, writtenId } from './instrument-words.ts'

test('venues are written as they write themselves, symbols as they are', () => {
  expect(nameOf({ venue: 'okx', symbol: 'BTC-USDT-SWAP' })).toBe('OKX BTC-USDT-SWAP')
  expect(nameOfId('dydx:ETH-USD')).toBe('dYdX ETH-USD')
  expect(nameOfId('htx:a:b')).toBe('HTX a:b')
  expect(writtenId('bitfinex:tBTCF0:USTF0')).toEqual({ venue: 'Bitfinex', symbol: 'tBTCF0:USTF0' })
  expect(nameOfId('newvenue:X')).toBe('Newvenue X')
})
