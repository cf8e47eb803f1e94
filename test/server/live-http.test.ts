import { expect, test } from 'vitest'
import {
  coverageSchema,
  healthSchema,
  liquidationsSchema,
  venuesSchema,
} from '../../src/api/live.ts'
import { ROUTES } from '../../src/api/routes.ts'
import { levelsSchema, problemSchema } from '../../src/api/schema.ts'
import type { VenueStatus } from '../../src/feed/feed.ts'
import type { MarketEvent } from '../../src/market/event.ts'
import { MINUTE, SECOND } from '../../src/market/units.ts'
import { answer, candlesOf, clock, mapOf, range } from './live-ask-fixture.ts'
import {
  ID,
  T0,
  instrument,
  liquidation,
  liveServer,
  minutesOfTrade,
  openInterest,
  openViewer,
  trade,
  venueStatus,
} from './live-fixture.ts'

test('fault 69: when the collector stalls, everything that shows the newest says that it is stale', async () => {
  let now = T0 + 10 * MINUTE
  const server = await liveServer({ now: () => now })
  const { live } = server
  live.setReady()
  live.push([...minutesOfTrade(0, 10), clock(now)])
  const stales = async () => {
    const map = await mapOf(server)
    const levels = `${ROUTES.levels}?instrument=${ID}&model=isotherm&time=${map.to}`
    return [
      map.stale,
      (await candlesOf(server, T0, now)).stale,
      (await answer(server, levels, levelsSchema)).stale,
      (await answer(server, `${ROUTES.coverage}?${range(T0, now)}`, coverageSchema)).stale,
      !(await answer(server, ROUTES.health, healthSchema)).fresh,
    ]
  }
  expect(await stales()).toEqual([false, false, false, false, false])
  now += 15 * SECOND + 1
  expect(await stales()).toEqual([true, true, true, true, true])
  live.push([clock(now), trade(now - 200, 100)])
  expect(await stales()).toEqual([false, false, false, false, false])
  // A stream that is known to be dead is stale at once, however lively the rest.
  const { venue } = instrument
  const header = { venue, instrument: ID, exchangeTime: now, receivedTime: now } as const
  live.push([{ type: 'stream-state', ...header, stream: 'open-interest', health: 'stale' }])
  expect((await stales()).slice(0, 4)).toEqual([true, true, true, true])
  live.push([{ type: 'stream-state', ...header, stream: 'open-interest', health: 'proven' }])
  expect((await stales()).slice(0, 4)).toEqual([false, false, false, false])
})

const status = (more: Partial<VenueStatus> = {}): VenueStatus =>
  venueStatus({
    streams: [
      {
        instrument: ID,
        stream: 'trade',
        health: 'proven',
        completeness: 'all',
        lastEvent: T0,
        cause: undefined,
      },
    ],
    sockets: { open: 1, wanted: 1 },
    clockSkew: -120,
    lag: 80,
    ...more,
  })

test('venues answer how they fare, coverage what was missed, the tape what was liquidated', async () => {
  const server = await liveServer({ now: () => T0 + 10 * MINUTE })
  const { live } = server
  const { venue } = instrument
  live.setVenues(() => [status()])
  const lost: MarketEvent = {
    type: 'gap',
    venue,
    instrument: ID,
    stream: 'trade',
    from: T0 + 4 * MINUTE,
    exchangeTime: T0 + 6 * MINUTE,
    receivedTime: T0 + 10 * MINUTE,
    cause: 'the connection was lost',
    certainty: 'certain',
  }
  live.push([...minutesOfTrade(0, 10), lost, liquidation(T0, 90), liquidation(T0 + 1, 91)])
  live.setReady()
  const { venues } = await answer(server, ROUTES.venues, venuesSchema)
  expect(venues).toMatchObject([{ venue, state: 'live', lagMs: 80, clockSkewMs: -120 }])
  const asked = `${ROUTES.coverage}?${range(T0, T0 + 10 * MINUTE)}`
  const { streams } = await answer(server, asked, coverageSchema)
  expect(streams.find(({ stream }) => stream === 'trade')).toMatchObject({
    covered: 0.8,
    gaps: [{ from: T0 + 4 * MINUTE, to: T0 + 6 * MINUTE, certainty: 'certain', repaired: false }],
  })
  const tape = await answer(server, `${ROUTES.liquidations}?limit=1`, liquidationsSchema)
  expect(tape.liquidations.map(({ price }) => price)).toEqual([91])
  // What comes meanwhile is on none of the pages that follow.
  live.push([liquidation(T0 + 2, 92)])
  const rest = `${ROUTES.liquidations}?limit=5&cursor=${tape.next}`
  const older = await answer(server, rest, liquidationsSchema)
  expect(older.liquidations.map(({ price }) => price)).toEqual([90])
  expect(older.next).toBeNull()
  const none = await answer(server, `${ROUTES.liquidations}?instrument=a:B`, liquidationsSchema)
  expect(none.liquidations).toEqual([])
})

