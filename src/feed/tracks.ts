import type { MarketEvent, StreamKind } from '../market/event.ts'
import type { InstrumentId, VenueId } from '../market/instrument.ts'
import type { Millis } from '../market/units.ts'
import type { ClosedGap, Moment } from './open-gap.ts'
import type { StreamTrack, TrackChange } from './stream-track.ts'

/** The clocks of one venue's feed. */
export interface FeedTime {
  /** For what is received: UTC on our clock, never less than before. */
  stamp(): Millis
  moment(): Moment
}

/** What the streams of a venue write down. */
export interface TracksOptions {
  readonly venue: VenueId
  readonly time: FeedTime
  readonly write: (events: readonly MarketEvent[]) => void
  /** A gap has ended and is written. */
  readonly onGap: (track: StreamTrack, gap: ClosedGap) => void
}

/** The streams that are followed, by kind and instrument, and the events that tell of them. */
export class Tracks {
  private readonly byKind = new Map<StreamKind, Map<InstrumentId, StreamTrack>>()
  private readonly options: TracksOptions

  constructor(options: TracksOptions) {
    this.options = options
  }

  get(stream: StreamKind, instrument: InstrumentId): StreamTrack | undefined {
    return this.byKind.get(stream)?.get(instrument)
  }

  add(track: StreamTrack): void {
    const same = this.byKind.get(track.stream) ?? new Map<InstrumentId, StreamTrack>()
    this.byKind.set(track.stream, same.set(track.instrument, track))
  }

  *all(): Generator<StreamTrack> {
    for (const same of this.byKind.values()) yield* same.values()
  }

  ofKind(stream: StreamKind): Iterable<StreamTrack> {
    return this.byKind.get(stream)?.values() ?? []
  }

  /** Does something to streams and writes down what changed, all at once. */
  change(
    tracks: Iterable<StreamTrack>,
    step: (track: StreamTrack, now: Moment) => TrackChange,
  ): void {
    const now = this.options.time.moment()
    const events: MarketEvent[] = []
    for (const track of tracks) events.push(...this.tell(track, step(track, now)))
    if (events.length > 0) this.options.write(events)
  }

  /** The events that tell of a change. Whoever asks writes them. */
  tell(track: StreamTrack, change: TrackChange): MarketEvent[] {
    if (change.health === undefined && change.gap === undefined) return []
    const { venue, time } = this.options
    const { instrument, stream } = track
    const receivedTime = time.stamp()
    const events: MarketEvent[] = []
    if (change.gap !== undefined) {
      const { from, to, cause, certainty } = change.gap
      events.push({
        type: 'gap',
        venue,
        instrument,
        stream,
        exchangeTime: to,
        receivedTime,
        from,
        cause,
        certainty,
      })
      this.options.onGap(track, change.gap)
    }
    if (change.health)
      events.push({
        type: 'stream-state',
        venue,
        instrument,
        stream,
        exchangeTime: receivedTime,
        receivedTime,
        health: track.health,
        ...(track.cause === undefined ? {} : { cause: track.cause }),
      })
    return events
  }
}
