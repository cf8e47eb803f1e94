import type { FeedMemory } from '../../src/feed/feed.ts'
import { openFeed } from '../../src/feed/open-feed.ts'
import type { FeedPorts } from '../../src/feed/ports.ts'
import { MINUTE, type Millis, SECOND } from '../../src/market/units.ts'
import { seededRandom } from '../../src/market/seeded-random.ts'
import { scriptText } from '../../src/sim/stand-in/fault.ts'
import { judge } from '../../src/sim/stand-in/oracle.ts'
import { randomScript } from '../../src/sim/stand-in/random-script.ts'
import { openStandIn } from '../../src/sim/stand-in/stand-in.ts'
import { standInWire } from '../../src/sim/stand-in/venues.ts'
import type { VenueId } from '../../src/market/instrument.ts'
import { findReader } from '../../src/venues/readers.ts'
import { VirtualWorld } from '../world/virtual-world.ts'
import { accountedStreams, attachTo, closeIn, SOAKED, soakedVenues } from './schedule.ts'
import { VirtualJournal } from './virtual-journal.ts'

const RATES = { tradesPerSecond: 0.7, liquidationsPerMinute: 15, movePerMinute: 0.0008 }

export interface RestartOptions {
  readonly seed: number
  /** How often all of it is killed and started again. */
  readonly kills: number
  /** The machine's clock is ahead of the true time by this much. */
  readonly clockAhead?: Millis
}

/**
 * Runs the feeds of all venues into one journal, kills everything now and then, and starts it again
 * with what was on the disk. Gives what the oracle found wrong.
 */
export async function runRestarts({ seed, kills, clockAhead = 0 }: RestartOptions) {
  const random = seededRandom(seed ^ 0x2e57a7)
  const world = new VirtualWorld({ seed })
  world.shiftWall(clockAhead)
  const start = world.now()
  const length = 4 * MINUTE + kills * 3 * MINUTE
  const journal = new VirtualJournal(world.ports.clock)
  const memories = new Map<string, FeedMemory>()
  const venues = soakedVenues().map((venue, i) => {
    const reader = findReader(venue)
    if (reader === undefined) throw new Error(`no reader of ${venue}`)
    const wire = standInWire(venue)
    const symbols = wire.instruments.slice(0, 2).map(({ symbol }) => symbol)
    const range = { from: 2 * MINUTE, to: length - 2 * MINUTE, symbols }
    const script = randomScript(seed * 31 + i, range)
    const standIn = openStandIn({ wire, seed: seed + i, start, rates: RATES, script })
    attachTo(world, reader, standIn)
    return { venue, reader, symbols, script, standIn }
  })

  /** Starts all feeds with what an earlier run left on the disk. The returned call kills them. */
  function run() {
    const life = { over: false }
    const ports = mortal(world.ports, life)
    const feeds = venues.map(({ venue, reader, symbols }) => {
      const kept = memories.get(venue)
      const lastProven = journal.tail.lastProven(venue as VenueId, kept?.lastProven)
      return openFeed(
        {
          reader,
          choose: (listed) =>
            listed.flatMap(({ instrument }) =>
              symbols.includes(instrument.symbol) ? [instrument.id] : [],
            ),
          streams: SOAKED,
          memory: { version: 1, ...kept, lastProven },
          known: journal.tail.known(venue as VenueId),
          onEvents: (events) => {
            if (!life.over) journal.append(events)
          },
          onMemory: (memory) => {
            if (!life.over) memories.set(venue, structuredClone(memory))
          },
        },
        ports,
      )
    })
    return { feeds, life }
  }

  let running = run()
  for (let i = 0; i < kills; i++) {
    // oxlint-disable-next-line no-await-in-loop -- one life after the other
    await world.run(Math.floor(MINUTE * (0.05 + 3 * random())))
    running.life.over = true
    journal.kill()
    for (const socket of world.network.open) socket.terminate()
    // oxlint-disable-next-line no-await-in-loop -- one life after the other
    await world.run(Math.floor(random() * 40 * SECOND))
    running = run()
  }
  // To the end of the scripts and beyond: what a fault hides is found before the run is judged.
  await world.run(Math.max(4 * MINUTE, start + length - world.now()))
  const end = world.now()
  for (const feed of running.feeds) await closeIn(world, feed)
  journal.commit()

  const wrong = venues.flatMap(({ venue, reader, standIn, symbols, script }) => {
    const found = judge({
      venue,
      ledger: standIn.ledger,
      stored: journal.stored.filter((event) => event.type !== 'clock' && event.venue === venue),
      from: start,
      to: end - SECOND,
      symbols: new Set(symbols),
      streams: accountedStreams(reader),
    })
    return found.length === 0 ? [] : [`${venue}:`, ...found.slice(0, 5), scriptText(script)]
  })
  return { wrong, stored: journal.stored.length }
}

/** Ports that do nothing more once their process is dead. */
function mortal(ports: FeedPorts, life: { over: boolean }): FeedPorts {
  const alive = (call: () => void) => () => {
    if (!life.over) call()
  }
  return {
    random: ports.random,
    clock: {
      wall: () => ports.clock.wall(),
      monotonic: () => ports.clock.monotonic(),
      after: (wait, call) => ports.clock.after(wait, alive(call)),
    },
    connect: (url, handlers, manner) =>
      ports.connect(
        url,
        {
          onOpen: alive(() => handlers.onOpen()),
          onMessage: (text) => {
            if (!life.over) handlers.onMessage(text)
          },
          onLife: alive(() => handlers.onLife()),
          onClose: (code, reason) => {
            if (!life.over) handlers.onClose(code, reason)
          },
        },
        manner,
      ),
    async request(request, signal) {
      try {
        const answer = await ports.request(request, signal)
        return life.over ? await never() : answer
      } catch (error) {
        if (life.over) return never()
        throw error
      }
    },
  }
}

/** What a dead process waits for. */
const never = (): Promise<never> => new Promise(() => undefined)
