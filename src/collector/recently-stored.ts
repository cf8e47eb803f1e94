import type { JournalItem } from '../journal/journal.ts'
import { compareEvents } from '../market/event.ts'
import type { Liquidation, MarketEvent, StreamKind } from '../market/event.ts'
import { DAY } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import type { History, HistoryGap } from '../store/history.ts'

/** How far back gaps and liquidations are shown that are in the history and no longer in the journal. */
const GAPS_FOR: Millis = 30 * DAY
const LIQUIDATIONS_FOR: Millis = DAY

/**
 * Recorded gaps and liquidations of the last days as events, in order.
 * @param both what the history and the journal hold: left out, since the journal is replayed
 */
export async function recentlyStored(
  history: Pick<History, 'instruments' | 'gaps' | 'liquidations'>,
  both: AsyncIterable<readonly JournalItem[]>,
  now: Millis,
): Promise<readonly MarketEvent[]> {
  const replayed = new Set<string>()
  for await (const items of both)
    for (const item of items)
      if (item.type === 'record' && item.record.event.type === 'liquidation')
        replayed.add(keyOf(item.record.event))
  const events: MarketEvent[] = []
  for (const { instrument, liquidations } of await history.instruments()) {
    const { id, venue } = instrument
    // One connection reads; one instrument after the other.
    // oxlint-disable-next-line no-await-in-loop
    for (const gap of await history.gaps(id))
      if (isRecorded(gap) && gap.to >= now - GAPS_FOR)
        events.push({
          type: 'gap',
          venue,
          instrument: id,
          stream: gap.stream as StreamKind,
          exchangeTime: gap.to,
          receivedTime: gap.to,
          from: gap.from,
          cause: gap.cause,
          certainty: gap.certainty,
          ...(gap.repaired === undefined ? {} : { repaired: gap.repaired }),
        })
    if ((liquidations?.to ?? 0) >= now - LIQUIDATIONS_FOR)
      // oxlint-disable-next-line no-await-in-loop
      for (const one of await history.liquidations(id, now - LIQUIDATIONS_FOR, now))
        if (!replayed.has(keyOf(one))) events.push(one)
  }
  return events.sort(compareEvents)
}

/** Holes between stored candles carry an interval; what feeds have recorded does not. */
const isRecorded = ({ interval }: HistoryGap): boolean => interval === undefined

/** What the history knows a liquidation by. */
const keyOf = (one: Liquidation): string =>
  [
    one.instrument,
    one.exchangeTime,
    one.position,
    one.price,
    one.priceKind,
    one.quantity,
    one.id,
    one.ordinal,
  ].join(' ')
