import type { BookLevel, MarketEvent, StreamHealth, StreamKind } from '../market/event.ts'
import type { InstrumentId, VenueId } from '../market/instrument.ts'
import type { Millis } from '../market/units.ts'
import type {
  Completeness,
  ListedInstrument,
  Read,
  SeenAddress,
  VenueReader,
} from '../venues/wire/reader.ts'
import type { FeedPorts } from './ports.ts'

/** What is wanted of one venue. */
export interface FeedOptions {
  readonly reader: VenueReader
  /**
   * Instruments to follow, chosen anew whenever the venue's list has been read. Those that are
   * chosen and not listed become `rejected`; one that was followed and is listed no more, `ended`.
   */
  readonly choose: (listed: readonly ListedInstrument[]) => readonly InstrumentId[]
  readonly streams: readonly StreamKind[]
  /** Base URLs in place of the venue's own, by name of the host. */
  readonly hosts?: Readonly<Record<string, readonly [string, ...string[]]>>
  /** What an earlier run knew: bans, the last good list of instruments, how often streams spoke. */
  readonly memory?: FeedMemory
  /** Events of the past minutes as they were stored: what a venue repeats of them is known. */
  readonly known?: readonly MarketEvent[]
  /**
   * Whether other venues speak of the same market since a time while this one says nothing: the price
   * moved by more than 1 % and they report over ten times their usual rate. Asked every 10 s at most.
   */
  readonly othersSpeak?: (stream: StreamKind, instrument: InstrumentId, since: Millis) => boolean
  /** Everything that happened, in order: market events, gaps and changes of health. */
  readonly onEvents: (events: readonly MarketEvent[]) => void
  /** Something to keep for the next start; called when it changes, never more than once a second. */
  readonly onMemory?: (memory: FeedMemory) => void
  /** Accounts that the venue's trades name (Hyperliquid). */
  readonly onAddresses?: (addresses: readonly SeenAddress[]) => void
  /** A frame that could not be read, as it came. */
  readonly onQuarantine?: (frame: QuarantinedFrame) => void
}

/** What survives a restart. Plain JSON. */
export interface FeedMemory {
  readonly version: 1
  /** No request before this time, and why. */
  readonly pausedUntil?: Millis
  readonly pauseCause?: string
  readonly listed?: readonly ListedInstrument[]
  /** Occasions per hour on which sparse streams spoke (what comes within seconds is one), by `stream instrument`, over the past days. */
  readonly rates?: Readonly<Record<string, number>>
  /** When each stream last said something, by `stream instrument`. */
  readonly lastProven?: Readonly<Record<string, Millis>>
}

export interface QuarantinedFrame {
  readonly venue: VenueId
  readonly receivedTime: Millis
  readonly connection: string
  readonly detail: string
  /** The first 8 KiB of the frame. */
  readonly frame: string
}

/** How a stream of an instrument fares at this moment. */
export interface StreamStatus {
  readonly instrument: InstrumentId
  readonly stream: StreamKind
  readonly health: StreamHealth
  readonly completeness: Completeness
  /** Time of the last event. */
  readonly lastEvent: Millis | undefined
  readonly cause: string | undefined
}

/** How a venue fares. */
export interface VenueStatus {
  readonly venue: VenueId
  readonly streams: readonly StreamStatus[]
  readonly sockets: { readonly open: number; readonly wanted: number }
  /** The venue's clock less ours, estimated; undefined before the first measurement. */
  readonly clockSkew: Millis | undefined
  /** Median time from the venue's stamp to receipt over the last events. */
  readonly lag: Millis | undefined
  readonly pausedUntil: Millis | undefined
  /** Counts since the start: frames, events, malformed, duplicates, untracked, reconnects. */
  readonly counts: Readonly<Record<FeedCount, number>>
  /** The last trouble, in a plain sentence; undefined when all is well. */
  readonly problem: string | undefined
}

export type FeedCount =
  | 'frames'
  | 'events'
  | 'malformed'
  | 'duplicates'
  | 'untracked'
  | 'reconnects'
  | 'requests'

/** An order book as it is kept in step with its venue. */
export interface HeldBook {
  /** When the newest change was true at the venue, and when we learnt it. */
  readonly exchangeTime: Millis
  readonly receivedTime: Millis
  /** All levels that are known, best first. */
  readonly bids: readonly BookLevel[]
  readonly asks: readonly BookLevel[]
}

/** Why there is no book to show. */
export type NoBook = 'not-followed' | 'not-supplied' | 'not-in-sync'

/** Order books beside the streams: kept in step only while they are watched, and not written down. */
export interface FeedBooks {
  /** From now on exactly these are kept in step; a book takes some seconds to come. */
  watch(instruments: Iterable<InstrumentId>): void
  /** A book that is in step and has changed in the last seconds. */
  read(instrument: InstrumentId): HeldBook | NoBook
}

export interface Feed {
  status(): VenueStatus
  /** Events of one kind and range from the venue's history, oldest first, page by page within the limits. */
  history(
    instrument: InstrumentId,
    stream: StreamKind,
    from: Millis,
    to: Millis,
    signal: AbortSignal,
  ): AsyncIterable<readonly MarketEvent[]>
  /** One request within the venue's limits, after those that live data needs. Rejects where there is no answer. */
  ask<Value>(read: Read<Value>, signal: AbortSignal): Promise<Value>
  /** Instruments of the venue's list, once it is known. */
  listed(): readonly ListedInstrument[]
  /** Absent where the feed keeps none. */
  readonly books?: FeedBooks
  /** Ends all sockets and requests. Writes the gaps that are open. */
  close(): Promise<void>
}

export type OpenFeed = (options: FeedOptions, ports: FeedPorts) => Feed
