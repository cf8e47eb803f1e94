import { HOUR } from '../../market/units.ts'
import type { Millis } from '../../market/units.ts'
import { minutesOf } from '../../model/feed-minutes.ts'
import { FINER_SPAN, GrowingRealised, realisedOf } from '../../pipeline/realised-flow.ts'
import type { Realised } from '../../pipeline/realised-flow.ts'
import { printsOf, rowsOfTotals } from '../../pipeline/realised-rows.ts'
import { sourceOfMinutes, sourceOfRows } from '../../pipeline/realised-sums.ts'
import type { RealisedSource } from '../../pipeline/realised-sums.ts'
import type { RealisedRows } from '../../pipeline/realised-rows.ts'
import { resampleCandles } from '../../pipeline/resample-candles.ts'
import type { History, HistoryInstrument } from '../../store/history.ts'
import { completenessAt } from '../../venues/completeness.ts'
import { FullFeeds } from './full-feeds.ts'
import { knownTime } from './score-known.ts'

/** What is read of a history. */
type Stored = Pick<
  History,
  'instruments' | 'candles' | 'gaps' | 'liquidationColumns' | 'liquidationTotals'
>

/**
 * What was liquidated in [from, to), as far as a history knows: from sums and from single
 * liquidations. Of a venue that publishes one a second these hold where both are known, as they can
 * be corrected; elsewhere sums do, as venues that tell them tell all.
 */
export async function storedRealised(
  history: Stored,
  stored: HistoryInstrument,
  from: Millis,
  to: Millis,
  feeds = new FullFeeds(history),
): Promise<GrowingRealised> {
  const sums = await ofTotals(history, stored, from, to)
  const events = await ofEvents(history, stored, from, to, feeds)
  if (events === undefined) return new GrowingRealised(sums)
  const isThrottled = events.throttled !== undefined
  return new GrowingRealised(...(isThrottled ? [sums, events] : [events, sums]))
}

async function ofTotals(
  history: Stored,
  stored: HistoryInstrument,
  from: Millis,
  to: Millis,
): Promise<Realised> {
  const rows = (span: Millis) => rowsOfSpan(history, stored, span, from, to)
  return { hours: await rows(HOUR), finer: await rows(FINER_SPAN), throttled: undefined }
}

async function rowsOfSpan(
  history: Stored,
  { instrument, candles, liquidationTotals }: HistoryInstrument,
  span: Millis,
  from: Millis,
  to: Millis,
): Promise<RealisedRows> {
  const totals = liquidationTotals.find(({ interval }) => span % interval === 0)
  const finest = candles.find(({ interval }) => span % interval === 0)
  if (totals === undefined || finest === undefined) return new Map()
  // Sums are in the instrument's quantity: what they are worth is told by the close.
  const { id } = instrument
  const spans = resampleCandles(await history.candles(id, finest.interval, from, to), span)
  const closes = new Map(Array.from(spans.openTime, (time, i) => [time + span, spans.close[i]]))
  const sums = await history.liquidationTotals(id, totals.interval, from, to + 1)
  return rowsOfTotals(instrument, sums, span, (end) => closes.get(end))
}

/**
 * The records of what was liquidated in [from, to) as they were told, uncorrected: what a pane and
 * totals show. The one that holds where both are known is the first, as in `storedRealised`.
 */
export async function storedSources(
  history: Stored,
  stored: HistoryInstrument,
  from: Millis,
  to: Millis,
): Promise<readonly RealisedSource[]> {
  const sources: RealisedSource[] = []
  const { id, contract, venue } = stored.instrument
  const [totals] = stored.liquidationTotals
  if (totals !== undefined)
    sources.push(
      sourceOfRows(await rowsOfSpan(history, stored, totals.interval, from, to), totals.interval),
    )
  const known = await knownTime(history, stored)
  if (known === undefined || known.from >= to || known.to <= from) return sources
  const single = sourceOfMinutes(
    minutesOf(printsOf(contract, await history.liquidationColumns(id, from, to))),
    known,
  )
  const isThrottled = completenessAt(venue, 'liquidation', to)?.kept !== undefined
  return isThrottled ? [single, ...sources] : [...sources, single]
}

async function ofEvents(
  history: Stored,
  stored: HistoryInstrument,
  from: Millis,
  to: Millis,
  feeds: FullFeeds,
): Promise<Realised | undefined> {
  const { id, contract } = stored.instrument
  const known = await knownTime(history, stored)
  const [first, last] = [Math.max(from, known?.from ?? to), Math.min(to, known?.to ?? from)]
  if (known === undefined || first >= last) return undefined
  const minutes = minutesOf(printsOf(contract, await history.liquidationColumns(id, first, last)))
  const corrections = await feeds.corrections(stored.instrument, first, last)
  const kept = completenessAt(stored.instrument.venue, 'liquidation', last)?.kept
  return realisedOf(minutes, { ...known, from: first, to: last }, kept, corrections)
}
