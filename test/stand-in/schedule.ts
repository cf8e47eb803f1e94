import type { Feed } from '../../src/feed/feed.ts'
import { openFeed } from '../../src/feed/open-feed.ts'
import type { MarketEvent, StreamKind } from '../../src/market/event.ts'
import { MINUTE, type Millis, SECOND } from '../../src/market/units.ts'
import { type FaultScript, scriptText } from '../../src/sim/stand-in/fault.ts'
import { judge } from '../../src/sim/stand-in/oracle.ts'
import { randomScript } from '../../src/sim/stand-in/random-script.ts'
import { openStandIn, type StandIn } from '../../src/sim/stand-in/stand-in.ts'
import { STAND_IN_VENUES, standInWire } from '../../src/sim/stand-in/venues.ts'
import { findReader } from '../../src/venues/readers.ts'
import type { VenueReader } from '../../src/venues/wire/reader.ts'
import { VirtualWorld } from '../world/virtual-world.ts'

/** Streams that are followed in a soak: those whose every event counts, and one that is a state. */
export const SOAKED: readonly StreamKind[] = ['trade', 'liquidation', 'mark-price', 'open-interest']

/** Busy enough that a silence of a minute or two is no accident. */
const RATES = { tradesPerSecond: 0.7, liquidationsPerMinute: 15, movePerMinute: 0.0008 }

const WARM_UP = 2 * MINUTE
const FAULTS = 6 * MINUTE
const TAIL = 7 * MINUTE
/** Within this much of the end nothing is missing any more: the venue has been well for minutes. */
const WELL: Millis = MINUTE

/** What came of one schedule. */
export interface ScheduleResult {
  readonly seed: number
  readonly venue: string
  /** What was found wrong, in plain words; empty where all is well. */
  readonly wrong: readonly string[]
  readonly script: FaultScript
  readonly events: number
  readonly published: number
  /** Part of the followed time that lies in gaps, over all streams. */
  readonly missing: number
}

/** Lets a venue's stand-in answer under all hosts of its reader. */
export function attachTo(world: VirtualWorld, reader: VenueReader, standIn: StandIn): void {
  for (const hosts of Object.values(reader.hosts)) {
    for (const host of hosts) world.attach(new URL(host).origin, standIn)
  }
}

/** Streams of a venue of which every event is to be accounted for: Hyperliquid tells no liquidations. */
export const accountedStreams = (reader: VenueReader) =>
  new Set(
    (['trade', 'liquidation'] as const).filter((kind) =>
      reader.supplies.some(({ stream }) => stream === kind),
    ),
  )

/** Venues that both sides know. */
export const soakedVenues = (): string[] =>
  STAND_IN_VENUES.filter((venue) => findReader(venue) !== undefined)

/**
 * Runs the feed of one venue through a schedule of faults in virtual time and judges what it gave.
 * @param script drawn from the seed where absent
 */
export async function runSchedule(seed: number, script?: FaultScript): Promise<ScheduleResult> {
  const venues = soakedVenues()
  const venue = venues[seed % venues.length] ?? ''
  const reader = findReader(venue)
  if (reader === undefined) throw new Error(`no reader of ${venue}`)
  const wire = standInWire(venue)
  const symbols = wire.instruments.slice(0, 2).map(({ symbol }) => symbol)
  const faults = script ?? randomScript(seed, { from: WARM_UP, to: WARM_UP + FAULTS, symbols })
  const world = new VirtualWorld({ seed })
  const start = world.now()
  const standIn = openStandIn({ wire, seed, start, rates: RATES, script: faults })
  attachTo(world, reader, standIn)
  const stored: MarketEvent[] = []
  const feed = openFeed(
    {
      reader,
      choose: (listed) =>
        listed.flatMap(({ instrument }) =>
          symbols.includes(instrument.symbol) ? [instrument.id] : [],
        ),
      streams: SOAKED,
      onEvents: (events) => stored.push(...events),
    },
    world.ports,
  )
  await world.run(WARM_UP + FAULTS + TAIL)
  const end = world.now()
  const unwell = [...unhealthy(feed), ...lateGaps(stored, end)]
  await closeIn(world, feed)
  const wrong = judge({
    venue,
    ledger: standIn.ledger,
    stored,
    from: start,
    to: end - SECOND,
    symbols: new Set(symbols),
    streams: accountedStreams(reader),
  })
  return {
    seed,
    venue,
    script: faults,
    wrong: [...wrong, ...unwell, ...rushed(world, reader)],
    events: stored.length,
    published: standIn.ledger.entries.length,
    missing: missingPart(stored, feed.status().streams.length * (end - start)),
  }
}

/** Closes a feed, for which virtual time must go on. */
export async function closeIn(world: VirtualWorld, feed: Feed): Promise<void> {
  let closed = false
  const closing = feed.close().then(() => (closed = true))
  await world.runUntil(() => closed, 5 * MINUTE)
  await closing
  // The venue learns of it too.
  await world.run(SECOND)
}

/** Streams that have not come back although the venue has been well for minutes. */
const unhealthy = (feed: Feed): string[] =>
  feed
    .status()
    .streams.filter(({ health }) => health !== 'proven' && health !== 'quiet')
    .map(
      ({ stream, instrument, health, cause }) =>
        `${stream} ${instrument} is ${health} (${cause ?? 'no cause'}) minutes after all faults`,
    )

/** Gaps that reach into the time when nothing is wrong any more. */
const lateGaps = (stored: readonly MarketEvent[], end: Millis): string[] =>
  stored.flatMap((event) =>
    event.type === 'gap' && event.repaired !== true && event.exchangeTime > end - WELL + 10 * SECOND
      ? [
          `a gap of ${event.stream} ${event.instrument} reaches to ${event.exchangeTime - end} ms of the end: ${event.cause}`,
        ]
      : [],
  )

/** Connections that were made faster than the feed promises. */
function rushed(world: VirtualWorld, reader: VenueReader): string[] {
  const { count, per } = reader.limits.connects
  const most = Math.max(1, Math.floor(count / 2))
  const times = world.network.connects.map(({ at }) => at)
  return times.flatMap((at, i) => {
    const before = times[i - most]
    return before !== undefined && at - before < per
      ? [`${most + 1} connections within ${at - before} ms, of ${count} allowed within ${per}`]
      : []
  })
}

function missingPart(stored: readonly MarketEvent[], followed: Millis): number {
  let missing = 0
  for (const event of stored) {
    if (event.type === 'gap' && event.repaired !== true) missing += event.exchangeTime - event.from
  }
  return missing / followed
}

/** What a failed schedule says: enough to run it again. */
export const scheduleText = ({ seed, venue, wrong, script }: ScheduleResult): string =>
  [
    `seed ${seed} (${venue}): ${wrong.length} wrong`,
    ...wrong.slice(0, 6).map((text) => `  ${text}`),
    'schedule:',
    scriptText(script),
  ].join('\n')
