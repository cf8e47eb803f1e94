import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import {
  coverageSchema,
  healthSchema,
  liquidationsSchema,
  venuesSchema,
} from '../../src/api/live.ts'
import { ROUTES, tilePath } from '../../src/api/routes.ts'
import {
  candlesSchema,
  instrumentsSchema,
  levelsSchema,
  mapSchema,
  problemSchema,
} from '../../src/api/schema.ts'
import type { VenueStatus } from '../../src/feed/feed.ts'
import { TILE_SIZE } from '../../src/heatmap/grid.ts'
import { COLUMN_STATUS, decodeTile } from '../../src/heatmap/tile-codec.ts'
import { emptyCandleColumns } from '../../src/market/candle-columns.ts'
import type { MarketEvent } from '../../src/market/event.ts'
import { MINUTE, SECOND } from '../../src/market/units.ts'
import { memorySource } from '../../src/server/market.ts'
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
} from './live-fixture.ts'
import type { LiveServer } from './live-fixture.ts'

const clock = (time: number): MarketEvent => ({
  type: 'clock',
  exchangeTime: time,
  receivedTime: time,
})

async function answer<Schema extends z.ZodType>(
  server: LiveServer,
  path: string,
  schema: Schema,
): Promise<z.infer<Schema>> {
  const given: unknown = await (await server.get(path)).json()
  const read = schema.parse(given)
  // No field more than the schema says.
  expect(read).toEqual(given)
  return read
}

const range = (from: number, to: number) => `instrument=${ID}&from=${from}&to=${to}`
const candlesOf = (server: LiveServer, from: number, to: number) =>
  answer(server, `${ROUTES.candles}?${range(from, to)}&interval=${MINUTE}`, candlesSchema)
const mapOf = (server: LiveServer) =>
  answer(server, `${ROUTES.map}?instrument=${ID}&model=isotherm`, mapSchema)

/** The tile that holds the price of a time. */
async function tileAt(server: LiveServer, version: string, time: number) {
  const x = Math.floor(time / (MINUTE * TILE_SIZE))
  const y = Math.floor(Math.log(97) / Math.log(1.0005) / TILE_SIZE)
  const path = tilePath(version, ID, 'isotherm', 'side', { bucket: MINUTE, zoom: 0, x, y })
  const response = await server.get(path)
  const bytes = new Uint8Array(await response.arrayBuffer())
  return { response, bytes, tile: response.ok ? decodeTile(bytes) : undefined }
}

const known = (status: Uint8Array | undefined): number =>
  [...(status ?? [])].filter((one) => one === COLUMN_STATUS.data).length

describe('a map that goes on', () => {
  test('has the columns of the bars that closed since it was asked last, under the same version', async () => {
    const server = await liveServer({ now: () => T0 + 30 * MINUTE })
    const { live } = server
    live.push(minutesOfTrade(0, 20))
    live.setReady()
    const first = await mapOf(server)
    const before = await tileAt(server, first.version, first.to - MINUTE)
    expect(known(before.tile?.columnStatus)).toBe(19)
    expect(before.tile?.closed).toBe(false)
    expect(before.response.headers.get('cache-control')).toBe('no-cache')

    live.push(minutesOfTrade(20, 25))
    const second = await mapOf(server)
    expect(second.version).toBe(first.version)
    expect(second.to).toBe(first.to + 5 * MINUTE)
    const after = await tileAt(server, first.version, first.to - MINUTE)
    expect(known(after.tile?.columnStatus)).toBe(24)
    expect(after.response.headers.get('etag')).not.toBe(before.response.headers.get('etag'))
    const levels = await answer(
      server,
      `${ROUTES.levels}?instrument=${ID}&model=isotherm&time=${second.to}`,
      levelsSchema,
    )
    expect(levels.levels.length).toBeGreaterThan(5)
  })

  test('a tile that has closed stays byte for byte and may be kept for ever', async () => {
    const server = await liveServer({ now: () => T0 + 30 * MINUTE })
    const { live } = server
    // T0 lies 96 minutes before the end of a strip.
    const rest = TILE_SIZE - (Math.floor(T0 / MINUTE) % TILE_SIZE)
    live.push(minutesOfTrade(0, rest + 2))
    live.setReady()
    const { version, to } = await mapOf(server)
    const closed = await tileAt(server, version, T0)
    expect(closed.tile?.closed).toBe(true)
    expect(closed.response.headers.get('cache-control')).toContain('immutable')
    live.push(minutesOfTrade(rest + 2, rest + 40))
    expect((await mapOf(server)).to).toBe(to + 38 * MINUTE)
    const again = await tileAt(server, version, T0)
    expect(again.response.headers.get('etag')).toBe(closed.response.headers.get('etag'))
    expect(Buffer.compare(again.bytes, closed.bytes)).toBe(0)

    // And it is the tile of a server that was given everything at once: a restart changes nothing.
    const other = await liveServer({ now: () => T0 + 30 * MINUTE })
    other.live.push(minutesOfTrade(0, rest + 40))
    other.live.setReady()
    const restarted = await mapOf(other)
    // Addresses differ: what came late in one run is in its place in the next.
    expect(restarted.version).not.toBe(version)
    for (const time of [T0, to]) {
      const [one, two] = [
        await tileAt(other, restarted.version, time),
        await tileAt(server, version, time),
      ]
      expect(Buffer.compare(one.bytes, two.bytes)).toBe(0)
    }
  })

  test('fault 27: late data change the version, the tile and its ETag; the old version is gone', async () => {
    let now = T0 + 20 * MINUTE
    const server = await liveServer({ now: () => now })
    const { live } = server
    live.push([...minutesOfTrade(0, 20), clock(now)])
    live.setReady()
    const first = await mapOf(server)
    const before = await tileAt(server, first.version, T0 + MINUTE)
    const viewer = await openViewer(server.url)
    await viewer.next('hello')
    live.push([trade(T0 + 8 * MINUTE + 1, 90, 40, 10 * MINUTE)])
    now += 10 * SECOND
    expect(await viewer.next('revised')).toEqual({
      type: 'revised',
      instrument: ID,
      from: T0 + 8 * MINUTE,
    })
    const { low } = await candlesOf(server, T0 + 8 * MINUTE, T0 + 9 * MINUTE)
    expect(low).toEqual([90])
    const second = await mapOf(server)
    expect(second.version).not.toBe(first.version)
    const gone = await tileAt(server, first.version, T0 + MINUTE)
    expect(gone.response.status).toBe(404)
    const after = await tileAt(server, second.version, T0 + MINUTE)
    expect(after.response.headers.get('etag')).not.toBe(before.response.headers.get('etag'))
  })
})

