import fc from 'fast-check'
import { expect, test } from 'vitest'
import { emptyCandleColumns } from '../../market/candle-columns.ts'
import { parseInstrumentId, parseVenueId } from '../../market/instrument.ts'
import type { Instrument } from '../../market/instrument.ts'
import type { History, HistoryInstrument } from '../../store/history.ts'
import { historySource } from './market.ts'
import { candlesWithin } from './rows-within.ts'

const instrument: Instrument = {
  id: parseInstrumentId('testvenue:A')!,
  venue: parseVenueId('testvenue')!,
  symbol: 'A',
  base: 'A',
  quote: 'USD',
  contract: 'linear',
  contractSize: 1,
  tickSize: 1,
}

test('candles within a range are those that open in it', () => {
  const times = fc.uniqueArray(fc.integer({ min: 0, max: 100 }), { maxLength: 30 })
  const time = fc.integer({ min: -10, max: 110 })
  fc.assert(
    fc.property(times, time, time, (openTimes, from, to) => {
      const sorted = openTimes.toSorted((a, b) => a - b)
      const candles = {
        ...emptyCandleColumns(1, sorted.length),
        openTime: Float64Array.from(sorted),
      }
      const expected = sorted.filter((one) => one >= from && one < to)
      const within = candlesWithin(candles, from, to)
      expect([...within.openTime]).toEqual(expected)
      expect(within.close).toHaveLength(expected.length)
    }),
  )
})

/** Only what the source asks of a history. */
function fakeHistory(asked: { instruments: number; fails: boolean }) {
  const entry = {
    instrument,
    candles: [{ interval: 60_000, from: 0, to: 60_000, rows: 1 }],
    openInterest: undefined,
  }
  return {
    instruments: () => {
      asked.instruments++
      if (asked.fails) return Promise.reject(new Error('the disk is gone'))
      return Promise.resolve([entry, { ...entry, candles: [] }] as unknown as HistoryInstrument[])
    },
    fingerprint: () => Promise.resolve(`${asked.instruments}`),
  } as unknown as History
}

test('a history is asked again after a second, and at once after a failure', async () => {
  const asked = { instruments: 0, fails: true }
  let clock = 0
  const source = historySource(fakeHistory(asked), () => clock)
  await expect(source.markets()).rejects.toThrow('the disk is gone')
  asked.fails = false
  const [market, ...more] = await source.markets()
  expect(more).toEqual([])
  expect(market?.stored.interval).toBe(60_000)
  clock = 999
  expect(await source.markets()).toEqual([market])
  expect(asked.instruments).toBe(2)
  expect(await market?.fingerprint()).toBe('2')
  clock = 1_000
  await source.markets()
  expect(asked.instruments).toBe(3)
  expect(await market?.fingerprint('request')).toBe('2')
  expect(await market?.fingerprint('now')).toBe('3')
})

test('a history that is said to have changed is asked again at once', async () => {
  const asked = { instruments: 0, fails: false }
  const source = historySource(fakeHistory(asked), () => 0)
  await source.markets()
  await source.markets()
  expect(asked.instruments).toBe(1)
  source.refresh?.()
  const [market] = await source.markets()
  expect(asked.instruments).toBe(2)
  expect(await market?.fingerprint()).toBe('2')
})
