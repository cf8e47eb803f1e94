import { HOUR, MINUTE } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import type { LiveMarket } from '../../pipeline/live-market.ts'
import type { History } from '../../store/history.ts'

/** The newest bars stay in memory: they are asked for most, and late trades may still change some. */
const KEPT: Millis = 3 * HOUR

/**
 * Lets go of live bars and open interest that the history holds too, so that a collector that runs
 * for months needs no more memory than one of some hours.
 * @param until what was received up to then is in the history, as far as it keeps it
 */
export async function forgetStored(
  market: LiveMarket,
  history: Pick<History, 'candles'>,
  until: Millis,
): Promise<void> {
  const before = Math.floor(Math.min(until, market.now - KEPT) / MINUTE) * MINUTE
  for (const { id, series } of market.instruments) {
    const { span } = series
    if (span === undefined || span.from >= before) continue
    // oxlint-disable-next-line no-await-in-loop -- one connection reads; one instrument after the other
    const { openTime } = await history.candles(id, MINUTE, span.from, before)
    series.forget(before, openTime)
  }
}
