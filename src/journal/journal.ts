import type { MarketEvent } from '../market/event.ts'
import type { Millis } from '../market/units.ts'

/** A market event as the journal holds it. */
export interface JournalRecord {
  /** Counts up by one from record to record over all segments; a missing number is a lost record. */
  readonly number: number
  readonly event: MarketEvent
}

/** A part of the journal that cannot be read. */
export interface JournalDamage {
  readonly segment: string
  /** Byte offset in the segment, and how many bytes are damaged. */
  readonly offset: number
  readonly length: number
  /** Numbers of the records that are lost: [from, to). Equal where none is (a damaged line end). */
  readonly lostFrom: number
  readonly lostTo: number
  /** Received times of the records before and after. */
  readonly after: Millis | undefined
  readonly before: Millis | undefined
  readonly kind: 'torn-tail' | 'bit-rot' | 'missing-segment'
}

export type JournalItem =
  | { readonly type: 'record'; readonly record: JournalRecord }
  | { readonly type: 'damage'; readonly damage: JournalDamage }

/** What was found when the journal was opened. */
export interface JournalRecovery {
  /** Number of the next record. */
  readonly next: number
  readonly segments: number
  /** Damage in the newest segment; older ones are checked by `verify`. A torn tail has been cut. */
  readonly damage: readonly JournalDamage[]
  /** Received time of the last record; undefined in an empty journal. */
  readonly lastReceived: Millis | undefined
}

export type JournalHealth =
  | { readonly state: 'writing' }
  /** The disk is nearly full: order books, then trades are left out, and gaps say so. */
  | {
      readonly state: 'low-space'
      /** Bytes that are free, and of how many. */
      readonly free: number
      readonly total: number
      /** Events that were left out since space ran low. */
      readonly lost: number
    }
  /** Nothing can be written; events are kept in memory up to a bound. */
  | {
      readonly state: 'failing'
      readonly cause: string
      readonly since: Millis
      readonly waiting: number
      /** Events that did not fit into memory, since the failure began. */
      readonly lost: number
    }

/**
 * The append-only record of market events. Every record has a checksum; a group of records is
 * written and fsynced together. What `onCommitted` was given survives a crash of the process or of
 * the machine, on a disk that honours fsync.
 */
export interface Journal {
  readonly recovery: JournalRecovery
  /** Takes events for the next group. Never throws, never waits. */
  append(events: readonly MarketEvent[]): void
  /** Resolves when all that was appended before is on the disk. Rejects while the disk refuses. */
  flush(): Promise<void>
  health(): JournalHealth
  /** How many events wait to be written. */
  waiting(): number
  /** Writes what waits, fsyncs, closes. */
  close(): Promise<void>
}

export interface JournalOptions {
  readonly directory: string
  /** Called in the order of the records, after they are on the disk. */
  readonly onCommitted: (records: readonly JournalRecord[]) => void
  /** Called when the state changes, and again at each try while nothing can be written. */
  readonly onHealth?: (health: JournalHealth) => void
  /** An event that no record can hold, a defect of who made it; a gap is recorded in its place. */
  readonly onRefused?: (event: MarketEvent, problem: string) => void
  /** Longest wait of an event for its fsync to begin; 20 ms by default, at most 250. */
  readonly commitEvery?: Millis
  /** A new segment is begun beyond this many bytes; 64 MB by default. */
  readonly segmentBytes?: number
  /**
   * Bound of the events kept while the disk refuses, a million by default: about 250 MB. Trades and
   * order books take half of it at most.
   */
  readonly maxWaiting?: number
}
