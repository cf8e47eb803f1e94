import { describe, expect, test } from 'vitest'
import type { MeasuredAnswer } from '../../api/live.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import { MINUTE, SECOND } from '../../market/units.ts'
import { ageOf, chipWords, formatShare, isOld, oldestOf } from './measured-words.ts'

const NOW = 1_795_333_225_207

const answer = (changes: Partial<MeasuredAnswer> = {}): MeasuredAnswer => ({
  instrument: 'hyperliquid:BTC' as InstrumentId,
  asOf: NOW,
  zoom: 6,
  levels: [[342, 30_594_551, 0]],
  withoutPrice: { longUsd: 0, shortUsd: 0 },
  coverage: { longShare: 0.36, shortShare: 0.32, share: 0.34 },
  addresses: 131,
  medianAgeMs: 2 * MINUTE,
  oldestAgeMs: 9 * MINUTE,
  ...changes,
})

const NOTHING: Partial<MeasuredAnswer> = {
  levels: [],
  addresses: 0,
  medianAgeMs: null,
  oldestAgeMs: null,
}

describe('what the chip says', () => {
  const said = (of: MeasuredAnswer | undefined, on = true) => chipWords(of, { on, now: NOW })

  test.each([
    ['share and age', answer(), 'Measured 34% of OI · 2 min'],
    ['an unknown share', answer({ coverage: null }), 'Measured share unknown · 2 min'],
    ['nothing yet', answer(NOTHING), 'Measured: nothing yet'],
    [
      'nothing yet, of no known interest',
      answer({ ...NOTHING, coverage: null }),
      'Measured: nothing yet',
    ],
    ['before the first answer', undefined, 'Measured: asking'],
  ])('%s', (_, of, words) => expect(said(of)).toBe(words))

  test('off is said, whatever is known', () => {
    expect(said(answer(), false)).toBe('Measured: off')
    expect(said(undefined, false)).toBe('Measured: off')
  })
})

test('an age goes on while nobody answers; a clock that is behind does not make it younger', () => {
  expect(ageOf(answer(), NOW + 30 * SECOND)).toBe(2 * MINUTE + 30 * SECOND)
  expect(oldestOf(answer(), NOW + 30 * SECOND)).toBe(9 * MINUTE + 30 * SECOND)
  expect(ageOf(answer(), NOW - MINUTE)).toBe(2 * MINUTE)
  expect(ageOf(answer(NOTHING), NOW + MINUTE)).toBeUndefined()
  expect(oldestOf(answer(NOTHING), NOW + MINUTE)).toBeUndefined()
})

test('it is old from ten minutes on, as seen or as time goes on', () => {
  expect(isOld(answer({ medianAgeMs: 10 * MINUTE }), NOW)).toBe(false)
  expect(isOld(answer({ medianAgeMs: 10 * MINUTE + 1 }), NOW)).toBe(true)
  expect(isOld(answer(), NOW + 8 * MINUTE + 1)).toBe(true)
  expect(isOld(answer(NOTHING), NOW + 60 * MINUTE)).toBe(false)
})

test.each([
  [0, '0%'],
  [0.0002, 'under 0.1%'],
  [0.0041, '0.4%'],
  [0.0996, '10%'],
  [0.344, '34%'],
  [1.03, '103%'],
])('a share of %d is written %s', (share, text) => expect(formatShare(share)).toBe(text))
