import type { Gap, MarketEvent, StreamHealth, StreamKind } from '../market/event.ts'
import type { InstrumentId, VenueId } from '../market/instrument.ts'
import { MINUTE } from '../market/units.ts'
import type { Millis } from '../market/units.ts'

/** A stream of one instrument, as far as the journal knows it. */
interface KnownStream {
  readonly venue: VenueId
  readonly instrument: InstrumentId
  readonly stream: StreamKind
  lastEvent: Millis | undefined
  health: StreamHealth | undefined
}

/** How long events are kept to tell what a venue repeats after a restart. */
const KNOWN_FOR: Millis = 10 * MINUTE
const MOST_KNOWN = 200_000

const HEALTHY: ReadonlySet<StreamHealth> = new Set(['proven', 'quiet'])

/** What feeds need to know of the journal to go on where the last run ended. */
export class JournalTail {
  readonly #streams = new Map<string, KnownStream>()
  #recent: MarketEvent[] = []
  #last: Millis | undefined

  /** Takes the next events of the journal. */
  push(events: readonly MarketEvent[]): void {
    for (const event of events) {
      this.#last = Math.max(this.#last ?? 0, event.receivedTime)
      if (event.type === 'clock' || event.type === 'gap') continue
      const stream = this.#stream(event)
      if (event.type === 'stream-state') stream.health = event.health
      else {
        stream.lastEvent = Math.max(stream.lastEvent ?? 0, event.receivedTime)
        this.#recent.push(event)
      }
    }
    if (this.#recent.length > 2 * MOST_KNOWN) this.#forget()
  }

  /** Received time of the last event, of whatever kind; undefined where there is none. */
  get last(): Millis | undefined {
    return this.#last
  }

  /** Events of a venue that it may send again. */
  known(venue: VenueId): readonly MarketEvent[] {
    this.#forget()
    return this.#recent.filter((event) => event.type !== 'clock' && event.venue === venue)
  }

  /**
   * Until when each stream of a venue was known to be well, by `stream instrument`. One that was well
   * at the end was so until the last record; any other until its last event.
   */
  lastProven(venue: VenueId): Readonly<Record<string, Millis>> {
    const proven: Record<string, Millis> = {}
    for (const one of this.#streams.values()) {
      if (one.venue !== venue) continue
      const wasWell = one.health !== undefined && HEALTHY.has(one.health)
      const until = wasWell ? this.#last : one.lastEvent
      if (until !== undefined) proven[`${one.stream} ${one.instrument}`] = until
    }
    return proven
  }

  /** Gaps that say what a damaged stretch of the journal may have held. */
  gapsOf(from: Millis, to: Millis, cause: string): readonly Gap[] {
    return [...this.#streams.values()]
      .filter(({ health }) => health !== 'ended' && health !== 'rejected')
      .map(({ venue, instrument, stream }) => ({
        type: 'gap',
        venue,
        instrument,
        stream,
        exchangeTime: to,
        receivedTime: to,
        from,
        cause,
        certainty: 'certain',
      }))
  }

  #stream({ venue, instrument, ...event }: Exclude<MarketEvent, { type: 'clock' }>): KnownStream {
    const stream = event.type === 'stream-state' || event.type === 'gap' ? event.stream : event.type
    const key = `${stream} ${instrument}`
    const known = this.#streams.get(key)
    if (known !== undefined) return known
    const made: KnownStream = { venue, instrument, stream, lastEvent: undefined, health: undefined }
    this.#streams.set(key, made)
    return made
  }

  #forget(): void {
    const oldest = (this.#last ?? 0) - KNOWN_FOR
    this.#recent = this.#recent
      .filter(({ receivedTime }) => receivedTime >= oldest)
      .slice(-MOST_KNOWN)
  }
}
