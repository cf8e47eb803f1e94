import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Interval, ScoreInfo } from '../../api/score.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import {
  formatEnds,
  formatGain,
  formatRank,
  formatRatio,
  formatShareOf,
  missingWords,
  stateWord,
  verdictOf,
} from './score-words.ts'

const finite = fc.double({ min: -5, max: 5, noNaN: true })
const interval: fc.Arbitrary<Interval> = fc
  .tuple(finite, finite, finite)
  .map((three) => three.sort((a, b) => a - b))
  .map(([low, value, high]) => ({ low: low!, value: value!, high: high! }))

const info = (changes: Partial<ScoreInfo> = {}): ScoreInfo => ({
  instrument: 'binance:BTCUSDT' as InstrumentId,
  state: 'collecting',
  running: false,
  knownHours: 31,
  recordedSince: Date.UTC(2026, 10, 20, 9),
  firstScoreAt: Date.UTC(2026, 10, 26, 10),
  scoredAt: null,
  headline: null,
  problem: null,
  ...changes,
})

describe('the verdict', () => {
  test('needs the whole interval on one side of 0', () => {
    fc.assert(
      fc.property(interval, (of) => {
        const { word } = verdictOf(of)
        expect(word.startsWith('Adds')).toBe(of.low > 0)
        expect(word.startsWith('Worse')).toBe(of.high < 0)
        expect(word.startsWith('No better')).toBe(of.low <= 0 && of.high >= 0)
      }),
    )
  })

  test('of a map that loses is as plain as of one that wins', () => {
    expect(verdictOf({ value: 0.2, low: 0.1, high: 0.3 })).toEqual({
      tone: 'good',
      word: 'Adds information to the candle',
    })
    expect(verdictOf({ value: -0.2, low: -0.3, high: -0.1 })).toEqual({
      tone: 'bad',
      word: 'Worse than the candle',
    })
    expect(verdictOf(null).word).toBe('Too few days for a verdict')
  })

  test('is not given where nothing is scored', () => {
    expect(stateWord(info()).word).toBe('Collecting')
    expect(stateWord(info({ state: 'simulated' })).word).toBe('Simulated: not scored yet')
    expect(stateWord(info({ state: 'waiting', running: true })).word).toBe('Being scored')
  })
})

test('a fresh install is told since when liquidations are recorded and when the first score comes', () => {
  expect(missingWords(info(), 144)).toBe(
    'Liquidations are recorded since 2026-11-20 09:00 UTC; of 31 hours it is known what was ' +
      'liquidated. The first score needs 144 and comes about 2026-11-26 10:00 UTC, if none is missed.',
  )
  expect(missingWords(info({ firstScoreAt: null }), 144)).toContain('A score needs 144 hours.')
  expect(missingWords(info({ recordedSince: null }), 144)).toBe(
    'No liquidations of this instrument are recorded yet.',
  )
  expect(missingWords(info({ state: 'failed', problem: 'it has no candles' }), 144)).toContain(
    'it has no candles',
  )
  expect(missingWords(info({ state: 'simulated' }), 144)).toContain('Simulated')
})

test('numbers carry their sign, and 0 carries none', () => {
  expect([0.1994, -0.0503, 0.0001, -0.0001].map(formatGain)).toEqual([
    '+0.199',
    '−0.050',
    '0.000',
    '0.000',
  ])
  expect([0.487, -0.104, -0.001, undefined].map(formatRank)).toEqual(['0.49', '−0.10', '0.00', '–'])
  expect([0.922, 1.3, 0.0065, 12.3, 1_234].map(formatRatio)).toEqual([
    '0.92',
    '1.30',
    '0.0065',
    '12',
    '1200',
  ])
  expect([0.078, -0.007, -0.001, 0.8].map(formatShareOf)).toEqual(['8%', '−1%', '0%', '80%'])
  expect(formatEnds({ value: 0, low: -0.1, high: 0.25 }, formatGain)).toBe('[−0.100, +0.250]')
})