test.each([
  [`${ROUTES.liquidations}?limit=1001`, 400, 'invalid-parameter'],
  [`${ROUTES.liquidations}?limit=0`, 400, 'invalid-parameter'],
  [`${ROUTES.liquidations}?more=1`, 400, 'invalid-parameter'],
  [`${ROUTES.coverage}?instrument=${ID}`, 400, 'invalid-parameter'],
  [`${ROUTES.coverage}?instrument=a:B&from=${T0}&to=${T0 + 1}`, 404, 'unknown-instrument'],
  [`${ROUTES.measured}?instrument=${ID}`, 404, 'not-measured'],
  [`${ROUTES.venues}?x=1`, 400, 'invalid-parameter'],
  [ROUTES.live, 426, 'upgrade-required'],
])('%s is refused with %i %s', async (path, code, name) => {
  const server = await liveServer({ now: () => T0 })
  server.live.setReady()
  const response = await server.get(path)
  expect(response.status).toBe(code)
  expect(problemSchema.parse(await response.json()).code).toBe(name)
})

test('health tells apart a process that is up, one that is ready, and streams that are dead', async () => {
  const now = T0 + 10 * MINUTE
  const server = await liveServer({ now: () => now })
  const { live } = server
  const starting = await server.get(ROUTES.health)
  expect(starting.status).toBe(503)
  expect(healthSchema.parse(await starting.json())).toMatchObject({ up: true, ready: false })
  live.push([openInterest(now - 1_000, 5)])
  live.setReady()
  const ready = await server.get(ROUTES.health)
  expect(ready.status).toBe(200)
  expect(healthSchema.parse(await ready.json())).toMatchObject({ ready: true, fresh: true })
  const [stream] = status().streams
  live.setVenues(() => [
    status({ streams: [{ ...stream!, health: 'stale', cause: 'nothing for 40 s' }] }),
  ])
  const dead = await answer(server, ROUTES.health, healthSchema)
  expect(dead).toMatchObject({
    ready: true,
    fresh: false,
    deadStreams: [`testvenue trade ${ID}: stale, nothing for 40 s`],
  })
})

test('metrics count events by venue and type, and tell nothing that a client could make grow', async () => {
  const server = await liveServer({ now: () => T0 + 10 * MINUTE })
  const { live } = server
  live.setReady()
  live.setVenues(() => [status()])
  live.push([...minutesOfTrade(0, 10), liquidation(T0, 90)])
  const viewer = await openViewer(server.url)
  await viewer.next('hello')
  await server.get('/nowhere?x=evil')
  const text = await (await server.get(ROUTES.metrics)).text()
  expect(text).toContain('isotherm_events_total{venue="testvenue",type="trade"} 60')
  expect(text).toContain('isotherm_events_total{venue="testvenue",type="liquidation"} 1')
  expect(text).toContain('isotherm_streams{venue="testvenue",health="proven"} 1')
  expect(text).toMatch(/^isotherm_viewers 1$/m)
  expect(text).toMatch(/^isotherm_nodejs_eventloop_lag_p99_seconds /m)
  expect(text).not.toContain('evil')
})
