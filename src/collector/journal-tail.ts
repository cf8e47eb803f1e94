import { isStampedAtOnce } from '../market/event.ts'
import type { Gap, MarketEvent, StreamHealth, StreamKind } from '../market/event.ts'
import { rememberedFor } from '../feed/seen-events.ts'
import type { InstrumentId, VenueId } from '../market/instrument.ts'
import { SECOND } from '../market/units.ts'
import type { Millis } from '../market/units.ts'

/** A stream of one instrument, as far as the journal knows it. */
interface KnownStream {
  readonly venue: VenueId
  readonly instrument: InstrumentId
  readonly stream: StreamKind
  /** Received time of its first event, of whatever kind. */
  readonly since: Millis
  lastEvent: Millis | undefined
  health: StreamHealth | undefined
}

/** Events of which the least delay counts; older ones may be of before the clock was set. */
const CLOCK_EVENTS = 500

/** By how much this machine's clock is ahead of a venue's: the least time an event took, at most. */
class ClockLead {
  #young = Number.POSITIVE_INFINITY
  #old = Number.POSITIVE_INFINITY
  #count = 0

  push(event: MarketEvent): void {
    if (!isStampedAtOnce(event)) return
    this.#young = Math.min(this.#young, event.receivedTime - event.exchangeTime)
    if (++this.#count % CLOCK_EVENTS !== 0) return
    this.#old = this.#young
    this.#young = Number.POSITIVE_INFINITY
  }

  /** 0 where nothing is known. */
  ahead(): Millis {
    const least = Math.min(this.#young, this.#old)
    return Number.isFinite(least) ? least : 0
  }
}

/** Events that are kept at most to tell what a venue repeats after a restart. */
const MOST_KNOWN = 200_000

/** A connection that is dead is noticed within this time. */
const UNSEEN: Millis = 30 * SECOND

const HEALTHY: ReadonlySet<StreamHealth> = new Set(['proven', 'quiet'])

/** What feeds need to know of the journal to go on where the last run ended. */
export class JournalTail {
  readonly #streams = new Map<string, KnownStream>()
  readonly #clocks = new Map<VenueId, ClockLead>()
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
        this.#clock(event.venue).push(event)
      }
    }
    if (this.#recent.length > 2 * MOST_KNOWN) this.#forget()
  }

  /** Takes events that are in the history and no longer in the journal. */
  remember(stored: readonly MarketEvent[]): void {
    for (const event of stored) if (event.type !== 'gap') this.#recent.push(event)
  }

  /** Lets go of the events, once all feeds have been opened. */
  release(): void {
    this.#recent = []
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
   * Until when each stream of a venue was known to be complete, by `stream instrument`, on the
   * venue's clock: until its last event, and further where the feed knew that it was well.
   * @param kept what the feed last wrote down; it may know of events that never reached the journal
   */
  lastProven(
    venue: VenueId,
    kept: Readonly<Record<string, Millis>> = {},
  ): Readonly<Record<string, Millis>> {
    const ahead = this.#clock(venue).ahead()
    const last = (this.#last ?? Number.NEGATIVE_INFINITY) - ahead
    const proven: Record<string, Millis> = {}
    for (const [key, time] of Object.entries(kept)) proven[key] = Math.min(time, last)
    for (const one of this.#streams.values()) {
      if (one.venue !== venue) continue
      const key = `${one.stream} ${one.instrument}`
      const known = proven[key]
      const spoke = (one.lastEvent ?? one.since) - ahead
      // Without the feed's word: what seemed well may have been dead for as long as that goes unseen.
      const well = HEALTHY.has(one.health ?? 'down') ? last - UNSEEN : spoke
      proven[key] = Math.max(spoke, known ?? well)
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

  #clock(venue: VenueId): ClockLead {
    const known = this.#clocks.get(venue) ?? new ClockLead()
    this.#clocks.set(venue, known)
    return known
  }

  #stream({ venue, instrument, ...event }: Exclude<MarketEvent, { type: 'clock' }>): KnownStream {
    const stream = event.type === 'stream-state' || event.type === 'gap' ? event.stream : event.type
    const key = `${stream} ${instrument}`
    const known = this.#streams.get(key)
    if (known !== undefined) return known
    const since = event.receivedTime
    const made: KnownStream = {
      venue,
      instrument,
      stream,
      since,
      lastEvent: undefined,
      health: undefined,
    }
    this.#streams.set(key, made)
    return made
  }

  #forget(): void {
    const last = this.#last ?? 0
    this.#recent = this.#recent
      .filter((event) => event.receivedTime >= last - rememberedFor(event))
      .slice(-MOST_KNOWN)
  }
}
