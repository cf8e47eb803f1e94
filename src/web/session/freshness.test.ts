import { describe, expect, test } from 'vitest'
import type { StreamInfo, VenueInfo } from '../../api/live.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import type { FreshnessOf } from './freshness.ts'
import { PRICE_SILENT_AFTER, freshnessOf } from './freshness.ts'
import { SILENT_AFTER } from '../../client/live-connection.ts'

const instrument = 'binance:BTCUSDT' as InstrumentId
const NOW = Date.UTC(2026, 0, 1, 12)

const stream = (changes: Partial<StreamInfo> = {}): StreamInfo => ({
  instrument,
  stream: 'trade',
  health: 'proven',
  completeness: 'all',
  lastEvent: NOW - 900,
  cause: null,
  ...changes,
})

const venue = (changes: Partial<VenueInfo> = {}): VenueInfo => ({
  venue: 'binance',
  name: 'Binance USD-M',
  state: 'live',
  liquidations: 'sampled',
  liquidationsNote: null,
  lagMs: 80,
  clockSkewMs: null,
  lastEvent: NOW - 900,
  pausedUntil: null,
  problem: null,
  streams: [stream()],
  ...changes,
})

const well: FreshnessOf = {
  instrument,
  link: { state: 'open' },
  silence: 100,
  now: NOW,
  barTime: NOW - 400,
  venues: [venue()],
}

describe('fault 69: what may be called live', () => {
  test('a price of a stream that flows, over a connection that speaks', () => {
    expect(freshnessOf(well)).toEqual({ state: 'live', asOf: NOW - 400, delay: undefined })
    const late = venue({ state: 'delayed', lagMs: 2_300 })
    expect(freshnessOf({ ...well, venues: [late] })).toMatchObject({ state: 'live', delay: 2_300 })
  })

  const lost = { state: 'lost', heardAt: NOW - 5_000, retryAt: NOW } as const
  const streams = (...of: Partial<StreamInfo>[]) => [venue({ streams: of.map(stream) })]
  const notLive: [string, Partial<FreshnessOf>, string][] = [
    ['the connection is lost', { link: lost }, 'connection'],
    ['the connection is being made again', { link: { state: 'connecting' } }, 'connection'],
    ['the server says nothing', { silence: SILENT_AFTER + 1 }, 'silent'],
    ['the server has said nothing yet', { silence: undefined }, 'silent'],
    ['the venue is dead', { venues: [venue({ state: 'dead' })] }, 'Nothing comes from'],
    [
      'the venue refuses',
      { venues: [venue({ state: 'blocked', problem: 'HTTP 418' })] },
      'HTTP 418',
    ],
    ['the venue is starting', { venues: [venue({ state: 'starting' })] }, 'not connected'],
    ...(
      [
        'stale',
        'suspect',
        'down',
        'blocked',
        'rejected',
        'ended',
        'connecting',
        'subscribed',
      ] as const
    ).map((health): [string, Partial<FreshnessOf>, string] => [
      `its stream is ${health}`,
      { venues: streams({ health, cause: 'no trade for 31 s' }) },
      'no trade for 31 s',
    ]),
    [
      'another instrument’s stream flows',
      {
        venues: streams(
          { health: 'stale' },
          { instrument: 'binance:ETHUSDT' as InstrumentId, health: 'proven' },
        ),
      },
      'sends no trades',
    ],
    [
      'only its open interest flows',
      { venues: streams({ health: 'down' }, { stream: 'open-interest' }) },
      'sends no trades',
    ],
    [
      'the stream is said to flow and nothing came',
      { barTime: NOW - PRICE_SILENT_AFTER - 1, venues: streams({ lastEvent: null }) },
      'No trade',
    ],
  ]
  test.each(notLive)('not live: %s', (_, changes, cause) => {
    const found = freshnessOf({ ...well, ...changes })
    expect(found).toMatchObject({ state: 'stale', cause: expect.stringContaining(cause) })
  })

  test('a quiet instrument is live however long ago its last trade was', () => {
    const quiet = {
      barTime: NOW - 3_600_000,
      venues: streams({ health: 'quiet', lastEvent: null }),
    }
    expect(freshnessOf({ ...well, ...quiet })).toMatchObject({
      state: 'live',
      asOf: NOW - 3_600_000,
    })
  })

  test('what nobody follows is history, and what is not known yet is neither', () => {
    expect(freshnessOf({ ...well, link: undefined })).toEqual({ state: 'history' })
    expect(freshnessOf({ ...well, venues: [] })).toEqual({ state: 'history' })
    expect(freshnessOf({ ...well, venues: streams({ stream: 'liquidation' }) })).toEqual({
      state: 'history',
    })
    expect(freshnessOf({ ...well, venues: undefined })).toEqual({ state: 'connecting' })
    const nothing = { barTime: undefined, venues: streams({ lastEvent: null }) }
    expect(freshnessOf({ ...well, ...nothing })).toEqual({ state: 'connecting' })
    expect(freshnessOf({ ...well, venues: undefined, link: lost })).toMatchObject({
      state: 'stale',
    })
  })
})
