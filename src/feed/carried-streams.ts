import type { StreamKind } from '../market/event.ts'
import type { Millis } from '../market/units.ts'
import type { BookUpdate, SocketPlan, Topic } from '../venues/wire/reader.ts'
import type { Carriers } from './carriers.ts'
import type { Connection } from './connection.ts'
import type { Failure } from './session.ts'
import { bridge, heard, life, listen, lose, vouched } from './stream-track.ts'
import type { StreamTrack } from './stream-track.ts'
import { topicIndex } from './topic-index.ts'
import type { VenueCore } from './venue-core.ts'

/** What becomes of streams when the sockets that carry them are answered, speak, fail or end. */
export class CarriedStreams {
  private readonly core: VenueCore
  private readonly carriers: Carriers
  private closed = false

  constructor(core: VenueCore, carriers: Carriers) {
    this.core = core
    this.carriers = carriers
  }

  /** From now on no stream is lost: that all sockets end is meant. */
  close(): void {
    this.closed = true
  }

  accepted(topics: readonly Topic[]): void {
    const carried = this.carriedOf(topics)
    this.core.tracks.change(carried, (track, now) => listen(track, now, this.isTrusted(track)))
  }

  rejected(topics: readonly Topic[], reason: string): void {
    this.core.tracks.change(this.tracksOf(topics), (track, now) =>
      lose(track, reason, now, 'rejected'),
    )
  }

  /** Subscriptions had no answer: what no other socket carries is missing. */
  unanswered(topics: readonly Topic[], cause: string): void {
    const missing = this.tracksOf(topics).filter((track) => !this.carriers.isCarried(track))
    this.core.tracks.change(missing, (track, now) => lose(track, cause, now))
  }

  /** Events of streams came: what is subscribed to like them is believed to be heard. */
  spoken(connection: Connection, spoken: readonly StreamTrack[]): void {
    const { core } = this
    const now = core.ports.clock.monotonic()
    const { plan } = connection
    connection.firstData ??= now
    for (const track of spoken) {
      if (connection.lastByKind.get(track.stream) !== now)
        core.hosts.spoke(plan.host, core.hosts.baseOf(plan, connection.url), track.stream, now)
      connection.lastByKind.set(track.stream, now)
      const topic = topicIndex(plan).find(track.stream, track.instrument)
      if (topic === undefined) continue
      connection.proves(topic)
      const route = this.route(track.stream, plan)
      const isNewRoute = !core.trusted.has(route)
      if (!isNewRoute && connection.provenNames.has(topic.name)) continue
      core.trusted.add(route)
      connection.provenNames.add(topic.name)
      const alike = plan.topics.filter(
        ({ name, stream }) => name === topic.name || (isNewRoute && stream === track.stream),
      )
      core.tracks.change(this.carriedOf(alike), (other) => vouched(other))
    }
  }

  bookApplied(connection: Connection, update: BookUpdate): void {
    const { tracks } = this.core
    const track = tracks.get('order-book', update.instrument)
    if (track === undefined) {
      connection.firstData ??= this.core.ports.clock.monotonic()
      return
    }
    const { exchangeTime: time } = update
    const said = { time, end: time, events: 1, contiguousFrom: undefined }
    tracks.change([track], (one, now) => heard(one, said, now))
    this.spoken(connection, [track])
  }

  /** A connection has ended; what its session loses thereby is told by `lost`. */
  ended(connection: Connection): void {
    const carried = this.tracksOf(connection.plan.topics)
    for (const track of carried) life(track, connection.lastLifeVenue)
    if (!this.closed) this.bridgeSilence(connection, carried)
  }

  /** Streams of a plan that come through no longer. */
  lost(plan: SocketPlan, failure: Failure): void {
    if (this.closed) return
    const lost = this.tracksOf(plan.topics).filter(
      (track) => !this.carriers.isCarried(track) && track.health !== 'rejected',
    )
    this.core.tracks.change(lost, (track, now) => lose(track, failure.cause, now, failure.health))
  }

  /** What a dead connection did not say before another had taken over is missing. */
  private bridgeSilence(ended: Connection, tracks: readonly StreamTrack[]): void {
    const bridged = new Map<StreamTrack, Millis>()
    const now = this.core.ports.clock.monotonic()
    for (const track of tracks) {
      const others = this.carriers.carrying(track).filter(({ connection }) => connection !== ended)
      const since = Math.min(...others.map(({ connection }) => connection.settledAt ?? now))
      if (others.length > 0 && ended.lastLife < since) bridged.set(track, now - since)
    }
    if (bridged.size === 0) return
    const cause = 'the connection was dead before another had taken over'
    this.core.tracks.change(bridged.keys(), (track, { latest }) =>
      bridge(track, ended.lastLifeVenue, latest - (bridged.get(track) ?? 0), cause),
    )
  }

  /** Streams that topics carry. */
  private tracksOf(topics: readonly Topic[]): StreamTrack[] {
    const { tracks } = this.core
    const found = topics.flatMap(({ stream, instrument }) => {
      if (instrument === undefined) return [...tracks.ofKind(stream)]
      const track = tracks.get(stream, instrument)
      return track === undefined ? [] : [track]
    })
    return [...new Set(found)].filter((track) => track.health !== 'ended')
  }

  private carriedOf(topics: readonly Topic[]): StreamTrack[] {
    return this.tracksOf(topics).filter((track) => this.carriers.isCarried(track))
  }

  private isTrusted(track: StreamTrack): boolean {
    if ((track.rate.perHour() ?? 0) > 0) return true
    return this.carriers
      .of(track)
      .some(({ session }) => this.core.trusted.has(this.route(track.stream, session.plan)))
  }

  private route(stream: StreamKind, plan: SocketPlan): string {
    return `${stream} ${this.core.hosts.base(plan.host)}${plan.path}`
  }
}
