import { expect, test } from 'vitest'
import type { StreamInfo, VenueInfo } from '../../api/live.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import { AlertFeeds } from './alert-feeds.ts'

const [A, B] = ['testvenue:A' as InstrumentId, 'testvenue:B' as InstrumentId]

const stream = (
  instrument: InstrumentId,
  health: StreamInfo['health'],
  kind: StreamInfo['stream'] = 'trade',
): StreamInfo => ({
  instrument,
  stream: kind,
  health,
  completeness: 'all',
  lastEvent: null,
  cause: null,
})

const venue = (streams: StreamInfo[], problem: string | null = null): VenueInfo => ({
  venue: 'testvenue',
  name: 'Test',
  state: 'live',
  liquidations: null,
  liquidationsNote: null,
  lagMs: null,
  clockSkewMs: null,
  lastEvent: null,
  pausedUntil: null,
  problem,
  streams,
})

/** The feeds of an instrument after looks a second apart; 0 is fresh. */
function after(id: InstrumentId, ...looks: readonly (readonly StreamInfo[])[]) {
  const feeds = new AlertFeeds()
  looks.forEach((streams, second) => feeds.look([venue([...streams])], second * 1_000))
  return Object.fromEntries(feeds.of(id).map((feed) => [feed.id, feed.staleFor]))
}

const all = (health: StreamInfo['health']) => [
  stream(A, health),
  stream(B, health),
  stream(A, health, 'mark-price'),
]

test('a venue that falls silent is one feed, and the same moment for all its instruments', () => {
  const silent = [all('proven'), all('stale'), all('down')]
  expect(after(A, ...silent)).toEqual({ testvenue: 1_000 })
  expect(after(B, ...silent)).toEqual({ testvenue: 1_000 })
})

test('open interest that was asked for a minute ago does not say that a venue speaks', () => {
  const silent = [...all('down'), stream(A, 'proven', 'open-interest')]
  expect(after(A, silent, silent)).toEqual({ testvenue: 1_000 })
})

test('connecting anew is no good news; speaking is', () => {
  expect(after(A, all('stale'), all('connecting'), all('subscribed'))).toEqual({ testvenue: 2_000 })
  expect(after(A, all('stale'), all('connecting'), all('proven'))).toMatchObject({
    testvenue: 0,
    'testvenue trade': 0,
  })
})

test('what was never good or bad is not known: a start is no news', () => {
  expect(after(A, all('connecting'), all('subscribed'))).toEqual({})
  expect(after(A, all('stale'))).toEqual({ testvenue: 1 })
})

test('one kind of stream, or one instrument of it, is told by itself', () => {
  const trades = [stream(A, 'stale'), stream(B, 'stale'), stream(A, 'proven', 'mark-price')]
  expect(after(A, trades, trades)).toMatchObject({ testvenue: 0, 'testvenue trade': 1_000 })
  expect(after(B, trades, trades)).toEqual({ testvenue: 0, 'testvenue trade': 1_000 })
  const one = [stream(A, 'suspect'), stream(B, 'proven')]
  expect(after(A, one, one)).toEqual({
    testvenue: 0,
    'testvenue trade': 0,
    'testvenue:A trade': 1_000,
  })
  expect(after(B, one, one)).toEqual({
    testvenue: 0,
    'testvenue trade': 0,
    'testvenue:B trade': 0,
  })
})

test('liquidations that are asked for are rightly quiet, ended streams and watched books are no feeds', () => {
  const quiet = [stream(A, 'subscribed', 'liquidation')]
  expect(after(A, quiet)).toMatchObject({ testvenue: 0, 'testvenue liquidation': 0 })
  expect(after(A, [stream(A, 'ended'), stream(A, 'stale', 'order-book')])).toEqual({})
})

test('a venue of which not even the instruments are told is stale for those that were known', () => {
  const feeds = new AlertFeeds()
  feeds.look([venue([])], 0)
  expect(feeds.of(A)).toEqual([])
  feeds.look([venue([], 'connection refused')], 1_000)
  feeds.look([venue([], 'connection refused')], 6_000)
  expect(feeds.of(A)).toEqual([{ id: 'testvenue', staleFor: 5_000 }])
  expect(feeds.of('other:A' as InstrumentId)).toEqual([])
})
