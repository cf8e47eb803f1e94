import type { FeedClock } from '../feed/ports.ts'
import { HOUR, MINUTE } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import type { CollectorOptions } from './collector-options.ts'

/** Takes closed segments of the journal into the history and lets go of what is old. */
export interface JournalKeeper {
  /** Records from `from` on are to be replayed; those below `through` are in the history too. */
  needed(): Promise<{ readonly from: number; readonly through: number }>
  /** Resolves with how many records were taken into the history, and when the last was received. */
  compact(): Promise<{ readonly records: number; readonly until: Millis | undefined }>
  /** Removes segments that may go; resolves with their names. */
  retain(now: Millis): Promise<readonly string[]>
}

const FIRST_AFTER: Millis = 2 * MINUTE
const EVERY: Millis = HOUR

/**
 * Compacts and removes once an hour. A failure is told and tried again the next time. Returns what
 * ends it; a compaction that has begun is waited for.
 */
export function keepHouse(
  { keeper, log, onCompaction, onLongStored }: CollectorOptions,
  clock: FeedClock,
): () => Promise<void> {
  let running: Promise<void> = Promise.resolve()
  let storedUntil: Millis | undefined

  async function run(): Promise<void> {
    await running
    try {
      onCompaction('begins')
      const { records, until } = await keeper.compact()
      // Who has asked for stored bars before this compaction may still read up to where they ended then.
      if (storedUntil !== undefined) await onLongStored(storedUntil)
      storedUntil = until ?? storedUntil
      if (records > 0) log.info(`${records} records of the journal were taken into the history`)
      const removed = await keeper.retain(clock.wall())
      if (removed.length > 0) log.info(`removed from the journal: ${removed.join(', ')}`)
    } catch (error) {
      log.warn(`the journal cannot be taken into the history: ${String(error)}`)
    } finally {
      onCompaction('ends')
    }
  }

  const next = () => {
    running = run()
    cancel = clock.after(EVERY, next)
  }
  let cancel = clock.after(FIRST_AFTER, next)
  return () => {
    cancel?.()
    return running
  }
}
