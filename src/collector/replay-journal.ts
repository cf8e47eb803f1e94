import type { Journal, JournalItem } from '../journal/journal.ts'
import type { MarketEvent } from '../market/event.ts'
import type { CollectorLog } from './collector-options.ts'
import type { JournalTail } from './journal-tail.ts'

/**
 * Hands out what the journal held when it was opened. What is damaged becomes a gap of every stream
 * that was followed.
 */
export async function replayJournal(
  items: AsyncIterable<readonly JournalItem[]>,
  { recovery }: Pick<Journal, 'recovery'>,
  tail: JournalTail,
  onEvents: (events: readonly MarketEvent[]) => void,
  log: CollectorLog,
): Promise<void> {
  for await (const batch of items) {
    const events: MarketEvent[] = []
    for (const item of batch) {
      if (item.type === 'record') {
        if (item.record.number < recovery.next) events.push(item.record.event)
        continue
      }
      const { offset, segment, kind, lostFrom, lostTo, after, before } = item.damage
      log.warn(
        `the journal is damaged at byte ${offset} of ${segment} (${kind}): ` +
          `${lostTo - lostFrom} records are lost`,
      )
      tail.push(events)
      if (after === undefined || lostTo === lostFrom) continue
      events.push(...tail.gapsOf(after, before ?? after, 'a damaged stretch of the journal'))
    }
    tail.push(events)
    onEvents(events)
  }
}
