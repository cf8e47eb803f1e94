import { describe, expect, test } from 'vitest'
import type { VenueInfo } from '../../api/live.ts'
import { venueStateSchema } from '../../api/live.ts'
import { completenessWords, formatDelay, summaryOf, wordOf } from './venue-words.ts'

const venue = (changes: Partial<VenueInfo> = {}): VenueInfo => ({
  venue: 'okx-swap',
  name: 'OKX',
  state: 'live',
  liquidations: 'sampled',
  liquidationsNote: null,
  lagMs: 80,
  clockSkewMs: null,
  lastEvent: null,
  pausedUntil: null,
  problem: null,
  streams: [],
  ...changes,
})

describe('how venues are called', () => {
  test('only a live venue looks live, and none while the server is not heard', () => {
    for (const state of venueStateSchema.options) {
      expect(wordOf(venue({ state }), true).tone === 'good').toBe(state === 'live')
      expect(wordOf(venue({ state }), false)).toEqual({ tone: 'unknown', word: 'Unknown' })
    }
    expect(wordOf(venue({ state: 'delayed', lagMs: 2_340 }), true).word).toBe('Delayed 2.3 s')
    expect(wordOf(venue({ state: 'delayed', lagMs: null }), true).word).toBe('Delayed')
  })

  test('one that starts and cannot be reached says so', () => {
    const starting = venue({ state: 'starting' })
    expect(wordOf(starting, true)).toEqual({ tone: 'unknown', word: 'Starting' })
    expect(wordOf({ ...starting, problem: 'fetch failed' }, true)).toEqual({
      tone: 'bad',
      word: 'Not reached',
    })
  })

  test('all of them in one line', () => {
    const some = [venue(), venue({ state: 'dead' }), venue({ state: 'delayed' })]
    expect(summaryOf(some, true)).toMatchObject({ tone: 'warn', word: '1 of 3 live' })
    expect(summaryOf([venue()], true)).toMatchObject({ tone: 'good', word: '1 of 1 live' })
    expect(summaryOf([venue({ state: 'dead' })], true)).toMatchObject({ tone: 'bad' })
    expect(summaryOf(some, false)).toMatchObject({ tone: 'unknown', live: 0 })
    expect(summaryOf(undefined, true)).toMatchObject({ tone: 'unknown' })
    expect(summaryOf([], true)).toMatchObject({ tone: 'unknown' })
  })

  test('delays', () => {
    expect([84.4, 949, 950, 2_340, 12_000, 59_600, 240_000].map(formatDelay)).toEqual([
      '84 ms',
      '949 ms',
      '0.9 s',
      '2.3 s',
      '12 s',
      '1 min',
      '4 min',
    ])
  })

  test('no liquidations and unknown ones are told apart', () => {
    expect(completenessWords(null).word).toBe('None')
    expect(completenessWords(undefined).word).toBe('Unknown')
    expect(completenessWords('all').word).toBe('All')
  })
})
