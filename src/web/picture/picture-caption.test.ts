import { describe, expect, test } from 'vitest'
import type { PictureFacts } from './picture-caption.ts'
import { captionOf, pictureName, shareableAddress } from './picture-caption.ts'

const facts: PictureFacts = {
  page: 'map',
  instruments: [{ venue: 'binance', symbol: 'BTCUSDT' }],
  model: 'Isotherm',
  simulated: false,
  from: Date.UTC(2024, 6, 6),
  to: Date.UTC(2024, 7, 5, 6, 30),
  dollars: 'Dollars ×÷2.9 per 0.2% · measured 8% too high [−1%, 16%]',
  notes: ['Longs minus shorts, at the median'],
  address: 'https://maps.example/#range=30d',
}

describe('the caption', () => {
  test('says instrument, venue, model, times, discount, and that it is no advice', () => {
    expect(captionOf(facts)).toEqual({
      title: 'BTCUSDT Binance · Liquidation heatmap',
      lines: [
        'Model Isotherm · 2024-07-06 00:00 – 2024-08-05 06:30 UTC · modelled levels, not advice',
        'Dollars ×÷2.9 per 0.2% · measured 8% too high [−1%, 16%]',
        'Longs minus shorts, at the median',
        'Isotherm · https://maps.example/#range=30d',
      ],
    })
  })

  test('says first of all that a market is simulated', () => {
    const { title } = captionOf({ ...facts, simulated: true })
    expect(title.startsWith('SIMULATED · ')).toBe(true)
  })

  test('names many instruments by their venues, and one moment once', () => {
    const venues = ['binance', 'bybit', 'okx', 'bybit']
    const instruments = venues.map((venue) => ({ venue, symbol: 'BTCUSDT' }))
    const caption = captionOf({ ...facts, page: 'levels', instruments, from: facts.to })
    expect(caption.title).toBe('BTCUSDT and 3 more on Binance, Bybit, OKX · Liquidation map')
    expect(caption.lines[0]).toContain(' · 2024-08-05 06:30 UTC · ')
  })
})

describe('the address', () => {
  const at = (address: string) => shareableAddress(new URL(address))

  test('is of the view, without what may be a secret', () => {
    expect(at('https://me:secret@maps.example/?token=x#range=30d')).toBe(
      'https://maps.example/#range=30d',
    )
    expect(at('http://10.0.0.7:8420/#')).toBe('http://10.0.0.7:8420/')
  })

  test.each([
    'http://127.0.0.1:8420/#range=30d',
    'http://localhost:8420/',
    'http://isotherm.localhost/',
    'http://[::1]:8420/',
    'https://maps.example/s3cret/#range=30d',
    'file:///home/me/index.html',
  ])('%s is not told', (address) => {
    expect(at(address)).toBeUndefined()
  })
})

test('the name of the file holds nothing that a file system refuses', () => {
  const instruments = [{ venue: 'gate', symbol: 'BTC/USD:X' }]
  expect(pictureName({ ...facts, instruments })).toBe(
    'isotherm-map-gate-BTC-USD-X-2024-08-05-0630.png',
  )
})
