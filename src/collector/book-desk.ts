import type { Feed, HeldBook, NoBook } from '../feed/feed.ts'
import type { FeedClock } from '../feed/ports.ts'
import type { InstrumentId, VenueId } from '../market/instrument.ts'
import { MINUTE, SECOND } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import { every } from './every.ts'

/** Why a book cannot be shown, beyond what its feed says. */
export type NoWatch = NoBook | 'too-many'

/** Order books of the venues that are followed: whoever asks for one watches it for a minute. */
export interface BookDesk {
  /** The book as it is now, which begins to be kept in step with the first question. */
  ask(instrument: InstrumentId): HeldBook | NoWatch
  close(): void
}

/** A book that nobody has asked for in this time is let go. */
const UNWATCHED: Millis = MINUTE
const LOOK_EVERY: Millis = 5 * SECOND
/** Books that are kept in step at once: each costs a socket and some thousand levels. */
export const MOST_BOOKS = 12

const venueOf = (instrument: InstrumentId): string => instrument.slice(0, instrument.indexOf(':'))

export function openBookDesk(
  feeds: readonly { readonly venue: VenueId; readonly feed: Pick<Feed, 'books'> }[],
  clock: FeedClock,
): BookDesk {
  /** When each was last asked for. */
  const watched = new Map<InstrumentId, Millis>()
  const tell = (venue: string) =>
    feeds
      .find((one) => one.venue === venue)
      ?.feed.books?.watch([...watched.keys()].filter((id) => venueOf(id) === venue))

  const stop = every(clock, LOOK_EVERY, () => {
    const now = clock.monotonic()
    const old = [...watched].filter(([, at]) => now - at > UNWATCHED).map(([id]) => id)
    for (const id of old) watched.delete(id)
    for (const venue of new Set(old.map(venueOf))) tell(venue)
  })

  return {
    ask(instrument) {
      const venue = venueOf(instrument)
      const found = feeds.find((one) => one.venue === venue)
      if (found === undefined) return 'not-followed'
      const book = found.feed.books?.read(instrument) ?? 'not-supplied'
      if (book === 'not-followed' || book === 'not-supplied') return book
      const isNew = !watched.has(instrument)
      if (isNew && watched.size >= MOST_BOOKS) return 'too-many'
      watched.set(instrument, clock.monotonic())
      if (isNew) tell(venue)
      return book
    },
    close: stop,
  }
}
