import type { Feed, FeedMemory, FeedOptions, QuarantinedFrame } from '../../src/feed/feed.ts'
import { openFeed } from '../../src/feed/open-feed.ts'
import type { Gap, MarketEvent, StreamState } from '../../src/market/event.ts'
import type { InstrumentId } from '../../src/market/instrument.ts'
import { testReader } from './test-reader.ts'
import { STREAMS, TestVenue } from './test-venue.ts'
import type { Sent } from './test-venue.ts'
import { VirtualWorld } from './virtual-world.ts'
import type { WorldOptions } from './virtual-world.ts'

/** A feed in a virtual world with the test venue, and all that it wrote. */
export interface FeedBench {
  readonly world: VirtualWorld
  readonly venue: TestVenue
  readonly feed: Feed
  readonly events: MarketEvent[]
  readonly quarantined: QuarantinedFrame[]
  /** The newest thing to remember. */
  memory(): FeedMemory | undefined
  gaps(): Gap[]
  states(): StreamState[]
  health(stream: string, instrument: InstrumentId): string | undefined
  /** The venue falls silent, what is under way arrives, the feed is closed. */
  finish(): Promise<void>
  /** What was sent and is neither stored once nor inside a gap: nothing, in a feed that tells the truth. */
  unaccounted(): Sent[]
}

/** @param set changes the venue before the feed is opened */
export function feedBench(
  options: Partial<FeedOptions> = {},
  set: (venue: TestVenue, world: VirtualWorld) => void = () => undefined,
  world: WorldOptions | VirtualWorld = {},
): FeedBench {
  const virtual = world instanceof VirtualWorld ? world : new VirtualWorld(world)
  const venue = new TestVenue()
  for (const base of ['https://rest.test', 'wss://ws.test', 'wss://alt.test'])
    virtual.attach(base, venue)
  set(venue, virtual)
  return benchOf(virtual, venue, options)
}

/** A feed on a venue that is there already. */
export function benchOf(
  world: VirtualWorld,
  venue: TestVenue,
  options: Partial<FeedOptions>,
): FeedBench {
  const events: MarketEvent[] = []
  const quarantined: QuarantinedFrame[] = []
  const healths = new Map<string, string>()
  let memory: FeedMemory | undefined
  const feed = openFeed(
    {
      reader: testReader,
      choose: (listed) => listed.map(({ instrument }) => instrument.id),
      streams: STREAMS,
      onEvents(more) {
        // At once: a test may refuse what belongs together.
        events.push(...more)
        for (const event of more) {
          if (event.type === 'stream-state')
            healths.set(`${event.stream} ${event.instrument}`, event.health)
        }
      },
      onMemory: (kept) => {
        // What is kept is written as JSON: nothing else survives.
        memory = JSON.parse(JSON.stringify(kept)) as FeedMemory
      },
      onQuarantine: (frame) => quarantined.push(frame),
      ...options,
    },
    world.ports,
  )
  const gaps = () => events.filter((event): event is Gap => event.type === 'gap')
  return {
    world,
    venue,
    feed,
    events,
    quarantined,
    memory: () => memory,
    gaps,
    states: () => events.filter((event): event is StreamState => event.type === 'stream-state'),
    health: (stream, instrument) => healths.get(`${stream} ${instrument}`),
    async finish() {
      venue.speakers = []
      await world.run(1000)
      await feed.close()
    },
    unaccounted: () => unaccounted(venue.ledger, events),
  }
}

/** The one oracle: everything that was sent is stored exactly once, or at most once inside a gap. */
export function unaccounted(ledger: readonly Sent[], events: readonly MarketEvent[]): Sent[] {
  const stored = new Map<string, number>()
  const gaps = new Map<string, Gap[]>()
  for (const event of events) {
    if (event.type === 'gap') {
      const key = `${event.stream} ${event.instrument}`
      gaps.set(key, [...(gaps.get(key) ?? []), event])
    } else if (event.type === 'trade' || event.type === 'liquidation') {
      const key = `${event.type} ${event.instrument} ${event.id ?? event.exchangeTime}`
      stored.set(key, (stored.get(key) ?? 0) + 1)
    }
  }
  return ledger.filter(({ type, symbol, time, id }) => {
    const stream = `${type} testium:${symbol}`
    const times = stored.get(`${stream} ${id}`) ?? stored.get(`${stream} ${time}`) ?? 0
    if (times === 1) return false
    const missing = gaps.get(stream)?.some((gap) => gap.from <= time && time < gap.exchangeTime)
    return times > 1 || missing !== true
  })
}
