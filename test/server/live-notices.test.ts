import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { StreamStatus, VenueStatus } from '../../src/feed/feed.ts'
import type { MarketEvent, StreamHealth, StreamKind, Trade } from '../../src/market/event.ts'
import { parseInstrumentId, parseVenueId } from '../../src/market/instrument.ts'
import type { Instrument } from '../../src/market/instrument.ts'
import { HOUR, MINUTE, SECOND, quantity } from '../../src/market/units.ts'
import { createLive } from '../../src/server/live/live.ts'
import { venueInfo, venueState } from '../../src/server/live/live-venues.ts'
import { ID, T0, instrument, liquidation, trade, venueStatus } from './live-fixture.ts'

const stream = (health: StreamHealth, kind: StreamKind = 'trade'): StreamStatus => ({
  instrument: ID,
  stream: kind,
  health,
  completeness: 'all',
  lastEvent: T0,
  cause: undefined,
})

const status = (streams: readonly StreamStatus[], more: Partial<VenueStatus> = {}): VenueStatus =>
  venueStatus({ streams, sockets: { open: 1, wanted: 1 }, lag: 100, ...more })

test.each<[string, readonly StreamStatus[]]>([
  ['starting', []],
  ['starting', [stream('connecting'), stream('connecting', 'liquidation')]],
  ['starting', [stream('proven'), stream('subscribed', 'open-interest')]],
  ['live', [stream('proven'), stream('quiet', 'liquidation'), stream('ended')]],
  ['live', [stream('proven'), stream('subscribed', 'liquidation')]],
  ['partial', [stream('proven'), stream('stale', 'open-interest')]],
  ['partial', [stream('proven'), stream('rejected', 'open-interest')]],
  ['partial', [stream('quiet', 'liquidation'), stream('blocked')]],
  ['blocked', [stream('blocked'), stream('down', 'liquidation')]],
  ['dead', [stream('down'), stream('down', 'liquidation')]],
  ['dead', [stream('stale'), stream('rejected', 'liquidation')]],
])('a venue is %s when its streams are so', (state, streams) => {
  expect(venueState(status(streams))).toBe(state)
})

test('a venue whose data come late is delayed, and dead is never called live', () => {
  expect(venueState(status([stream('proven')], { lag: 5_000 }))).toBe('delayed')
  expect(venueState(status([stream('proven')], { lag: 4_999 }))).toBe('live')
  const health = fc.constantFrom<StreamHealth[]>(
    'connecting',
    'subscribed',
    'proven',
    'quiet',
    'stale',
    'suspect',
    'rejected',
    'blocked',
    'down',
    'ended',
  )
  fc.assert(
    fc.property(fc.array(health, { maxLength: 6 }), (list) => {
      const state = venueState(status(list.map((one) => stream(one))))
      const bad = list.some((one) => !['proven', 'quiet', 'ended'].includes(one))
      if (state === 'live') expect(bad).toBe(false)
      if (!list.some((one) => one === 'proven' || one === 'quiet'))
        expect(['starting', 'dead', 'blocked']).toContain(state)
    }),
  )
})

test('what a feed does not know is null, never 0', () => {
  expect(
    venueInfo(status([{ ...stream('connecting'), lastEvent: undefined }], { lag: undefined })),
  ).toMatchObject({
    lagMs: null,
    clockSkewMs: null,
    lastEvent: null,
    pausedUntil: null,
    problem: null,
    liquidations: null,
    streams: [{ lastEvent: null, cause: null }],
  })
})

const other = parseVenueId('other')!
const elsewhere = (event: Trade): MarketEvent => ({
  ...event,
  venue: other,
  instrument: parseInstrumentId('other:X')!,
})

test('fault 48: a venue without trades for half an hour while others trade may have halted', () => {
  const live = createLive([instrument])
  live.setReady()
  live.setVenues(() => [status([stream('proven')])])
  const mark = (time: number): MarketEvent => ({
    ...trade(time, 1),
    type: 'mark-price',
    markPrice: 100,
  })
  const problem = () => live.venues()[0]
  live.push([trade(T0, 100), elsewhere(trade(T0, 100))])
  for (let i = 1; i < 30; i++)
    live.push([mark(T0 + i * MINUTE), elsewhere(trade(T0 + i * MINUTE, 1))])
  expect(problem()).toMatchObject({ state: 'live', problem: null })
  live.push([mark(T0 + 30 * MINUTE), elsewhere(trade(T0 + 30 * MINUTE, 1))])
  expect(problem()?.state).toBe('partial')
  expect(problem()?.problem).toMatch(/^no trades since .* while other venues trade: halted\?$/)
  // Where all are quiet, none has halted; where it trades again, it has not either.
  live.push([mark(T0 + 32 * MINUTE)])
  expect(problem()?.problem).toBeNull()
  live.push([elsewhere(trade(T0 + 33 * MINUTE, 1)), trade(T0 + 33 * MINUTE, 100)])
  expect(problem()?.problem).toBeNull()
  // A venue of which nothing at all is heard is another matter, which its health tells.
  live.push([elsewhere(trade(T0 + 64 * MINUTE, 1))])
  expect(problem()?.problem).toBeNull()
})

test('fault 49: a feed that is said to be whole and never has two in a second looks sampled', () => {
  const notice = (spacing: number, twin: boolean) => {
    const live = createLive([instrument])
    live.setReady()
    live.setVenues(() => [status([stream('quiet', 'liquidation')])])
    for (let at = 0; at < HOUR; at += spacing) live.push([liquidation(T0 + at, 100)])
    if (twin) live.push([liquidation(T0 + HOUR - spacing + 1, 100)])
    return live.venues()[0]?.problem
  }
  expect(notice(5 * SECOND, false)).toMatch(/^liquidations look sampled/)
  expect(notice(5 * SECOND, true)).toBeNull()
  // Too few to tell.
  expect(notice(30 * SECOND, false)).toBeNull()
})

test('fault 45: the same position has the same USD in a linear and in an inverse contract', () => {
  const inverse: Instrument = {
    ...instrument,
    id: parseInstrumentId('testvenue:INV')!,
    contract: 'inverse',
  }
  const price = fc.double({ min: 1e-3, max: 1e6, noNaN: true })
  fc.assert(
    fc.property(price, fc.double({ min: 1e-3, max: 1e6, noNaN: true }), (at, coins) => {
      const live = createLive([instrument, inverse])
      live.setReady()
      const linear = liquidation(T0, at, coins)
      live.push([linear, { ...linear, instrument: inverse.id, quantity: quantity(coins * at) }])
      const [b, a] = live.liquidations(2)
      expect(a?.notionalUsd).toBe(coins * at)
      expect(b?.notionalUsd).toBe(a?.notionalUsd)
    }),
  )
})

test('liquidations of an instrument that nobody has defined are not given a value', () => {
  const live = createLive([])
  live.setReady()
  live.push([liquidation(T0, 100)])
  expect(live.liquidations(10)).toEqual([])
  live.setInstruments([instrument])
  expect(live.liquidations(10)).toHaveLength(1)
})
