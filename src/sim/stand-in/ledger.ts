import type { Millis } from '../../market/units.ts'
import type { Happening } from './happening.ts'

/** One thing that the stand-in published, whether or not anybody was there to hear it. */
export interface LedgerEntry {
  /** Counts up by one over the whole ledger. */
  readonly number: number
  readonly happening: Happening
  /** As the venue's clock stamped it. */
  readonly time: Millis
  /** The trade's id as it stands on the wire. */
  readonly id: string | undefined
  /** Connections that it was sent on, and when by true time; empty where it was withheld from all. */
  readonly sent: readonly { readonly connection: string; readonly at: Millis }[]
  /**
   * Left out by the venue without a trace, so that nobody could know. A ledger that is judged allows
   * it to be missing.
   */
  readonly untraceable: boolean
}

type OpenEntry = {
  -readonly [Key in keyof LedgerEntry]: Key extends 'sent'
    ? { connection: string; at: Millis }[]
    : LedgerEntry[Key]
}

/** Everything that a stand-in published, in the order of publication. */
export interface Ledger {
  readonly entries: readonly LedgerEntry[]
  record(happening: Happening, time: Millis, id: string | undefined): LedgerEntry
  markSent(entry: LedgerEntry, connection: string, at: Millis): void
  markUntraceable(entry: LedgerEntry): void
}

/** @param keep at most this many entries, the newest; all where absent */
export function startLedger(keep = Number.POSITIVE_INFINITY): Ledger {
  const entries: OpenEntry[] = []
  let count = 0
  return {
    entries,
    record(happening, time, id) {
      const entry: OpenEntry = {
        number: count++,
        happening,
        time,
        id,
        sent: [],
        untraceable: false,
      }
      entries.push(entry)
      // In large steps, so that the cost of moving the rest stays small.
      if (entries.length > 2 * keep) entries.splice(0, entries.length - keep)
      return entry
    },
    markSent: (entry, connection, at) => {
      ;(entry as OpenEntry).sent.push({ connection, at })
    },
    markUntraceable: (entry) => {
      ;(entry as OpenEntry).untraceable = true
    },
  }
}
