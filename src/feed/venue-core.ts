import type { MarketEvent } from '../market/event.ts'
import type { InstrumentId } from '../market/instrument.ts'
import type { ListedInstrument, Supply, VenueReader } from '../venues/wire/reader.ts'
import type { ConnectGate } from './connect-gate.ts'
import type { FeedCount, FeedOptions } from './feed.ts'
import type { HostChoice } from './host-choice.ts'
import type { Intake } from './intake.ts'
import type { Moment } from './open-gap.ts'
import type { FeedPorts } from './ports.ts'
import type { Problems } from './problems.ts'
import type { Quarantine } from './quarantine.ts'
import type { Requester } from './requester.ts'
import type { FeedTime, Tracks } from './tracks.ts'
import type { VenueClock } from './venue-clock.ts'

/** What a venue's feed knows and keeps, whatever becomes of its sockets: it outlives a restart of the reader. */
export interface VenueCore {
  readonly options: FeedOptions
  readonly reader: VenueReader
  readonly ports: FeedPorts
  readonly time: FeedTime
  readonly tracks: Tracks
  readonly intake: Intake
  readonly requester: Requester
  readonly hosts: HostChoice
  readonly gate: ConnectGate
  readonly venueTime: VenueClock
  readonly quarantine: Quarantine
  readonly problems: Problems
  /** What is wanted of what the venue supplies. */
  readonly supplies: readonly Supply[]
  /** Kinds of stream that have given data, by kind and base URL: there silence is believed. */
  readonly trusted: Set<string>
  /** Instruments that were chosen. */
  readonly followed: Set<InstrumentId>
  /** Instruments whose order books are watched. */
  readonly watchedBooks: Set<InstrumentId>
  /** When the feed was opened. */
  readonly opened: Moment
  /** The last good list of the venue's instruments. */
  listed: ReadonlyMap<InstrumentId, ListedInstrument>
  readonly count: (what: FeedCount, by?: number) => void
  readonly write: (events: readonly MarketEvent[]) => void
  /** A number that no other subscription of this venue has had. */
  readonly nextId: () => number
  /** Something to be remembered across restarts has changed. */
  readonly remember: () => void
}

/** What one run of a venue's reader is given beside the core. */
export interface Run {
  /** Runs what a timer, a socket or a promise calls; a throw restarts the venue alone. */
  guard(call: () => void): void
  broken(error: unknown): void
}

/** The followed instruments that are traded now. */
export const tradedInstruments = ({ followed, listed }: VenueCore): ListedInstrument[] =>
  [...followed]
    .map((id) => listed.get(id))
    .filter((found): found is ListedInstrument => found?.trading === true)
