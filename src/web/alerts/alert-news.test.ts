import { expect, test } from 'vitest'
import type { AlertText } from '../../api/alerts.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import { NO_NEWS, viewOfAlert, withAlerts, without } from './alert-news.ts'
import { DEFAULT_VIEW, parseHash } from '../address/view.ts'

const BITCOIN = 'binance:BTCUSDT' as InstrumentId

const alert = (key: string): AlertText => ({
  key,
  rule: 'sweeps',
  name: 'Sweeps',
  kind: 'cluster-swept',
  severity: 'medium',
  instrument: BITCOIN,
  time: Date.UTC(2026, 10, 22),
  price: 100_000,
  side: 'long',
  label: null,
  numbers: { usd: 50e6 },
  withheld: 0,
  text: ['price went through a cluster'],
})
const came = (keys: string, left = 0) => ({ alerts: keys.split('').map(alert), left })
const keysOf = ({ shown }: typeof NO_NEWS) => shown.map(({ key }) => key).join('')

test('the newest three are shown, what they took the place of is counted', () => {
  const first = withAlerts(NO_NEWS, came('a'))
  expect([keysOf(first), first.more]).toEqual(['a', 0])
  const second = withAlerts(first, came('bcd', 7))
  expect([keysOf(second), second.more]).toEqual(['bcd', 8])
  const third = withAlerts(second, came('e'))
  expect([keysOf(third), third.more]).toEqual(['ebc', 9])
})

test('one that is told again is shown once, and one that was put away is gone', () => {
  const told = withAlerts(withAlerts(NO_NEWS, came('ab')), came('a'))
  expect([keysOf(told), told.more]).toEqual(['ab', 0])
  expect(keysOf(without(told, 'a'))).toBe('b')
})

test('its link is the map where and when it happened, drawn as it is looked at now', () => {
  const view = {
    ...DEFAULT_VIEW,
    page: 'alerts',
    palette: 'cividis',
    instrument: 'okx:BTC-USDT-SWAP' as InstrumentId,
    lockedMaxUsd: 1e6,
  } as const
  expect(parseHash(viewOfAlert(view, alert('a')))).toEqual({
    ...view,
    page: 'map',
    instrument: BITCOIN,
    lockedMaxUsd: undefined,
    at: Date.UTC(2026, 10, 22),
  })
})
