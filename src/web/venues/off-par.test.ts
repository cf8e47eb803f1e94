import { expect, test } from 'vitest'
import type { QuoteRateInfo } from '../../api/live.ts'
import { parseInstrumentId } from '../../market/instrument.ts'
import { offPar } from './off-par.ts'

const usdt = (rate: number | null, ...venues: string[]): QuoteRateInfo => ({
  quote: 'USDT',
  rate,
  time: rate === null ? null : Date.UTC(2026, 0, 1),
  base: rate === null ? null : 'BTC',
  references: venues.map((venue) => parseInstrumentId(`${venue}:BTCUSD`)!),
})
const nameOf = (venue: string) => venue[0]!.toUpperCase() + venue.slice(1)
const said = (rates: readonly QuoteRateInfo[], quote = 'USDT') => offPar(quote, rates, nameOf)

test('fault 50: says what a quote is worth, by what, where, and how amounts count it', () => {
  expect(said([usdt(0.97, 'deribit', 'kraken')])).toEqual({
    short: 'USDT 0.970 USD',
    whole: 'USDT at 0.970 USD by BTC on Deribit and Kraken; amounts count it at 1.',
  })
  expect(said([usdt(1.0101, 'kraken')])?.whole).toContain('USDT at 1.010 USD by BTC on Kraken;')
  expect(said([usdt(0.5, 'binance', 'deribit', 'kraken')])?.whole).toContain(
    'on Binance, Deribit and Kraken;',
  )
  // Two instruments of one venue are one venue.
  expect(said([usdt(0.5, 'kraken', 'kraken')])?.whole).toContain('on Kraken;')
})

test('fault 50: says nothing of a quote within one percent, of one that nobody knows, and of another', () => {
  expect(said([usdt(1, 'kraken')])).toBeUndefined()
  expect(said([usdt(0.9901, 'kraken')])).toBeUndefined()
  expect(said([usdt(1.0099, 'kraken')])).toBeUndefined()
  expect(said([usdt(null)])).toBeUndefined()
  expect(said([])).toBeUndefined()
  expect(said([usdt(0.5, 'kraken')], 'USDC')).toBeUndefined()
})
