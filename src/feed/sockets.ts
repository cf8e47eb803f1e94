import type { InstrumentId } from '../market/instrument.ts'
import { SECOND } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import type { ListedInstrument, SocketPlan, Topic } from '../venues/wire/reader.ts'
import { bookSync } from './book-sync.ts'
import { CarriedStreams } from './carried-streams.ts'
import { Carriers } from './carriers.ts'
import { Connection } from './connection.ts'
import type { ConnectionEvents } from './connection.ts'
import type { HeldBook } from './feed.ts'
import { frameReader } from './frames.ts'
import { Session } from './session.ts'
import type { StreamTrack } from './stream-track.ts'
import { tradedInstruments } from './venue-core.ts'
import type { Run, VenueCore } from './venue-core.ts'

/** After this time a session that is no longer planned is closed: others have taken up what it carried. */
const TAKEN_UP: Millis = 30 * SECOND

/** A book that is watched has come by then. */
const BOOK_WITHIN: Millis = 20 * SECOND

/** The sockets of a venue: which there are, and what becomes of each. */
export class Sockets {
  readonly sessions = new Map<string, Session>()
  private readonly core: VenueCore
  private readonly run: Run
  private readonly books
  private readonly read: (connection: Connection, text: string) => void
  readonly carriers: Carriers
  private readonly streams: CarriedStreams
  private readonly cancels = new Set<() => void>()

  constructor(core: VenueCore, run: Run) {
    this.core = core
    this.run = run
    this.carriers = new Carriers(core.tracks)
    this.streams = new CarriedStreams(core, this.carriers)
    this.books = bookSync({
      reader: core.reader,
      ports: core.ports,
      requester: core.requester,
      stamp: () => core.time.stamp(),
      listed: (id) => core.listed.get(id),
      onApplied: (connection, update) => this.streams.bookApplied(connection, update),
      onBook: (book) => {
        // What is only watched is not written down.
        if (core.tracks.get('order-book', book.instrument) !== undefined)
          core.intake.take([book], 'asked')
      },
      onBroken: (error) => run.broken(error),
    })
    this.read = frameReader(core, this.books, {
      onSpoken: (connection, tracks) => this.streams.spoken(connection, tracks),
      onClosing: (connection) => this.sessionOf(connection)?.replace(),
    })
  }

  /**
   * Spreads the instruments over sockets anew. A session that gains topics gets a new socket before
   * its old one is closed; one that only loses some is left alone.
   * @param anew whether every socket needs a new decoder
   */
  plan(instruments: readonly ListedInstrument[], anew: boolean): void {
    const { reader, supplies } = this.core
    const wanted = supplies.filter(({ via }) => via === 'socket').map(({ stream }) => stream)
    const plans = new Map(reader.sockets(instruments, wanted).map((plan) => [plan.key, plan]))
    for (const plan of plans.values()) {
      const known = this.sessions.get(plan.key)
      if (known === undefined) this.begin(plan)
      else if (anew || gains(known.plan, plan)) known.replace(plan)
    }
    for (const [key, session] of this.sessions)
      if (!plans.has(key) && !isWatch(key)) this.retire(key, session)
    this.planWatched(instruments, anew)
    this.carriers.index([...this.sessions.values()])
  }

  /** Connects to the books that are watched, each on a socket of its own, and hangs up on the others. */
  planWatched(instruments: readonly ListedInstrument[], anew = false): void {
    const { reader, supplies, watchedBooks } = this.core
    const isFollowed = supplies.some(({ stream }) => stream === 'order-book')
    const watched = isFollowed
      ? []
      : instruments.filter(({ instrument }) => watchedBooks.has(instrument.id))
    const plans = watched.flatMap((one) =>
      reader
        .sockets([one], ['order-book'])
        .map((plan) => ({ ...plan, key: `${WATCH}${one.instrument.symbol} ${plan.key}` })),
    )
    for (const plan of plans) {
      const known = this.sessions.get(plan.key)
      if (known === undefined) this.begin(plan)
      else if (anew) known.replace(plan)
    }
    const wanted = new Set(plans.map(({ key }) => key))
    for (const [key, session] of this.sessions) {
      if (!isWatch(key) || wanted.has(key)) continue
      this.sessions.delete(key)
      session.close()
    }
  }

  /** The book of an instrument, where it is in step. */
  book(instrument: InstrumentId): HeldBook | undefined {
    return this.books.read(instrument)
  }

  tick(grace: boolean): void {
    for (const session of this.sessions.values()) session.tick(grace)
    for (const [key, session] of this.sessions) if (isWatch(key)) this.renewWatched(session)
    this.carriers.proveLife()
  }

  /** Every connection that there is. */
  connections(): Connection[] {
    return [...this.sessions.values()].flatMap((session) => session.connections())
  }

