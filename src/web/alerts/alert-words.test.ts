import { describe, expect, test } from 'vitest'
import type { AlertsAnswer } from '../../api/alerts.ts'
import { askedWords, deliveryWords, scopeWords, troubles } from './alert-words.ts'

describe('what a rule asks', () => {
  test.each([
    [
      { kind: 'cluster-near', withinPercent: 1, minUsd: 50e6, side: 'long' },
      'Price within 1 % of a cluster of at least $50.0M of longs',
    ],
    [
      { kind: 'cluster-grows', byPercent: 50, over: '24h', minUsd: 1e6 },
      'A cluster of at least $1.00M of positions grows by 50 % in 24h',
    ],
    [{ kind: 'ratio', crosses: 'above', value: 2 }, 'Shorts above over longs below goes above 2'],
    [{ kind: 'pattern', patterns: ['dense-wall'] }, 'A pattern forms: dense-wall'],
    [{ kind: 'pattern' }, 'A pattern forms'],
    [{ kind: 'feed-stale', afterSeconds: 60 }, 'A feed is stale for 60 s'],
    [{ kind: 'of-a-newer-server' }, 'of-a-newer-server'],
  ])('%j', (when, words) => {
    expect(askedWords({ when })).toBe(words)
  })
})

test('where a rule looks and whom it tells', () => {
  const rule = {
    id: 'near',
    name: 'Near',
    severity: 'high',
    when: { kind: 'score-degraded' },
    instruments: null,
    venues: ['binance'],
    repeats: true,
    cooldownMinutes: 15,
    hysteresis: 0.2,
    quiet: { from: '22:00', to: '07:00', zone: 'Europe/Berlin' },
    channels: null,
  } as const
  expect(scopeWords({ ...rule, venues: [...rule.venues] })).toBe(
    'binance · to all channels · 15 min between two · quiet 22:00 to 07:00 Europe/Berlin',
  )
  const once = { ...rule, venues: null, repeats: false, quiet: null, channels: ['phone'] }
  expect(scopeWords(once)).toBe('all instruments · to phone · once')
})

test('what became of an alert', () => {
  const delivery = { channel: 'hook', attempts: 0, time: 0, why: null } as const
  expect(deliveryWords({ ...delivery, state: 'delivered' })).toBe('hook delivered')
  expect(deliveryWords({ ...delivery, state: 'waiting' })).toBe('hook waiting')
  expect(deliveryWords({ ...delivery, state: 'waiting', attempts: 2, why: 'answered 500' })).toBe(
    'hook is tried again: answered 500',
  )
  expect(deliveryWords({ ...delivery, state: 'dead', why: 'answered 404' })).toBe(
    'hook not delivered: answered 404',
  )
})

test('what is wrong is said, and nothing where nothing is', () => {
  const answer: AlertsAnswer = {
    time: 0,
    enabled: true,
    publicUrl: null,
    rules: [],
    channels: [],
    alerts: [],
    next: null,
    health: { waiting: 0, dead: 1, lostLines: 2, dropped: 1, failure: 'disk full' },
  }
  expect(troubles(answer)).toEqual([
    'Nothing can be written down now: disk full.',
    'There are no rules: nothing is told.',
    'There are no channels: alerts are told on this page alone.',
    '1 delivery was given up.',
    '1 event was too much to be looked at.',
    'Damage took 2 lines of what was written down.',
  ])
  expect(troubles({ ...answer, enabled: false })).toEqual([])
})
