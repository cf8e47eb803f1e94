import type { Candle, MarketEvent } from '../market/event.ts'
import type { InstrumentId } from '../market/instrument.ts'
import { MINUTE } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import type { History } from '../store/history.ts'
import { readCompacted, writeCompacted } from './compacted.ts'
import { compactionBars } from './compaction-bars.ts'
import type { CompactionBars } from './compaction-bars.ts'
import type { JournalDisk } from './disk.ts'
import { readRecords } from './read-journal.ts'
import { segmentsOf } from './segment-name.ts'

/** Of the history, what compaction uses. */
export type CompactionHistory = Pick<History, 'begin' | 'candles'>

export interface CompactionReport {
  /** Records that were taken into the history now, and the number up to which all are in it. */
  readonly records: number
  readonly through: number
  /** Candles that were made of trades. */
  readonly candles: number
  /** Events left out because their price is suspect, which the history cannot say. */
  readonly suspect: number
}

/** Records of one commit. */
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
 */
export async function compactJournal(
  disk: JournalDisk,
  history: CompactionHistory,
): Promise<CompactionReport> {
  const { through, from } = await readCompacted(disk)
  const to = segmentsOf(await disk.list()).at(-1)?.first ?? 0
  const sum = { records: 0, through: Math.max(through, 0), candles: 0, suspect: 0 }
  if (to <= through) return sum
  const bars = compactionBars()
  const recent = recentMinutes()
  let events: MarketEvent[] = []

  const commit = async (until: number) => {
    const made = await newCandles(history, bars)
    const write = history.begin()
    try {
      await write.add(events)
      await write.add(made)
    } catch (error) {
      await write.discard()
      throw error
    }
    await write.commit()
    await writeCompacted(disk, { through: until, from: recent.first() ?? until })
    sum.records += until - sum.through
    sum.through = until
    sum.candles += made.length
    events = []
  }

  let seen = 0
  for await (const items of readRecords(disk, { from, to })) {
    let last = 0
    for (const item of items) {
      if (item.type === 'damage') {
        bars.damaged(item.damage)
        continue
      }
      const { number, event } = item.record
      last = number
      recent.add(number, event.receivedTime)
      bars.push(event)
      if (number < through) continue
      seen++
      if (event.type === 'clock' || event.type === 'trade') continue
      if (event.suspect === 'price') sum.suspect++
      else events.push(event)
    }
    if (seen < COMMIT_RECORDS) continue
    seen = 0
    await commit(last + 1)
  }
  await commit(to)
  return sum
}

/** Candles of minutes of which the history has none yet. */
async function newCandles(
  history: CompactionHistory,
  bars: CompactionBars,
): Promise<readonly Candle[]> {
  const made: Candle[] = []
  // oxlint-disable-next-line no-await-in-loop -- one query after another
  for (const [instrument, candles] of bars.take())
    made.push(...(await missingFrom(history, instrument, candles)))
  return made
}

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
