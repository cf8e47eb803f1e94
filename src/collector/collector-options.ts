import type { Backfill } from '../api/live.ts'
import type { OpenFeed } from '../feed/feed.ts'
import type { FeedPorts } from '../feed/ports.ts'
import type { Journal, JournalHealth, JournalItem, JournalOptions } from '../journal/journal.ts'
import type { MarketEvent } from '../market/event.ts'
import type { Instrument, InstrumentId } from '../market/instrument.ts'
import type { Millis } from '../market/units.ts'
import type { History } from '../store/history.ts'
import type { VenueReader } from '../venues/wire/reader.ts'
import type { CollectorConfig } from './config.ts'
import type { JournalKeeper } from './journal-keeper.ts'
import type { RiskTierFile } from './risk-tier-file.ts'

export interface CollectorOptions {
  readonly readers: readonly VenueReader[]
  readonly config: CollectorConfig
  /** The data folder: `journal/`, `feeds/` and `quarantine/` lie in it. */
  readonly directory: string
  readonly history: History
  readonly riskTiers: RiskTierFile
  readonly ports: FeedPorts
  readonly openFeed: OpenFeed
  readonly openJournal: (options: JournalOptions) => Promise<Journal>
  /** All of a journal in order, in batches. */
  readonly readJournal: (
    directory: string,
    range: { readonly from: number; readonly to?: number },
  ) => AsyncIterable<readonly JournalItem[]>
  readonly keeper: JournalKeeper
  /** Events that are on the disk, in the order of the journal: at first those of earlier runs. */
  readonly onEvents: (events: readonly MarketEvent[]) => void
  /** The journal of earlier runs has been handed out: what comes now is new. */
  readonly onReplayed: () => void
  readonly onInstruments: (instruments: readonly Instrument[]) => void
  readonly onBackfill: (progress: Backfill) => void
  /** What was live is about to be in the history too, or is: no bar is another for it. */
  readonly onCompaction: (stage: 'begins' | 'ends') => void
  /** All that was received up to then has been in the history for an hour, as far as it keeps it. */
  readonly onLongStored: (until: Millis) => Promise<void>
  /** The history of an instrument has grown by rows from `from` on. */
  readonly onHistory: (instrument: InstrumentId, from: Millis) => void
  readonly onJournalHealth: (health: JournalHealth) => void
  readonly log: CollectorLog
}

export interface CollectorLog {
  readonly info: (message: string) => void
  readonly warn: (message: string) => void
}
