import type { Topic } from '../venues/wire/reader.ts'
import type { Connection } from './connection.ts'
import type { Session } from './session.ts'
import { life } from './stream-track.ts'
import type { StreamTrack } from './stream-track.ts'
import { topicIndex } from './topic-index.ts'
import type { Tracks } from './tracks.ts'

/** What carries a stream: a topic of a session. */
export interface Carrier {
  readonly session: Session
  readonly topic: Topic
}

/** Which topics of which sockets carry which streams. */
export class Carriers {
  private byTrack = new Map<StreamTrack, readonly Carrier[]>()
  private readonly tracks: Tracks

  constructor(tracks: Tracks) {
    this.tracks = tracks
  }

  /** Looks anew. A topic without an instrument carries all of its kind. */
  index(sessions: readonly Session[]): void {
    this.byTrack = new Map()
    for (const track of this.tracks.all()) {
      if (track.supply.via !== 'socket') continue
      const found = sessions.flatMap((session) => {
        const topic = topicIndex(session.plan).find(track.stream, track.instrument)
        return topic === undefined ? [] : [{ session, topic }]
      })
      const own = found.filter(({ topic }) => topic.instrument !== undefined)
      this.byTrack.set(track, own.length > 0 ? own : found)
    }
  }

  of(track: StreamTrack): readonly Carrier[] {
    return this.byTrack.get(track) ?? []
  }

  /** Connections that carry the stream now, and by which topic. */
  carrying(track: StreamTrack): { readonly connection: Connection; readonly topic: Topic }[] {
    return this.of(track).flatMap(({ session, topic }) =>
      session
        .connections()
        .filter((connection) => connection.accepts(topic))
        .map((connection) => ({ connection, topic })),
    )
  }

  /** Whether the stream comes through now. Of topics that all carry its kind, none may be missing. */
  isCarried(track: StreamTrack): boolean {
    const carriers = this.of(track)
    const [first] = carriers
    if (first === undefined) return false
    return first.topic.instrument === undefined ? carriers.every(works) : carriers.some(works)
  }

  /** What the connections heard last proves the streams that they carry. */
  proveLife(): void {
    for (const track of this.byTrack.keys())
      for (const { connection } of this.carrying(track)) life(track, connection.lastLifeVenue)
  }
}

const works = ({ session, topic }: Carrier): boolean =>
  session.connections().some((connection) => connection.accepts(topic))
