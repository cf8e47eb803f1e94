import { queryObjects } from 'node:v8'
import { openFeed } from '../../src/feed/open-feed.ts'
import type { MarketEvent, StreamKind } from '../../src/market/event.ts'
import { instrumentId } from '../../src/market/instrument.ts'
import { DAY, SECOND } from '../../src/market/units.ts'
import { LiveHub } from '../../src/server/live/live-hub.ts'
import { createLive } from '../../src/server/live/live.ts'
import { seededRandom } from '../../src/market/seeded-random.ts'
import type { VenueReader } from '../../src/venues/wire/reader.ts'
import { openInterestPolls, readerWith, tradeHistory } from '../world/test-reader.ts'
import { STREAMS, TEST_VENUE, TestVenue } from '../world/test-venue.ts'
import { VirtualWorld } from '../world/virtual-world.ts'

/**
 * A process that runs feed, live market and hub over a venue that cuts every connection within
 * seconds, in virtual time, and tells as JSON what is held in memory along the way. Argument: number
 * of reconnects. Needs `--expose-gc`.
 */

/** What is in memory after a collection. */
export interface Held {
  readonly objects: number
  /** Bytes, those of compiled code among them. */
  readonly heapUsed: number
  /** Bytes outside of it: the columns of bars. */
  readonly arrayBuffers: number
}

export interface MemoryReport {
  readonly reconnects: number
  /** Hours of virtual time. */
  readonly hours: number
  readonly events: number
  /** At a quarter, a half, three quarters and the end. */
  readonly memory: readonly Held[]
  /** Sockets that were open, and timers that waited: once when all was well, and after the last cut. */
  readonly before: { readonly sockets: number; readonly timers: number }
  readonly after: { readonly sockets: number; readonly timers: number }
  /** Whether the events that the feed was opened with have been let go of while it ran. */
  readonly knownGone: boolean
  /** When the feed was closed. */
  readonly closed: { readonly sockets: number; readonly timers: number }
}

const FOLLOWED: readonly StreamKind[] = [...STREAMS, 'open-interest']
const SYMBOLS = ['BTC', 'ETH', 'SOL']
const most = Number(process.argv[2])
const random = seededRandom(62)

const world = new VirtualWorld({ seed: 62 })
const venue = new TestVenue()
for (const base of ['https://rest.test', 'wss://ws.test', 'wss://alt.test'])
  world.attach(base, venue)
venue.symbols = SYMBOLS
venue.speakers = SYMBOLS.flatMap((symbol) => [
  { stream: 'trade' as const, symbol, every: 10 * SECOND },
  { stream: 'mark' as const, symbol, every: 15 * SECOND },
  { stream: 'liquidation' as const, symbol, every: 600 * SECOND },
])
/** Some handshakes fail, and some subscriptions are refused or not answered. */
function makeTrouble(): void {
  venue.handshake = () => (random() < 0.1 ? 'refused' : random() < 0.03 ? 'silent' : undefined)
  venue.subscribing = () => {
    const chance = random()
    return chance < 0.01 ? 'ignore' : chance < 0.02 ? { refuse: 'not now' } : 'ack'
  }
}

/** Some gaps lie further back than history reaches, and are never repaired. */
const history: VenueReader['history'] = {
  trade: {
    ...tradeHistory!.trade!,
    get reach() {
      return random() < 0.5 ? SECOND : DAY
    },
  },
}

/** Timers that wait: those set, less those that have run or were called off. */
let timers = 0
const { clock } = world.ports
const ports = {
  ...world.ports,
  clock: {
    ...clock,
    after(wait: number, call: () => void) {
      let waits = true
      const done = () => {
        if (waits) timers--
        waits = false
      }
      timers++
      const cancel = clock.after(wait, () => {
        done()
        call()
      })
      return () => {
        done()
        cancel()
      }
    },
  },
}

const live = createLive()
live.setReady()
const hub = new LiveHub({
  live,
  catalogue: { map: () => Promise.reject(new Error('there is no map')) },
  version: '0',
  now: () => world.now(),
  onError: () => undefined,
  // Full before the first measurement, as it is for most of a server's life.
  kept: { messages: 200, characters: 1e6 },
})
const viewer = () =>
  hub.add({
    bufferedAmount: 0,
    send: () => undefined,
    ping: () => undefined,
    close: () => undefined,
    terminate: () => undefined,
  })

