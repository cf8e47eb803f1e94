import type { Millis } from '../../market/units.ts'
import { seededRandom } from '../../market/seeded-random.ts'
import { activeFaults, type FaultScript, type LastingFault } from './fault.ts'
import type { Happening } from './happening.ts'
import type { Ledger, LedgerEntry } from './ledger.ts'
import type { MarketView } from './market-view.ts'
import type { StandInLink } from './server.ts'
import { concerns, type StandInTopic, type StandInWire, type SubscribeMessage } from './wire.ts'

/** The venue's end of one connection: what was subscribed on it, and what waits to be sent. */
export interface StandInPeer {
  hear(text: string): void
  hearPing(): boolean
  /** Tells what was published: in as few messages as the wire allows, or in one each. */
  push(entries: readonly LedgerEntry[], form: 'batch' | 'single'): void
  repeat(count: number): void
  say(text: string): void
  reset(): void
  vanish(): void
  close(code: number, reason: string): void
  farewell(code: number, after: Millis): void
  /** The client is gone. */
  end(): void
  nextDue(): Millis
  tick(): void
}

/** What a connection knows of its venue. */
export interface PeerContext {
  readonly wire: StandInWire
  readonly ledger: Ledger
  readonly script: FaultScript
  readonly seed: number
  now(): Millis
  since(): Millis
  view(): MarketView
}

/** Something that waits for its time. */
interface Waiting {
  readonly due: Millis
  /** Entries that nobody will hear of if the connection ends before. */
  readonly entries: readonly LedgerEntry[]
  run(): void
}

/**
 * A connection that goes deaf and ends sooner than this has been silent for no longer than chance
 * allows: no client can tell what it did not hear from there having been nothing.
 */
const TELLING_SILENCE: Millis = 45_000
/** The same where the client itself replaced a connection that was alive: it had no cause for doubt yet. */
const TELLING_REPLACED: Millis = 80_000

/** Frames that are kept to be sent again. */
const KEPT_FRAMES = 200

