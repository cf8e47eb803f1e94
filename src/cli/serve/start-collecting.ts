import { join } from 'node:path'
import { openCollector } from '../../collector/collector.ts'
import type { Collector } from '../../collector/collector.ts'
import type { CollectorLog } from '../../collector/collector-options.ts'
import { openRiskTiers } from '../../collector/risk-tier-file.ts'
import type { RiskTierFile } from '../../collector/risk-tier-file.ts'
import type { JournalKeeper } from '../../collector/journal-keeper.ts'
import { nodePorts } from '../../feed/node-ports.ts'
import { compactJournal } from '../../journal/compact-journal.ts'
import { readCompacted } from '../../journal/compacted.ts'
import type { JournalDisk } from '../../journal/disk.ts'
import { openJournal } from '../../journal/open-journal.ts'
import { nodeClock } from '../../journal/ports.ts'
import { readJournal } from '../../journal/read-journal.ts'
import { retainJournal } from '../../journal/retention.ts'
import { openAnyFeed } from '../../longtail/long-tail-feed.ts'
import { forgetStored } from '../../server/market/forget-stored.ts'
import type { Live } from '../../server/live/live.ts'
import type { History } from '../../store/history.ts'
import type { LiveConfig } from './live-config.ts'

/** The risk tiers that venues have told, kept in the data folder. */
export const openRiskTierFile = (data: string, log: CollectorLog): Promise<RiskTierFile> =>
  openRiskTiers(join(data, 'risk-tiers.json'), log.warn)

/** Connects to the venues and hands what they say to the live market. */
export async function startCollecting(
  { config, readers }: LiveConfig,
  {
    data,
    history,
    riskTiers,
    live,
    journalDisk,
    log,
  }: {
    readonly data: string
    readonly history: History
    readonly riskTiers: RiskTierFile
    readonly live: Live
    /** The folder `journal`. */
    readonly journalDisk: JournalDisk
    readonly log: CollectorLog
  },
): Promise<Collector> {
  const collector = await openCollector({
    readers,
    config,
    directory: data,
    history,
    riskTiers,
    ports: nodePorts(),
    openFeed: openAnyFeed,
    openJournal: (options) => openJournal(options, { disk: journalDisk, clock: nodeClock }),
    readJournal: (directory, range) => readJournal(directory, range),
    keeper: journalKeeper(journalDisk, history, config),
    onEvents: (events) => live.push(events),
    onReplayed: () => live.setReady(),
    onInstruments: (instruments) => live.setInstruments(instruments),
    onBackfill: (progress) => live.setBackfill(progress),
    onCompaction: (stage) => live.compaction(stage),
    onLongStored: (until) => forgetStored(live.market, history, until),
    onHistory: (instrument, from) => live.stored(instrument, from),
    onJournalHealth: (health) => live.setJournal(health),
    log,
  })
  live.setVenues(
    () => collector.venues(),
    (venue) => collector.measures(venue),
  )
  return collector
}

function journalKeeper(
  disk: JournalDisk,
  history: History,
  { journal }: LiveConfig['config'],
): JournalKeeper {
  const policy = { maxAge: journal.keepFor, maxBytes: journal.keepBytes }
  return {
    needed: () => readCompacted(disk),
    compact: () => compactJournal(disk, history),
    retain: async (now) => (await retainJournal(disk, policy, now)).map(({ name }) => name),
  }
}