/** Events of an earlier run, which nobody needs once the feed has been opened. */
const known = new WeakRef<readonly MarketEvent[]>(
  Array.from({ length: 1_000 }, () => ({ type: 'clock', exchangeTime: 0, receivedTime: 0 })),
)

let events = 0
const reader = readerWith({
  supplies: [
    ...readerWith({}).supplies,
    {
      stream: 'open-interest',
      via: 'poll',
      completeness: [{ completeness: 'all' }],
      rhythm: { kind: 'dense', silence: 60 * SECOND },
    },
  ],
  polls: openInterestPolls,
  history,
})
const feed = openFeed(
  {
    reader,
    choose: (listed) => listed.map(({ instrument }) => instrument.id),
    streams: FOLLOWED,
    known: known.deref()!,
    onEvents(more: readonly MarketEvent[]) {
      events += more.length
      live.push(more)
    },
    onMemory: () => undefined,
    onQuarantine: () => undefined,
  },
  ports,
)
live.setVenues(() => [feed.status()])

const held = () => ({ sockets: world.network.open.size, timers })

/** What the venue and the network remember of the past for tests' sake is no part of the product. */
function forget(): void {
  venue.ledger.splice(0, Math.max(0, venue.ledger.length - 300))
  for (const list of [venue.received, venue.asked, world.network.connects, world.network.requests])
    list.length = 0
  venue.connects.length = 0
}

/** Lets time pass as the server does, a second a tick. */
async function run(seconds: number): Promise<void> {
  for (let i = 0; i < seconds; i++) {
    // oxlint-disable-next-line no-await-in-loop -- time passes second by second
    await world.run(SECOND)
    void hub.tick()
  }
}

function measure(): Held {
  for (let i = 0; i < 3; i++) global.gc?.()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return { heapUsed, arrayBuffers, objects: queryObjects(Object, { format: 'count' }) }
}

const WAYS = [
  () => venue.cutAll(1006),
  () => venue.cutAll(1001, 'maintenance'),
  () => venue.vanishAll(),
  () => {
    for (const { link } of venue.links.values()) link.reset()
  },
  () => {
    for (const { link } of venue.links.values()) {
      link.send('{"e":"trade","s":"BTC"')
      link.send('{"closing":1}')
    }
  },
]

let reconnects = 0
let watched = viewer()
/** One connection, of some seconds, and the end of it. */
async function liveAndDie(): Promise<void> {
  const before = world.network.connects.length
  await run(3 + Math.floor(8 * random()))
  WAYS[Math.floor(random() * WAYS.length)]!()
  reconnects += world.network.connects.length - before
  if (random() < 0.1) {
    hub.remove(watched)
    watched = viewer()
  }
  forget()
}

// Lists that are bounded are full from the start, as they are after months.
for (let i = 0; i < 600; i++)
  live.push(
    SYMBOLS.flatMap((symbol) =>
      FOLLOWED.map((stream) => {
        const to = world.now() - DAY + i * SECOND
        const at = { venue: TEST_VENUE, instrument: instrumentId(TEST_VENUE, symbol) }
        const when = { from: to - SECOND / 2, exchangeTime: to, receivedTime: to }
        return { type: 'gap', ...at, ...when, stream, cause: 'long ago', certainty: 'certain' }
      }),
    ),
  )

const start = world.now()
await run(120)
const before = held()
makeTrouble()
const memory: Held[] = []
for (let quarter = 1; quarter <= 4; quarter++) {
  // oxlint-disable-next-line no-await-in-loop -- one after the other
  while (reconnects < (most * quarter) / 4) await liveAndDie()
  memory.push(measure())
}
venue.handshake = () => undefined
venue.subscribing = () => 'ack'
await run(3_600)
const after = held()
const knownGone = known.deref() === undefined
venue.speakers = []
const closing = feed.close()
await run(60)
await closing
const report: MemoryReport = {
  reconnects,
  hours: (world.now() - start) / 3_600_000,
  events,
  memory,
  before,
  after,
  closed: held(),
  knownGone,
}
process.stdout.write(`${JSON.stringify(report)}\n`)
