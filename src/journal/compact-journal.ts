import type { Candle, MarketEvent } from '../market/event.ts'
import type { InstrumentId } from '../market/instrument.ts'
import { MINUTE } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import type { History } from '../store/history.ts'
import { readCompacted, writeCompacted } from './compacted.ts'
import { compactionBars } from './compaction-bars.ts'
import type { JournalDisk } from './disk.ts'
import type { JournalItem } from './journal.ts'
import { readRecords } from './read-journal.ts'
import { segmentsOf } from './segment-name.ts'

/** Of the history, what compaction uses. */
export type CompactionHistory = Pick<History, 'begin' | 'candles'>

export interface CompactionReport {
  /** Records that were taken into the history now, and the number up to which all are in it. */
  readonly records: number
  readonly through: number
  /** When the last of them was received; undefined where there was none. */
  readonly until: Millis | undefined
  /** Candles that were made of trades. */
  readonly candles: number
  /** Events left out because their price is suspect, which the history can say of liquidations alone. */
  readonly suspect: number
}

const COMMIT_RECORDS = 500_000

/**
 * Minutes before the end that are read again next time: their trades may have come later than a
 * minute that is closed.
 */
const READ_AGAIN = 10

/**
 * Takes all segments but the newest into the history: trades as one-minute candles, and what else
 * the history keeps as it is. May be ended at any moment and begun again: what is in the history
 * already changes nothing, and how far it came is noted only after it is there.
 * @param commitRecords how many records are taken over before they are committed
 */
export async function compactJournal(
  disk: JournalDisk,
  history: CompactionHistory,
  commitRecords = COMMIT_RECORDS,
): Promise<CompactionReport> {
  const { through, from } = await readCompacted(disk)
  const to = segmentsOf(await disk.list()).at(-1)?.first ?? 0
  const sum = {
    records: 0,
    through,
    until: undefined as Millis | undefined,
    candles: 0,
    suspect: 0,
  }
  if (to <= through) return sum
  const bars = compactionBars()
  const recent = recentMinutes()
  let write = history.begin()

  /** Takes a batch over; small ones leave the process time for what is live. */
  async function take(items: readonly JournalItem[]): Promise<void> {
    const events: MarketEvent[] = []
    for (const item of items) {
      if (item.type === 'damage') {
        bars.damaged(item.damage)
        continue
      }
      const { number, event } = item.record
      recent.add(number, event.receivedTime)
      bars.push(event)
      if (number < through) continue
      sum.records++
      sum.until = Math.max(sum.until ?? 0, event.receivedTime)
      if (event.type === 'clock' || event.type === 'trade') continue
      if (event.suspect === 'price' && event.type !== 'liquidation') sum.suspect++
      else events.push(event)
    }
    await write.add(events)
  }

  async function commit(until: number): Promise<void> {
    for (const [instrument, candles] of bars.take()) {
      // oxlint-disable no-await-in-loop -- one query after another
      const made = await missingFrom(history, instrument, candles)
      await write.add(made)
      // oxlint-enable no-await-in-loop
      sum.candles += made.length
    }
    await write.commit()
    await writeCompacted(disk, { through: until, from: recent.first() ?? until })
    sum.through = until
  }

  try {
    for await (const items of readRecords(disk, { from, to })) {
      await take(items)
      const next = lastNumber(items) + 1
      if (next - Math.max(sum.through, from) < commitRecords || next <= through) continue
      await commit(next)
      write = history.begin()
    }
    await commit(to)
  } catch (error) {
    await write.discard()
    throw error
  }
  return sum
}

const lastNumber = (items: readonly JournalItem[]): number => {
  const last = items.findLast((item) => item.type === 'record')
  return last?.type === 'record' ? last.record.number : 0
}

/** Candles of minutes of which the history has none yet. */
async function missingFrom(
  history: CompactionHistory,
  instrument: InstrumentId,
  candles: readonly Candle[],
): Promise<readonly Candle[]> {
  const first = (candles[0] as Candle).openTime
  const end = (candles.at(-1) as Candle).openTime + MINUTE
  const { openTime } = await history.candles(instrument, MINUTE, first, end)
  const stored = new Set(openTime)
  return candles.filter((candle) => !stored.has(candle.openTime))
}

/** Remembers with which record each of the last minutes of received time began. */
function recentMinutes() {
  const begins = new Map<Millis, number>()
  let newest = Number.NEGATIVE_INFINITY
  return {
    add(number: number, received: Millis): void {
      const minute = Math.floor(received / MINUTE)
      if (minute <= newest) return
      newest = minute
      begins.set(minute, number)
      for (const one of begins.keys()) {
        if (one >= newest - READ_AGAIN) break
        begins.delete(one)
      }
    },
    first: () => begins.values().next().value,
  }
}
