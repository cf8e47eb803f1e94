import { afterEach, expect, test } from 'vitest'
import { nodePorts } from '../../src/feed/node-ports.ts'
import { seenEvents } from '../../src/feed/seen-events.ts'
import type { MarketEvent } from '../../src/market/event.ts'
import { openStandIn } from '../../src/sim/stand-in/stand-in.ts'
import { STAND_IN_VENUES, standInWire } from '../../src/sim/stand-in/venues.ts'
import { findReader } from '../../src/venues/readers.ts'
import { ask } from './direct-client.ts'
import { type LoopbackServer, serveStandIns } from './loopback-server.ts'

/** Real sockets of this machine between a stand-in and the ports that the feed uses. */

const venues = STAND_IN_VENUES.filter((venue) => findReader(venue) !== undefined)
const closing: (() => Promise<void> | void)[] = []
afterEach(async () => {
  await Promise.all(closing.splice(0).map(async (close) => close()))
})

/** A venue whose market stands still: nothing is said but what a test provokes. */
async function serve(venue: string) {
  const standIn = openStandIn({
    wire: standInWire(venue),
    seed: 4,
    start: Date.now(),
    rates: { tradesPerSecond: 0, liquidationsPerMinute: 0, movePerMinute: 0 },
  })
  const server = await serveStandIns({ [venue]: standIn })
  closing.push(() => server.close())
  return { standIn, server }
}

/** Opens the sockets of a venue's plan, and resolves when all their subscriptions are acknowledged. */
async function connect(
  venue: string,
  server: LoopbackServer,
  standIn: ReturnType<typeof openStandIn>,
) {
  const reader = findReader(venue)
  if (reader === undefined) throw new Error(`no reader of ${venue}`)
  const listed = reader.instruments().flatMap((read) => ask(standIn, reader, read, Date.now()))
  const events: MarketEvent[] = []
  const malformed: string[] = []
  const ends: string[] = []
  let waiting: { holds: () => boolean; go: () => void }[] = []
  const look = () => {
    for (const each of waiting) if (each.holds()) each.go()
    waiting = waiting.filter((each) => !each.holds())
  }
  /** Resolves when something has come to hold. */
  const until = (holds: () => boolean) =>
    new Promise<void>((go) => {
      waiting.push({ holds, go })
      look()
    })
  let acked = 0
  const plans = reader.sockets(listed, ['trade', 'liquidation'])
  for (const plan of plans) {
    const decoder = reader.decoder(listed)
    const path = new URL(reader.hosts[plan.host]?.[0] ?? '').pathname.replace(/\/$/, '') + plan.path
    const socket = nodePorts().connect(server.url(venue, 'ws') + path, {
      onOpen: () => {
        for (const text of plan.subscribe(plan.topics, 1)) socket.send(text)
      },
      onMessage: (text) => {
        const decoded = decoder.decode(text, Date.now())
        events.push(...decoded.events)
        acked += decoded.acks?.length ?? 0
        for (const problem of decoded.problems ?? []) malformed.push(problem.detail)
        look()
      },
      onLife: () => undefined,
      onClose: (code, reason) => {
        ends.push(`${code} ${reason}`)
        look()
      },
    })
    closing.push(() => socket.terminate())
  }
  const count = () => events.filter(({ type }) => type === 'trade' || type === 'liquidation').length
  await until(() => acked >= plans.length)
  return { events, malformed, ends, until, count }
}

const stream = (venue: string) => (venue === 'hyperliquid' ? 'trade' : 'liquidation')

test.each(venues)(
  'fault 20: %s: 5,000 messages in one TCP burst are 5,000 events',
  async (venue) => {
    const { standIn, server } = await serve(venue)
    const { events, count, until, malformed } = await connect(venue, server, standIn)
    const symbol = standInWire(venue).instruments[0]?.symbol ?? ''
    // Frames of a tick leave together; the provoked ones are written in one go.
    standIn.provoke({
      kind: 'burst',
      at: 0,
      about: stream(venue),
      symbol,
      count: 5_000,
      form: 'single',
    })
    const published = () =>
      standIn.ledger.entries.filter(({ happening }) => happening.type === stream(venue)).length
    expect(published()).toBe(5_000)
    await until(() => count() >= 5_000)
    const seen = seenEvents(Date.now())
    // Two that are alike and come in messages of their own cannot be told apart without an id.
    const contents = standIn.ledger.entries
      .filter(({ happening }) => happening.type === stream(venue))
      .map(({ happening, time, id }) => JSON.stringify([happening, time, id]))
    expect(events.filter((event) => seen.add(event, Date.now()))).toHaveLength(
      new Set(contents).size,
    )
    expect(count()).toBe(5_000)
    expect(malformed).toEqual([])
  },
)