/** Stored minutes [from, to) after T0, each with a close of its own. */
function storedMinutes(from: number, to: number) {
  const candles = emptyCandleColumns(MINUTE, to - from)
  for (let i = 0; i < to - from; i++) {
    candles.openTime[i] = T0 + (from + i) * MINUTE
    for (const column of [candles.open, candles.high, candles.low, candles.close])
      column[i] = 200 + from + i
    candles.volume[i] = 10
  }
  const time = candles.openTime.map((one) => one + MINUTE)
  return memorySource(
    { instrument, candles, openInterest: { time, value: time.map(() => 900) } },
    { simulated: false, fingerprint: `stored ${from} ${to}` },
  )
}

test('live bars follow the stored ones; of a minute that both have a whole live one holds', async () => {
  const server = await liveServer({ stored: storedMinutes(-60, 3), now: () => T0 + 6 * MINUTE })
  const { live } = server
  // The first trade comes in the middle of the minute 1: that minute is not whole.
  live.push(minutesOfTrade(0, 6).filter(({ exchangeTime }) => exchangeTime > T0 + 1.5 * MINUTE))
  live.setReady()
  const { openTime, close, asOf } = await candlesOf(server, T0 - 2 * MINUTE, T0 + 10 * MINUTE)
  expect(openTime).toEqual([-2, -1, 0, 1, 2, 3, 4].map((i) => T0 + i * MINUTE))
  expect(close.slice(0, 4)).toEqual([198, 199, 200, 201])
  expect(close.slice(4).every((one) => one < 110)).toBe(true)
  expect(asOf).toBe(T0 + 5 * MINUTE)
  const { instruments } = await answer(server, ROUTES.instruments, instrumentsSchema)
  expect(instruments[0]).toMatchObject({ from: T0 - 60 * MINUTE, to: T0 + 5 * MINUTE })
  expect(instruments[0]!.lastPrice).toBeLessThan(110)
  const map = await mapOf(server)
  expect([map.from, map.to]).toEqual([T0 - 60 * MINUTE, T0 + 5 * MINUTE])
})

test('a stored history that grows under the live one is a revision of it', async () => {
  let stored = storedMinutes(-60, 0)
  let asked = stored
  let now = T0 + 6 * MINUTE
  const server = await liveServer({
    // A source that remembers, as that of a folder does.
    stored: { markets: () => asked.markets(), refresh: () => void (asked = stored) },
    now: () => now,
  })
  const { live } = server
  live.push(minutesOfTrade(0, 6))
  live.setReady()
  const before = await mapOf(server)
  const viewer = await openViewer(server.url)
  await viewer.next('hello')
  stored = storedMinutes(-90, 0)
  live.stored(ID, T0 - 80 * MINUTE)
  live.stored(ID, T0 - 90 * MINUTE)
  live.stored(ID, T0 - 70 * MINUTE)
  now += 2 * SECOND
  expect((await viewer.next('revised')).from).toBe(T0 - 90 * MINUTE)
  const after = await mapOf(server)
  expect(after.from).toBe(T0 - 90 * MINUTE)
  expect(after.version).not.toBe(before.version)
})

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

const status = (more: Partial<VenueStatus> = {}): VenueStatus => ({
  venue: instrument.venue,
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
  pausedUntil: undefined,
  counts: {
    frames: 1,
    events: 1,
    malformed: 0,
    duplicates: 0,
    untracked: 0,
    reconnects: 0,
    requests: 0,
  },
  problem: undefined,
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

test('coverage knows the gaps that an earlier run has recorded, and from when on there is a record', async () => {
  const recorded = { cause: 'stopped', certainty: 'certain', stream: 'trade' } as const
  const gaps = [
    { ...recorded, from: T0 - 40 * MINUTE, to: T0 - 30 * MINUTE },
    { ...recorded, from: T0 - 20 * MINUTE, to: T0 - 10 * MINUTE, repaired: true } as const,
  ]
  const [market] = await storedMinutes(-60, 0).markets()
  const stored = { ...market!, gaps: () => Promise.resolve(gaps) }
  const server = await liveServer({
    stored: { markets: () => Promise.resolve([stored]) },
    now: () => T0 + 40 * MINUTE,
  })
  server.live.push(minutesOfTrade(0, 5))
  server.live.setReady()
  const asked = `${ROUTES.coverage}?${range(T0 - 60 * MINUTE, T0 + 40 * MINUTE)}`
  const { streams } = await answer(server, asked, coverageSchema)
  expect(streams.find(({ stream }) => stream === 'trade')).toMatchObject({
    covered: 0.9,
    gaps: [
      { from: T0 - 40 * MINUTE, to: T0 - 30 * MINUTE, repaired: false },
      { from: T0 - 20 * MINUTE, to: T0 - 10 * MINUTE, repaired: true },
    ],
  })
})