  /** Tries another socket for a silent stream. */
  renew(track: StreamTrack): void {
    for (const { session } of this.carriers.of(track)) session.renew(track.stream)
  }

  /** Order books are what is let go first where the process cannot keep up. */
  shedBooks(): void {
    this.books.shed()
  }

  /** Asks once more for what was refused. */
  retryRefused(): void {
    for (const connection of this.connections()) connection.resubscribe('refused')
  }

  /** Ends every socket; new ones follow. */
  drop(cause: string): void {
    for (const session of this.sessions.values()) session.drop(cause)
  }

  close(): void {
    this.carriers.proveLife()
    this.streams.close()
    for (const cancel of this.cancels) cancel()
    this.books.close()
    for (const session of this.sessions.values()) session.close()
    this.sessions.clear()
  }

  /** Tries another socket for a book that does not come. */
  private renewWatched(session: Session): void {
    const settledAt = session.current?.settledAt
    const id = session.plan.topics[0]?.instrument
    if (settledAt === undefined || id === undefined) return
    if (this.core.ports.clock.monotonic() - settledAt < BOOK_WITHIN) return
    if (this.book(id) === undefined) session.renew('order-book')
  }

  private begin(plan: SocketPlan): void {
    const { core, run } = this
    const { hosts, ports } = core
    const session = new Session(plan, {
      ports,
      gate: core.gate,
      socketAge: core.reader.limits.socketAge,
      address: (next) => this.address(next),
      open: (next, url) => this.open(next, url),
      onMoved: (next, url, cause) => hosts.failed(next.host, hosts.baseOf(next, url), cause),
      onSilent: (next, url, kind) =>
        hosts.silent(next.host, hosts.baseOf(next, url), kind, ports.clock.monotonic()),
      onFailed: (failed, failure) => this.streams.lost(failed.plan, failure),
      onReconnect: () => core.count('reconnects'),
      guard: (call) => run.guard(call),
    })
    this.sessions.set(plan.key, session)
    session.start()
  }

  private retire(key: string, session: Session): void {
    const cancel = this.core.ports.clock.after(TAKEN_UP, () =>
      this.run.guard(() => {
        this.cancels.delete(cancel)
        this.sessions.delete(key)
        session.close()
        this.carriers.index([...this.sessions.values()])
      }),
    )
    this.cancels.add(cancel)
  }

  private async address(plan: SocketPlan): Promise<string> {
    const { requester, hosts } = this.core
    if (plan.address === undefined) return hosts.base(plan.host) + plan.path
    const giveUp = new AbortController()
    const asked = await requester.ask(plan.address, 'live', giveUp.signal)
    if (asked.value !== undefined) return asked.value
    throw new Error(`no address to connect to: ${asked.problems[0]?.detail ?? 'empty answer'}`)
  }

  private open(plan: SocketPlan, url: string): Connection {
    const { core, run } = this
    const events: ConnectionEvents = {
      onFrame: (connection, text) => this.read(connection, text),
      onAccepted: (_connection, topics) => this.streams.accepted(topics),
      onRejected: (connection, topics, reason) => {
        if (this.sessionOf(connection)?.current === connection)
          this.streams.rejected(topics, reason)
      },
      onUnanswered: (connection, topics) => this.onUnanswered(connection, topics),
      onEnd: (connection, code, reason) => this.onEnd(connection, code, reason),
    }
    return new Connection({
      ports: core.ports,
      plan,
      url,
      decoder: core.reader.decoder(tradedInstruments(core)),
      messages: core.reader.limits.messages,
      nextId: core.nextId,
      readTo: () => core.venueTime.readTo(),
      events,
      guard: (call) => run.guard(call),
    })
  }

  private sessionOf(connection: Connection): Session | undefined {
    return this.sessions.get(connection.plan.key)
  }

  private onUnanswered(connection: Connection, topics: readonly Topic[]): void {
    const cause = `no answer to the subscription of ${topics[0]?.name ?? ''}`
    if (connection.plan.topics.every((topic) => !connection.accepts(topic))) {
      connection.terminate(cause)
      return
    }
    this.streams.unanswered(topics, cause)
    this.sessionOf(connection)?.renew(topics[0]?.stream ?? '')
  }

  private onEnd(connection: Connection, code: number, reason: string): void {
    this.books.forget(connection)
    const session = this.sessionOf(connection)
    this.streams.ended(connection)
    if (session !== undefined)
      this.streams.lost(session.plan, session.ended(connection, code, reason))
  }
}

/** Begins the key of a session that carries a book that is only watched. */
const WATCH = 'watched '
const isWatch = (key: string): boolean => key.startsWith(WATCH)

/** Whether a new plan has topics that the old one lacks. */
function gains(last: SocketPlan, next: SocketPlan): boolean {
  const names = new Set(last.topics.map(({ name }) => name))
  return next.topics.some(({ name }) => !names.has(name))
}