/** Accepts a connection. @param onEnd called once when it has ended, whoever ended it */
export function openConnection(
  context: PeerContext,
  name: string,
  path: string,
  link: StandInLink,
  onEnd: () => void,
): StandInPeer {
  const { wire, ledger, script } = context
  const random = seededRandom(context.seed ^ (name.length * 7_919 + Number(name.split('-').at(-1))))
  const topics = new Map<string, StandInTopic>()
  const held = new Map<StandInTopic, LedgerEntry[]>()
  let waiting: Waiting[] = []
  let frames: string[] = []
  let nextFlush = Number.POSITIVE_INFINITY
  let open = true
  /** What this connection will never hear of, since when, and what it did not hear. */
  const deafTo = new Map<Happening['type'], { readonly since: Millis; entries: LedgerEntry[] }>()

  const active = <Kind extends LastingFault['kind']>(kind: Kind) =>
    activeFaults(script, kind, context.since())

  function isDeafTo(about: Happening['type']): boolean {
    for (const fault of active('ack-then-nothing')) {
      if (!deafTo.has(fault.about)) deafTo.set(fault.about, { since: context.now(), entries: [] })
    }
    return deafTo.has(about)
  }

  function end(telling: Millis = TELLING_SILENCE): void {
    if (!open) return
    open = false
    // What was on its way out of order is older than what the client has seen: no client can know.
    for (const { entries } of waiting) for (const entry of entries) ledger.markUntraceable(entry)
    waiting = []
    for (const { since, entries } of deafTo.values()) {
      if (context.now() - since >= telling) continue
      for (const entry of entries) ledger.markUntraceable(entry)
    }
    onEnd()
  }

  function send(texts: readonly string[], entries: readonly LedgerEntry[]): void {
    if (!open || texts.length === 0) return
    for (const entry of entries) ledger.markSent(entry, name, context.now())
    const span = active('reorder')[0]?.span
    for (const text of texts) {
      if (span === undefined) deliver(text)
      else wait(Math.floor(random() * span), () => deliver(text), entries)
    }
  }

  function deliver(text: string): void {
    if (!open) return
    frames.push(text)
    if (frames.length > 2 * KEPT_FRAMES) frames = frames.slice(-KEPT_FRAMES)
    link.send(text)
  }

  function wait(delay: Millis, run: () => void, entries: readonly LedgerEntry[] = []): void {
    waiting.push({ due: context.now() + delay, entries, run })
  }

  function tell(topic: StandInTopic, entries: readonly LedgerEntry[]): void {
    if (entries.length > 0) send(wire.frames(topic, entries, context.view()), entries)
  }

  function subscribe(message: SubscribeMessage): void {
    const refused = new Set<string>()
    const symbols = [...active('refuse-subscription'), ...active('delist')].map(
      ({ symbol }) => symbol,
    )
    for (const topic of message.topics) {
      if (topic.symbol !== undefined && symbols.includes(topic.symbol)) refused.add(topic.name)
    }
    const { texts, accepted } = wire.replies(message, refused, context.now())
    for (const text of texts) link.send(text)
    const replay = active('replay')[0]?.count ?? 0
    for (const topic of accepted) {
      topics.set(topic.name, topic)
      for (const text of wire.greeting(topic, context.view())) link.send(text)
      if (replay === 0 || [...topic.about].some(isDeafTo)) continue
      const past = ledger.entries.slice(-2_000).filter((entry) => isRepeatable(topic, entry))
      send(wire.frames(topic, past.slice(-replay), context.view()), [])
    }
  }

  return {
    hear(text) {
      if (!open) return
      const message = wire.read(text, path)
      if (message.type === 'ping') {
        if (active('no-pong').length === 0) link.send(message.pong)
      } else if (message.type === 'other') {
        if (message.answer !== undefined) link.send(message.answer)
      } else if (active('ignore-subscription').length === 0) {
        const delay = active('slow-ack')[0]?.delay
        if (delay === undefined) subscribe(message)
        else wait(delay, () => subscribe(message))
      }
    },
    hearPing: () => open && active('no-pong').length === 0,
    push(entries, form) {
      const batch = active('batch')[0]
      for (const topic of topics.values()) {
        const about = entries.filter((entry) => concerns(topic, entry))
        const mine = about.filter((entry) => !isDeafTo(entry.happening.type))
        for (const entry of about) deafTo.get(entry.happening.type)?.entries.push(entry)
        if (mine.length === 0) continue
        if (form === 'single') for (const entry of mine) tell(topic, [entry])
        else if (batch === undefined) tell(topic, mine)
        else {
          held.set(topic, [...(held.get(topic) ?? []), ...mine])
          nextFlush = Math.min(nextFlush, context.now() + batch.every)
        }
      }
    },
    repeat(count) {
      for (const text of frames.slice(-count)) link.send(text)
    },
    say: (text) => link.send(text),
    reset() {
      link.reset()
      end()
    },
    vanish() {
      link.vanish()
      end()
    },
    close(code, reason) {
      link.close(code, reason)
      end()
    },
    farewell(code, after) {
      if (wire.farewell !== undefined) link.send(wire.farewell)
      wait(after, () => {
        link.close(code, 'service restart')
        end()
      })
    },
    end: () => end(TELLING_REPLACED),
    nextDue: () => waiting.reduce((due, each) => Math.min(due, each.due), nextFlush),
    tick() {
      const now = context.now()
      if (nextFlush <= now) {
        nextFlush = Number.POSITIVE_INFINITY
        for (const [topic, entries] of held) tell(topic, entries)
        held.clear()
      }
      const due = waiting.filter((each) => each.due <= now).sort((a, b) => a.due - b.due)
      waiting = waiting.filter((each) => each.due > now)
      for (const each of due) each.run()
    },
  }
}

/** Events are repeated, states are not: a greeting tells the present one. */
const isRepeatable = (topic: StandInTopic, entry: LedgerEntry): boolean =>
  entry.happening.type !== 'state' && !entry.untraceable && concerns(topic, entry)
