import type { Millis } from '../market/units.ts'
import type { JournalDamage, JournalItem } from './journal.ts'
import type { Damage, SegmentItem } from './segment-reader.ts'

export interface DamagePlacer {
  push(items: readonly SegmentItem[]): readonly JournalItem[]
  /** The damage behind the last record. */
  end(): readonly { readonly type: 'damage'; readonly damage: JournalDamage }[]
  /** Received time of the last record. */
  last(): Millis | undefined
}

/** Says between which records damage lies: it is held back until the next one is known. */
export function damagePlacer(): DamagePlacer {
  let held: { readonly damage: Damage; readonly after: Millis | undefined }[] = []
  let last: Millis | undefined

  const release = (before: Millis | undefined) => {
    const placed = held.map(({ damage, after }) => ({
      type: 'damage' as const,
      damage: { ...damage, after, before },
    }))
    held = []
    return placed
  }

  return {
    push(items) {
      const placed: JournalItem[] = []
      for (const item of items) {
        if (item.type === 'damage') {
          held.push({ damage: item.damage, after: last })
          continue
        }
        const { receivedTime } = item.record.event
        if (held.length > 0) placed.push(...release(receivedTime))
        placed.push(item)
        last = receivedTime
      }
      return placed
    },
    end: () => release(undefined),
    last: () => last,
  }
}
