import type { StreamInfo, VenueInfo } from '../../api/live.ts'
import type { InstrumentId } from '../../market/instrument.ts'
import type { Millis } from '../../market/units.ts'
import type { AlertFeed } from '../../signals/alerts/alert-situation.ts'
import { isGood } from '../live/live-venues.ts'

const BAD: ReadonlySet<string> = new Set(['stale', 'suspect', 'blocked', 'down', 'rejected'])

/** What is asked for every so often says little of whether a venue speaks now. */
const ASKED: ReadonlySet<string> = new Set(['open-interest', 'account-ratio'])

type Standing = 'good' | 'bad' | 'unknown'

/**
 * Which feeds are stale, and since when. What is wrong with all of a venue is told as that, and not of
 * each of its streams and instruments too.
 */
export class AlertFeeds {
  /** A feed that was bad is until it is good: connecting anew is no good news yet. */
  readonly #since = new Map<string, Millis>()
  readonly #ofVenue = new Map<string, readonly AlertFeed[]>()
  readonly #ofInstrument = new Map<InstrumentId, readonly AlertFeed[]>()

  /** Takes over how venues fare at a time; times grow. */
  look(venues: readonly VenueInfo[], now: Millis): void {
    this.#ofVenue.clear()
    this.#ofInstrument.clear()
    for (const info of venues) this.#lookAt(info, now)
  }

  /** Those that an instrument hangs on. What is not known yet is left out. */
  of(instrument: InstrumentId): readonly AlertFeed[] {
    const venue = instrument.slice(0, instrument.indexOf(':'))
    return this.#ofInstrument.get(instrument) ?? this.#ofVenue.get(venue) ?? []
  }

  #lookAt({ venue, problem, streams }: VenueInfo, now: Millis): void {
    const followed = streams.filter(
      ({ health, stream }) => health !== 'ended' && stream !== 'order-book',
    )
    const told = followed.filter(({ stream }) => !ASKED.has(stream))
    const standings: readonly Standing[] =
      followed.length > 0 ? told.map(standingOf) : [problem === null ? 'unknown' : 'bad']
    const whole = this.#feed(venue, standings, now)
    this.#ofVenue.set(venue, whole)
    if (whole.some(isStale)) return
    for (const kind of new Set(followed.map(({ stream }) => stream))) {
      const alike = followed.filter(({ stream }) => stream === kind)
      const ofKind = this.#feed(`${venue} ${kind}`, alike.map(standingOf), now)
      for (const one of alike) {
        const own = ofKind.some(isStale)
          ? []
          : this.#feed(`${one.instrument} ${kind}`, [standingOf(one)], now)
        const known = this.#ofInstrument.get(one.instrument) ?? whole
        this.#ofInstrument.set(one.instrument, [...known, ...ofKind, ...own])
      }
    }
  }

  #feed(id: string, standings: readonly Standing[], now: Millis): readonly AlertFeed[] {
    if (standings.includes('good')) {
      this.#since.delete(id)
      return [{ id, staleFor: 0 }]
    }
    const known = this.#since.get(id)
    if (known === undefined && !standings.includes('bad')) return []
    this.#since.set(id, known ?? now)
    return [{ id, staleFor: Math.max(1, now - (known ?? now)) }]
  }
}

const isStale = ({ staleFor }: AlertFeed): boolean => staleFor > 0

const standingOf = (stream: StreamInfo): Standing =>
  isGood(stream) ? 'good' : BAD.has(stream.health) ? 'bad' : 'unknown'
