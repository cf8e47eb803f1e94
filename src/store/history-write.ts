import type { DuckDBConnection } from '@duckdb/node-api'
import type { MarketEvent } from '../market/event.ts'
import { HISTORY_KINDS, isHistoryEvent } from './history-kinds.ts'
import type { HistoryType } from './history-kinds.ts'
import { writeInstruments } from './history-instruments.ts'
import { mergePart } from './history-merge.ts'
import type { MergeCounts } from './history-merge.ts'
import { HistoryStage } from './history-stage.ts'
import type { AppendNotice, AppendReport, HistoryWriter } from './history-contract.ts'
import type { Turns } from './turns.ts'
import { withWriteLock } from './write-lock.ts'

/** How long a commit waits for another process that writes the same history. */
export const PATIENCE_MS = 30_000

/** What a writer needs from the history it writes. */
export interface WriterPlace {
  readonly root: string
  readonly connect: () => Promise<DuckDBConnection>
  /** A number no other writer has had: tables are seen by all connections. */
  readonly number: number
  /** Runs tasks of this process one after another. */
  readonly inTurn: Turns
}

/** Begins a write into a history. */
export function beginWrite({ root, connect, number, inTurn }: WriterPlace): HistoryWriter {
  const stages = new Map<HistoryType, HistoryStage>()
  const notKept: Partial<Record<MarketEvent['type'], number>> = {}
  let opened: Promise<DuckDBConnection> | undefined

  const connection = () => (opened ??= connect())
  const tableName = (type: HistoryType) => `stage_${number}_${type.replaceAll('-', '_')}`
  const openStage = async (type: HistoryType): Promise<HistoryStage> => {
    const kind = HISTORY_KINDS[type]
    const stage = await HistoryStage.open(await connection(), kind, tableName(type))
    stages.set(type, stage)
    return stage
  }
  const drop = async () => {
    if (opened === undefined) return
    const own = await opened
    for (const [type, stage] of stages) {
      stage.close()
      // oxlint-disable-next-line no-await-in-loop -- one connection
      await own.run(`DROP TABLE ${tableName(type)}`)
    }
    stages.clear()
    own.closeSync()
    opened = undefined
  }

  return {
    async add(events) {
      for (const event of events) {
        if (!isHistoryEvent(event)) {
          notKept[event.type] = (notKept[event.type] ?? 0) + 1
          continue
        }
        // oxlint-disable-next-line no-await-in-loop -- at most once per type of event
        const stage = stages.get(event.type) ?? (await openStage(event.type))
        stage.add(event)
      }
    },
    commit: (instruments = []) =>
      inTurn(() =>
        withWriteLock(root, PATIENCE_MS, async () => {
          try {
            for (const stage of stages.values()) stage.close()
            if (instruments.length > 0) await writeInstruments(root, instruments)
            return { ...(await mergeAll(await connection(), root, stages)), notKept }
          } finally {
            await drop()
          }
        }),
      ),
    discard: drop,
  }
}

async function mergeAll(
  connection: DuckDBConnection,
  root: string,
  stages: ReadonlyMap<HistoryType, HistoryStage>,
): Promise<Omit<AppendReport, 'notKept'>> {
  const counts: Partial<Record<HistoryType, MergeCounts>> = {}
  const notices: AppendNotice[] = []
  for (const [type, stage] of stages) {
    const sum: MergeCounts = { added: 0, replaced: 0, identical: 0, repeated: 0, conflicting: 0 }
    for (const part of stage.parts) {
      // oxlint-disable-next-line no-await-in-loop -- one connection, one partition in memory
      const merged = await mergePart(connection, root, part)
      for (const name of Object.keys(sum) as (keyof MergeCounts)[]) sum[name] += merged[name]
      const { instrument, interval } = part
      const about = { type, instrument, interval }
      if (merged.conflictTimes.length > 0)
        notices.push({ ...about, kind: 'conflicting', times: merged.conflictTimes })
      if (merged.replacedTimes.length > 0)
        notices.push({ ...about, kind: 'replaced', times: merged.replacedTimes })
    }
    counts[type] = sum
  }
  const parts = [...stages.values()].flatMap((stage) => stage.parts)
  return { counts, notices, instruments: [...new Set(parts.map(({ instrument }) => instrument))] }
}