test.each(venues)('fault 19: %s: 1,000 in messages of 25 are 1,000 events', async (venue) => {
  const { standIn, server } = await serve(venue)
  const { count, until } = await connect(venue, server, standIn)
  const symbol = standInWire(venue).instruments[0]?.symbol ?? ''
  for (let i = 0; i < 40; i++) {
    standIn.provoke({
      kind: 'burst',
      at: 0,
      about: stream(venue),
      symbol,
      count: 25,
      form: 'batch',
    })
  }
  await until(() => count() >= 1_000)
  expect(count()).toBe(1_000)
})

/** Sockets are the same for all venues. */
const anyVenue = venues.slice(0, 1)

test.each(anyVenue)(
  'fault 18: %s: a frame of 64 MB ends its connection, not the process',
  async (venue) => {
    const { standIn, server } = await serve(venue)
    const { ends, until } = await connect(venue, server, standIn)
    standIn.provoke({ kind: 'huge-frame', at: 0, length: 64 * 1024 * 1024 })
    await until(() => ends.length > 0)
    expect(ends[0]).toContain('Max payload size exceeded')
  },
)

test.each(anyVenue)('fault 18: %s: a compressed bomb is refused unopened', async (venue) => {
  const { standIn, server } = await serve(venue)
  const { ends, until } = await connect(venue, server, standIn)
  server.sendBomb(venue, 64 * 1024 * 1024)
  await until(() => ends.length > 0)
  expect(ends[0]).toContain('RSV1 must be clear')
})

test.each(venues)('fault 18: %s: a million nested brackets are one bad frame', async (venue) => {
  const { standIn, server } = await serve(venue)
  const { malformed, until, count, ends } = await connect(venue, server, standIn)
  standIn.provoke({ kind: 'deep-frame', at: 0, depth: 1_000_000 })
  await until(() => malformed.length > 0)
  expect(malformed[0]).toContain('nested deeper')
  const symbol = standInWire(venue).instruments[0]?.symbol ?? ''
  standIn.provoke({ kind: 'burst', at: 0, about: stream(venue), symbol, count: 1, form: 'single' })
  await until(() => count() === 1)
  expect(ends).toEqual([])
})

test.each(venues)(
  '%s: connections that are killed end, and new ones are welcome',
  async (venue) => {
    const { standIn, server } = await serve(venue)
    const first = await connect(venue, server, standIn)
    server.killPeers(venue)
    await first.until(() => first.ends.length > 0)
    const second = await connect(venue, server, standIn)
    expect(second.ends).toEqual([])
  },
)

test('a frozen server says nothing until it is thawed, then answers', async () => {
  const venue = venues[0] ?? ''
  const { standIn, server } = await serve(venue)
  const { count, until } = await connect(venue, server, standIn)
  server.freeze()
  const asked = nodePorts().request(
    { url: `${server.url(venue, 'http')}/nowhere` },
    new AbortController().signal,
  )
  let answered = false
  const noted = asked.then(() => (answered = true))
  // A request to another server and back: time enough for an answer, had there been one.
  const other = await serve(venue)
  await nodePorts().request(
    { url: `${other.server.url(venue, 'http')}/nowhere` },
    new AbortController().signal,
  )
  expect(answered).toBe(false)
  server.thaw()
  expect((await asked).status).toBe(404)
  expect(await noted).toBe(true)
  const symbol = standInWire(venue).instruments[0]?.symbol ?? ''
  standIn.provoke({ kind: 'burst', at: 0, about: stream(venue), symbol, count: 3, form: 'batch' })
  await until(() => count() === 3)
})
