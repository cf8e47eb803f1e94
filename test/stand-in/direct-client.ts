import type { MarketEvent, StreamKind } from '../../src/market/event.ts'
import type { Millis } from '../../src/market/units.ts'
import type { StandIn } from '../../src/sim/stand-in/stand-in.ts'
import { findReader } from '../../src/venues/readers.ts'
import type {
  ListedInstrument,
  Read,
  VenueReader,
  WireProblem,
} from '../../src/venues/wire/reader.ts'

/** What a reader made of what a stand-in said, with no feed between them. */
export interface DirectClient {
  readonly reader: VenueReader
  readonly listed: readonly ListedInstrument[]
  readonly events: MarketEvent[]
  readonly problems: WireProblem[]
  /** Acknowledgements that accepted and that refused. */
  readonly acks: { accepted: number; refused: number }
  readonly frames: string[]
}

/** Asks a stand-in what a read asks. Throws where the answer gives no value. */
export function ask<Value>(
  standIn: StandIn,
  reader: VenueReader,
  read: Read<Value>,
  now: Millis,
): Value {
  const answer = standIn.request(pathOf(reader, read.host, read.path), read.body, now)
  const parsed = read.parse(answer.body, now)
  if (answer.status !== 200 || parsed.value === undefined || parsed.problems.length > 0) {
    const problems = parsed.problems.map(({ detail }) => detail).join('; ')
    throw new Error(
      `${read.path} ${read.body ?? ''}: ${answer.status} ${problems} ${answer.body.slice(0, 300)}`,
    )
  }
  return parsed.value
}

/** The path below the base URL that a stand-in is reached at. */
const pathOf = (reader: VenueReader, host: string, path: string): string => {
  const base = reader.hosts[host]?.[0]
  if (base === undefined) throw new Error(`${reader.venue} has no host ${host}`)
  return new URL(base).pathname.replace(/\/$/, '') + path
}

/** Reads the instruments, opens every socket of the plan and decodes what comes. */
export function connectDirectly(
  standIn: StandIn,
  streams: readonly StreamKind[],
  now: Millis,
): DirectClient {
  const reader = findReader(standIn.venue)
  if (reader === undefined) throw new Error(`no reader of ${standIn.venue}`)
  const listed = reader.instruments().flatMap((read) => ask(standIn, reader, read, now))
  const client: DirectClient = {
    reader,
    listed,
    events: [],
    problems: [],
    acks: { accepted: 0, refused: 0 },
    frames: [],
  }
  for (const plan of reader.sockets(listed, streams)) {
    const decoder = reader.decoder(listed)
    const take = (text: string) => {
      client.frames.push(text)
      const decoded = decoder.decode(text, standInTime)
      client.events.push(...decoded.events)
      client.problems.push(...(decoded.problems ?? []))
      for (const { accepted } of decoded.acks ?? [])
        client.acks[accepted ? 'accepted' : 'refused']++
    }
    let standInTime = now
    const peer = standIn.connect(
      pathOf(reader, plan.host, plan.path),
      {
        send: (text) => {
          standInTime = Math.max(now, standIn.now())
          take(text)
        },
        ping: () => undefined,
        close: () => undefined,
        reset: () => undefined,
        vanish: () => undefined,
      },
      now,
    )
    if (typeof peer === 'string' || 'status' in peer) throw new Error(`${plan.key}: not accepted`)
    for (const text of plan.subscribe(plan.topics, 1)) peer.onMessage(text, now)
    if (plan.heartbeat?.message !== undefined) peer.onMessage(plan.heartbeat.message, now)
  }
  return client
}
