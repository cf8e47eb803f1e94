import type { MarketEvent } from '../market/event.ts'
import { HOUR } from '../market/units.ts'
import type { Millis } from '../market/units.ts'
import type { HistoryPlan, ListedInstrument, Read } from '../venues/wire/reader.ts'

/** A page of history: the events of [from, to). */
export interface HistoryPage {
  readonly from: Millis
  readonly to: Millis
  readonly events: readonly MarketEvent[]
  /** False where the venue gave as many rows as it gives at most, and the range cannot be made smaller. */
  readonly complete: boolean
}

/** Range of the first page of single events, whose density is not known beforehand. */
const FIRST_RANGE: Millis = HOUR

/**
 * Reads history oldest first. A page whose answer is full may lack rows, at its start or at its end,
 * and is asked for again in halves.
 * @param ask makes one request; undefined where nothing of the answer could be used
 */
export async function* historyPages(
  plan: HistoryPlan,
  instrument: ListedInstrument,
  from: Millis,
  to: Millis,
  ask: (read: Read<readonly MarketEvent[]>) => Promise<readonly MarketEvent[] | undefined>,
): AsyncGenerator<HistoryPage> {
  let start = from
  let range = plan.interval === undefined ? FIRST_RANGE : plan.interval * Math.max(1, plan.rows - 1)
  while (start < to) {
    const end = Math.min(to, start + range)
    // oxlint-disable-next-line no-await-in-loop -- one page after the other, within the limits
    const events = await ask(plan.read(instrument, start, end))
    const full = plan.interval === undefined && (events?.length ?? 0) >= plan.rows
    if (full && end - start > 1) {
      range = Math.max(1, Math.floor((end - start) / 2))
      continue
    }
    yield {
      from: start,
      to: end,
      events: (events ?? []).toSorted((a, b) => a.exchangeTime - b.exchangeTime),
      complete: events !== undefined && !full,
    }
    start = end
    if (plan.interval === undefined && (events?.length ?? 0) < plan.rows / 4) range *= 2
  }
}
